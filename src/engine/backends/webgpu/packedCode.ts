/** Code that reads four values of a packed matrix (nn/packed) that lie side by side in a row, widened. */
import type { Layout } from '../../nn/packed/packedMatrix.ts'
import type { Element } from './program.ts'

/** What a matrix named so is bound to, in order: codes, and scales and levels where the layout has them. */
export function packedInputs(matrix: string, layout: Layout, half: boolean): Readonly<Record<string, Element>> {
  return {
    [matrix]: half && layout === 'f16' ? 'vec4<f16>' : 'i32',
    ...(hasScales(layout) && { [`${matrix}Scales`]: 'f32' as const }),
    ...(layout === 'levels' && { [`${matrix}Levels`]: 'f32' as const }),
  }
}

function hasScales(layout: Layout): boolean {
  return layout === 'int8' || layout === 'levels'
}

/**
 * A function of the place of the first value, which divides by four; `group` is a uniform in the code. With `half` the
 * device widens halves itself, where it does so to the bit (`provenFeatures`).
 */
export function packedReader(name: string, matrix: string, layout: Layout, group: string, half: boolean): string {
  if (half && layout === 'f16') return `fn ${name}(at: u32) -> vec4<f32> { return vec4<f32>(${matrix}[at / 4u]); }`
  return `${layout === 'f16' ? halfByBits(name) : ''}fn ${name}(at: u32) -> vec4<f32> {
  ${bodies[layout](name, matrix)}
  return ${hasScales(layout) ? `values * ${matrix}Scales[at / ${group}]` : 'values'}; }`
}

/** Below 2⁻¹⁴ a half counts units of 2⁻²⁴; from 0x7c00 on it is infinite, or no number. */
function halfByBits(name: string): string {
  return `fn ${name}Half(bits: u32) -> f32 {
  let size = bits & 0x7fffu;
  let wide = bitcast<f32>((size << 13u) + select(0x38000000u, 0x70000000u, size >= 0x7c00u));
  let value = select(wide, f32(size) * 5.9604644775390625e-8, size < 0x400u);
  return select(value, -value, (bits & 0x8000u) != 0u); }
`
}

const bodies: Readonly<Record<Layout, (name: string, matrix: string) => string>> = {
  f16: (name, matrix) => `${twoWords(matrix)}
  let values = vec4(${['low & 0xffffu', 'low >> 16u', 'high & 0xffffu', 'high >> 16u'].map((bits) => `${name}Half(${bits})`).join(', ')});`,
  bf16: (_, matrix) => `${twoWords(matrix)}
  let values = bitcast<vec4<f32>>(vec4(low << 16u, low & 0xffff0000u, high << 16u, high & 0xffff0000u));`,
  int8: (_, matrix) => `let word = ${matrix}[at / 4u];
  let values = vec4<f32>(vec4(word << 24u, word << 16u, word << 8u, word) >> vec4(24u));`,
  levels: (_, matrix) => `let bits = bitcast<u32>(${matrix}[at / 8u]) >> (16u * ((at / 4u) % 2u));
  let values = vec4(${[4, 0, 12, 8].map((shift) => `${matrix}Levels[(bits >> ${shift}u) & 15u]`).join(', ')});`,
}

function twoWords(matrix: string): string {
  return `let low = bitcast<u32>(${matrix}[at / 2u]); let high = bitcast<u32>(${matrix}[at / 2u + 1u]);`
}
