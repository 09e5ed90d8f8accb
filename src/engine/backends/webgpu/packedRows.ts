/** Rows of packed matrices (nn/packed) by their numbers. */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import { type TensorInfo, util } from '@tensorflow/tfjs-core'
import type { PackedLayout } from '../../nn/fused.ts'
import type { Layout } from '../../nn/packed/packedMatrix.ts'
import { packedInputs, packedReader } from './packedCode.ts'
import { dispatch, type Program, spread } from './program.ts'
import { tuningOf } from './tuning.ts'

export interface PackedTensors {
  readonly codes: TensorInfo
  readonly scales: TensorInfo | null
  readonly levels: TensorInfo | null
}

/** ids (any shape) → [[..., columns]]; of a number out of range the last row. */
export function packedRows(
  backend: WebGPUBackend,
  ids: TensorInfo,
  tensors: PackedTensors,
  { layout, rows, columns, stride, group }: PackedLayout,
): TensorInfo[] {
  const count = util.sizeFromShape(ids.shape)
  const fours = Math.ceil(columns / 4)
  const { half } = tuningOf(backend)
  return dispatch(backend, `PackedRows ${layout}${half ? ' half' : ''}`, () => picking(layout, half), {
    inputs: [ids, ...boundTensors(tensors)],
    outputs: [[...ids.shape, columns]],
    uniforms: [count, rows, columns, stride, group, fours],
    groups: spread(count * fours, size),
  })
}

/** In the order of `packedInputs`. */
export function boundTensors({ codes, scales, levels }: PackedTensors): TensorInfo[] {
  return [codes, scales, levels].filter((tensor) => tensor !== null)
}

const size = 64

function picking(layout: Layout, half: boolean): Program {
  return {
    inputs: { ids: 'i32', ...packedInputs('codes', layout, half) },
    outputs: { table: 'f32' },
    uniforms: { count: 'u32', rows: 'u32', columns: 'u32', stride: 'u32', group: 'u32', fours: 'u32' },
    workgroup: [size, 1],
    declarations: packedReader('four', 'codes', layout, 'u.group', half),
    body: `
  let place = flat / u.fours;
  let column = 4u * (flat % u.fours);
  if (place >= u.count) { return; }
  let row = min(u32(max(ids[place], 0)), u.rows - 1u);
  let values = four(row * u.stride + column);
  for (var at = 0u; at < 4u; at++) {
    if (column + at < u.columns) { table[place * u.columns + column + at] = values[at]; }
  }`,
  }
}
