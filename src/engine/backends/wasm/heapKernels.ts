/**
 * Kernels that walk the WASM heap from JavaScript, where the backend's own copy what they could share or find each
 * element by its coordinates. They replace tfjs's of the same name for the shapes that they know.
 */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import { type TensorInfo, util } from '@tensorflow/tfjs-core'
import { mend } from './registry.ts'

export function registerHeapKernels(): void {
  mend('Identity', ({ need, backend }) => shareData(backend, need('x')))
  mend('Transpose', ({ need, backend, attributes }) => swapLastAxes(backend, need('x'), attributes.perm as number[]))
  mend('GatherV2', ({ need, backend, attributes }) =>
    attributes.axis === 0 && attributes.batchDims === 0 ? gatherRows(backend, need('x'), need('indices')) : null,
  )
  mend('SplitV', ({ need, backend, attributes }) =>
    splitColumns(backend, need('x'), attributes as unknown as { numOrSizeSplits: number | number[]; axis: number }),
  )
  mend('Concat', ({ inputs, backend, attributes }) => joinColumns(backend, inputs, attributes.axis as number))
}

/** The same data, counted once more. */
function shareData(backend: BackendWasm, x: TensorInfo): TensorInfo | null {
  if (x.dtype === 'string') return null
  backend.incRef(x.dataId)
  return { dataId: x.dataId, shape: x.shape, dtype: x.dtype }
}

/** [..., rows, columns] → [..., columns, rows], tile by tile so that both sides stay in the processor's cache. */
function swapLastAxes(backend: BackendWasm, x: TensorInfo, order: readonly number[]): TensorInfo | null {
  const last = order.length - 1
  const swaps = order.every((axis, at) => axis === (at < last - 1 ? at : 2 * last - 1 - at))
  if (!swaps || last < 1 || x.dtype !== 'float32') return null
  const [rows, columns] = x.shape.slice(-2) as [number, number]
  const output = backend.makeOutput([...x.shape.slice(0, -2), columns, rows], 'float32')
  const from = floats(backend, x)
  const to = floats(backend, output)
  for (let start = 0; start < from.length; start += rows * columns)
    transposeMatrix(from.subarray(start, start + rows * columns), to.subarray(start), rows, columns)
  return output
}

const tile = 16

function transposeMatrix(from: Float32Array, to: Float32Array, rows: number, columns: number): void {
  for (let top = 0; top < rows; top += tile) {
    const bottom = Math.min(rows, top + tile)
    for (let left = 0; left < columns; left += tile) {
      const right = Math.min(columns, left + tile)
      for (let column = left; column < right; column++)
        for (let row = top; row < bottom; row++) to[column * rows + row] = from[row * columns + column] as number
    }
  }
}

/** Rows of x [count, …] by their numbers. Null where a number is out of range, so that tfjs says so. */
function gatherRows(backend: BackendWasm, x: TensorInfo, ids: TensorInfo): TensorInfo | null {
  const [count = 0, ...rest] = x.shape
  if (x.dtype !== 'float32' || ids.dtype !== 'int32') return null
  if (backend.typedArrayFromHeap(ids).some((id) => id < 0 || id >= count)) return null
  const width = rest.reduce((a, b) => a * b, 1)
  const output = backend.makeOutput([...ids.shape, ...rest], 'float32')
  const from = floats(backend, x)
  const to = floats(backend, output)
  backend.typedArrayFromHeap(ids).forEach((id, row) => {
    to.set(from.subarray(id * width, (id + 1) * width), row * width)
  })
  return output
}

/** [..., c] → parts [..., c₁], [..., c₂], …: of the last axis alone. */
function splitColumns(
  backend: BackendWasm,
  x: TensorInfo,
  { numOrSizeSplits: parts, axis }: { readonly numOrSizeSplits: number | readonly number[]; readonly axis: number },
): TensorInfo[] | null {
  const columns = x.shape.at(-1) as number
  const sizes = typeof parts === 'number' ? Array.from({ length: parts }, () => columns / parts) : parts
  if (util.parseAxisParam(axis, x.shape)[0] !== x.shape.length - 1) return null
  if (x.dtype !== 'float32' || sizes.includes(-1)) return null
  const outputs = sizes.map((size) => backend.makeOutput([...x.shape.slice(0, -1), size], 'float32'))
  copyColumns(
    floats(backend, x),
    outputs.map((output) => floats(backend, output)),
    { sizes, into: 'parts' },
  )
  return outputs
}

/** Parts [..., c₁], [..., c₂], … → [..., c₁ + c₂ + …]. */
function joinColumns(backend: BackendWasm, parts: readonly TensorInfo[], axis: number): TensorInfo | null {
  const shape = parts[0]?.shape ?? []
  if (shape.length < 2 || util.parseAxisParam(axis, shape)[0] !== shape.length - 1) return null
  if (parts.some(({ dtype }) => dtype !== 'float32')) return null
  const sizes = parts.map((part) => part.shape.at(-1) as number)
  const columns = sizes.reduce((sum, size) => sum + size, 0)
  const output = backend.makeOutput([...shape.slice(0, -1), columns], 'float32')
  copyColumns(
    floats(backend, output),
    parts.map((part) => floats(backend, part)),
    { sizes, into: 'whole' },
  )
  return output
}

function copyColumns(
  whole: Float32Array,
  parts: readonly Float32Array[],
  { sizes, into }: { readonly sizes: readonly number[]; readonly into: 'parts' | 'whole' },
): void {
  const columns = sizes.reduce((sum, size) => sum + size, 0)
  for (let row = 0; row * columns < whole.length; row++) {
    let at = row * columns
    for (const [index, part] of parts.entries()) {
      const size = sizes[index] as number
      if (into === 'parts') part.set(whole.subarray(at, at + size), row * size)
      else whole.set(part.subarray(row * size, (row + 1) * size), at)
      at += size
    }
  }
}

/** The tensor's values where they lie. Valid until the next allocation: the heap may move as it grows. */
export function floats(backend: BackendWasm, x: TensorInfo): Float32Array {
  return backend.typedArrayFromHeap(x) as Float32Array
}
