/**
 * Products of many small matrices, as attention has. tfjs's kernel takes XNNPACK's way for one matrix only and a naive
 * one for more, several times slower; so each matrix becomes a call of its own here, on a window of the heap.
 */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import { type TensorInfo, util } from '@tensorflow/tfjs-core'

/** Multiplications in one matrix from which the detour pays. */
const worthwhile = 8192

/** a [..., m, k] × b [..., k, n] → [..., m, n]; null where tfjs's own kernel should do it. */
export function batchedProduct(backend: BackendWasm, a: TensorInfo, b: TensorInfo): TensorInfo | null {
  const outer = a.shape.slice(0, -2)
  const batch = util.sizeFromShape(outer)
  const [m, k] = a.shape.slice(-2) as [number, number]
  const n = b.shape.at(-1) as number
  const alike = util.arraysEqual(outer, b.shape.slice(0, -2)) && a.dtype === 'float32' && b.dtype === 'float32'
  if (batch < 2 || !alike || m * k * n < worthwhile) return null
  const output = backend.makeOutput([...outer, m, n], 'float32')
  const multiply = productOf(backend)
  for (let index = 0; index < batch; index++) {
    const left = windowOf(backend, a, index, [1, m, k])
    const right = windowOf(backend, b, index, [1, k, n])
    const product = windowOf(backend, output, index, [1, m, n])
    multiply(left.id, shapeBytes([1, m, k]), 3, right.id, shapeBytes([1, k, n]), 3, 0, 0, product.id)
    for (const window of [left, right, product]) window.release()
  }
  return output
}

type Multiply = (
  aId: number,
  aShape: Uint8Array,
  aRank: number,
  bId: number,
  bShape: Uint8Array,
  bRank: number,
  transposeA: number,
  transposeB: number,
  outId: number,
) => void

const products = new WeakMap<BackendWasm, Multiply>()

function productOf(backend: BackendWasm): Multiply {
  const known = products.get(backend)
  if (known) return known
  const types = ['number', 'array', 'number', 'number', 'array', 'number', 'number', 'number', 'number']
  // tfjs publishes no type for Emscripten's own part of the module.
  const { cwrap } = backend.wasm as unknown as { cwrap(name: string, result: null, types: string[]): Multiply }
  const made = cwrap('BatchMatMul', null, types)
  products.set(backend, made)
  return made
}

function shapeBytes(shape: readonly number[]): Uint8Array {
  return new Uint8Array(new Int32Array(shape).buffer)
}

interface HeapWindow {
  readonly id: number
  /** Forgets the window; the memory is its owner's. */
  release(): void
}

/** The matrix at `index` of a tensor of such matrices. */
function windowOf(backend: BackendWasm, owner: TensorInfo, index: number, shape: number[]): HeapWindow {
  const bytes = 4 * index * util.sizeFromShape(shape)
  const { dataId } = backend.makeOutput(shape, 'float32', backend.getMemoryOffset(owner.dataId) + bytes)
  const { id } = backend.dataIdMap.get(dataId)
  return {
    id,
    release() {
      backend.wasm.tfjs.disposeData(id)
      backend.dataIdMap.delete(dataId)
    },
  }
}
