/** How much of the WASM backend's heap is taken, and how much was at most: by what it was asked for and given back. */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs-core'
import type { Heap } from '../../src/engine/backends/wasm/guardHeap.ts'

export interface HeapWatch {
  /** Bytes that `work` took beside what was there before, at most. */
  peakOf(work: () => unknown): Promise<number>
  end(): void
}

export function watchHeap(): HeapWatch {
  const heap = (tf.backend() as BackendWasm).wasm as unknown as Heap
  heap._free(heap._malloc(1)) // the first call puts the heap's own functions in the place of those that load them
  const [allocate, free] = [heap._malloc, heap._free]
  const sizes = new Map<number, number>()
  let [taken, most] = [0, 0]
  heap._malloc = (bytes) => {
    const address = allocate(bytes)
    sizes.set(address, bytes)
    taken += bytes
    most = Math.max(most, taken)
    return address
  }
  heap._free = (address) => {
    taken -= sizes.get(address) ?? 0
    sizes.delete(address)
    free(address)
  }
  return {
    async peakOf(work) {
      const before = taken
      most = taken
      await work()
      return most - before
    },
    end() {
      heap._malloc = allocate
      heap._free = free
    },
  }
}
