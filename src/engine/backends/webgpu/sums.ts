/** Sums down the columns of [rows, c], and over all values of a tensor. */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import { type TensorInfo, util } from '@tensorflow/tfjs-core'
import { dispatch, type Program } from './program.ts'
import { teamOf } from './teams.ts'
import { tuningOf } from './tuning.ts'

/** x [..., c] → [c] */
export function columnSum(backend: WebGPUBackend, x: TensorInfo): TensorInfo[] {
  return downColumns(backend, 'ColumnSum', { x }, ['sums'], ['x[at]'])
}

/** [dScale [c], dShift [c]] */
export function layerNormParameterGradient(
  backend: WebGPUBackend,
  { x, dy, statistics }: Readonly<Record<'x' | 'dy' | 'statistics', TensorInfo>>,
): TensorInfo[] {
  const terms = ['dy[at] * (x[at] - statistics[2u * row]) * statistics[2u * row + 1u]', 'dy[at]']
  return downColumns(backend, 'LayerNormParameterGrad', { x, dy }, ['dScale', 'dShift'], terms, { statistics })
}

/** Σ x or Σ x² over all values, in the given shape; large tensors take a second dispatch, over the sums of parts. */
export function sumOfAll(
  backend: WebGPUBackend,
  x: TensorInfo,
  of: 'plain' | 'squares',
  shape: readonly number[],
): TensorInfo {
  const count = util.sizeFromShape(x.shape)
  const team = teamOf(tuningOf(backend))
  const wide = count % 4 === 0
  const items = wide ? count / 4 : count
  const parts = items <= smallSum * team.size ? 1 : mostParts
  const value = of === 'squares' ? 'x[at] * x[at]' : 'x[at]'
  const program = (): Program => ({
    inputs: { x: wide ? 'vec4<f32>' : 'f32' },
    outputs: { sums: 'f32' },
    uniforms: { blocks: 'u32' },
    workgroup: team.workgroup,
    subgroups: team.subgroups,
    declarations: team.declarations,
    body: `${team.head}
  var sum = ${wide ? 'vec4<f32>()' : '0.0'};
  for (var at = block * ${team.size}u + member; at < arrayLength(&x); at += u.blocks * ${team.size}u) { sum += ${value}; }
  let all = teamSum(vec2(${wide ? 'dot(sum, vec4(1.0))' : 'sum'}, 0.0), member).x;
  if (member == 0u) { sums[block] = all; }`,
  })
  const [sums] = dispatch(backend, `Sum ${of} ${wide ? 'wide' : 'narrow'} ${team.name}`, program, {
    inputs: [x],
    outputs: [parts === 1 ? shape : [parts]],
    uniforms: [parts],
    groups: team.groups(parts),
  }) as [TensorInfo]
  if (parts === 1) return sums
  const total = sumOfAll(backend, sums, 'plain', shape)
  backend.disposeData(sums.dataId)
  return total
}

/** Items that one member adds up sooner than a second dispatch begins; and parts otherwise, themselves a small sum. */
const smallSum = 1024
const mostParts = 256

/** One sum for each output, of its term at `at` in row `row`; `beside` are inputs that are not [rows, c]. */
function downColumns(
  backend: WebGPUBackend,
  name: string,
  inputs: Readonly<Record<string, TensorInfo>>,
  outputs: readonly string[],
  terms: readonly string[],
  beside: Readonly<Record<string, TensorInfo>> = {},
): TensorInfo[] {
  const { shape } = Object.values(inputs)[0] as TensorInfo
  const columns = shape.at(-1) ?? 1
  const rows = util.sizeFromShape(shape) / Math.max(1, columns)
  const type = columns % 4 === 0 ? 'vec4<f32>' : 'f32'
  const width = type === 'f32' ? columns : columns / 4
  const members = tuningOf(backend).team
  const across = members === 1 ? 8 : 4
  const typed = (names: readonly string[]) => Object.fromEntries(names.map((named) => [named, type] as const))
  const program = (): Program => ({
    inputs: {
      ...typed(Object.keys(inputs)),
      ...Object.fromEntries(Object.keys(beside).map((key) => [key, 'f32' as const])),
    },
    outputs: typed(outputs),
    uniforms: { rows: 'u32', width: 'u32' },
    workgroup: [across, members],
    declarations:
      members === 1
        ? ''
        : outputs.map((_, at) => `var<workgroup> parts${at}: array<${type}, ${across * members}>;`).join('\n'),
    body: `
  let column = group.x * ${across}u + local.x;
  ${outputs.map((_, at) => `var sum${at} = ${type}();`).join('\n  ')}
  if (column < u.width) {
    for (var row = local.y; row < u.rows; row += ${members}u) {
      let at = row * u.width + column;
      ${terms.map((term, at) => `sum${at} += ${term};`).join('\n      ')}
    }
  }
  ${members === 1 ? '' : outputs.map((_, at) => meeting(at, across, members)).join('\n')}
  if (local.y == 0u && column < u.width) {
    ${outputs.map((output, at) => `${output}[column] = sum${at};`).join('\n    ')}
  }`,
  })
  return dispatch(backend, `${name} ${type} ${members}`, program, {
    inputs: [...Object.values(inputs), ...Object.values(beside)],
    outputs: outputs.map(() => [columns]),
    uniforms: [rows, width],
    groups: [Math.ceil(width / across), 1, 1],
  })
}

/** Adds up a workgroup's sums of the same column. */
function meeting(at: number, across: number, members: number): string {
  return `
  parts${at}[lane] = sum${at};
  for (var apart = ${members / 2}u; apart > 0u; apart /= 2u) {
    workgroupBarrier();
    if (local.y < apart) { parts${at}[lane] += parts${at}[lane + apart * ${across}u]; }
  }
  sum${at} = parts${at}[lane];`
}
