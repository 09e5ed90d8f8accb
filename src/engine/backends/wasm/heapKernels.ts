/**
 * Kernels that walk the WASM heap from JavaScript, where the backend's own copy what they could share or find each
 * element by its coordinates. They replace tfjs's of the same name for the shapes that they know.
 */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import { getKernel, type KernelFunc, registerKernel, type TensorInfo, unregisterKernel } from '@tensorflow/tfjs-core'

type Call = Parameters<KernelFunc>[0]

export function registerHeapKernels(): void {
  mend('Identity', ({ inputs, backend }) => shareData(backend as BackendWasm, inputs.x as TensorInfo))
  mend('Transpose', ({ inputs, backend, attrs }) =>
    swapLastAxes(backend as BackendWasm, inputs.x as TensorInfo, attrs?.perm as number[]),
  )
  mend('GatherV2', ({ inputs, backend, attrs }) =>
    attrs?.axis === 0 && attrs.batchDims === 0
      ? gatherRows(backend as BackendWasm, inputs.x as TensorInfo, inputs.indices as TensorInfo)
      : null,
  )
}

/** Null from `own` leaves the call to tfjs's kernel. */
function mend(kernelName: string, own: (call: Call) => TensorInfo | null): void {
  const original = getKernel(kernelName, 'wasm')
  if (!original) throw new Error(`internal: the WASM backend has no kernel ${kernelName}`)
  unregisterKernel(kernelName, 'wasm')
  registerKernel({ ...original, kernelFunc: (call) => own(call) ?? original.kernelFunc(call) })
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

/** The tensor's values where they lie. Valid until the next allocation: the heap may move as it grows. */
export function floats(backend: BackendWasm, x: TensorInfo): Float32Array {
  return backend.typedArrayFromHeap(x) as Float32Array
}
