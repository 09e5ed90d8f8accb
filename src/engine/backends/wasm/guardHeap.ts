/**
 * tfjs takes what the WebAssembly heap gives it, even the address 0 that means "no memory": it would write tensors over
 * its own data from then on. With the guard an allocation that failed is an error, and the step can be tried in pieces.
 */

/** What Emscripten puts on every module. */
export interface Heap {
  _malloc(bytes: number): number
  _free(address: number): void
}

const guarded = new WeakSet<object>()

export function guardHeap(heap: Heap): void {
  if (guarded.has(heap)) return
  guarded.add(heap)
  heap._free(heap._malloc(1)) // the first call puts the heap's own function in the place of the one that loads it
  const allocate = heap._malloc
  heap._malloc = (bytes) => {
    const address = allocate(bytes)
    if (address === 0 && bytes > 0) throw new RangeError(`WebAssembly is out of memory: it has no ${bytes} bytes left.`)
    return address
  }
}
