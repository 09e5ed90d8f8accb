/**
 * Kernels on tfjs's own heap. The module has no memory, no data and no allocator of its own: it works on addresses that
 * it is given. A job is cut into chunks, and `run` does some of them; the arguments lie in the heap (simd.ts reads them).
 */
import { gemmScratch } from './gemm'
import { multiply } from './product'

/** Bytes of scratch that every run may use; what a job needs beyond them comes behind. */
export const scratchBytes: usize = gemmScratch

export const product: i32 = 0

export function run(kernel: i32, args: usize, begin: i32, end: i32, scratch: usize): void {
  switch (kernel) {
    case product:
      return multiply(args, begin, end, scratch)
  }
}
