/**
 * Workers that help with large jobs where the heap is shared (kernels/threadPool.ts). They join when they have started, and
 * end with the worker that made them.
 */
import type { Heap } from './guardHeap.ts'

/** Where a job is handed out. */
export interface ThreadPool {
  /** Threads in all, the caller among them. */
  readonly threads: number
  /** Address of the control block. */
  readonly control: number
  /** Makes a job known to all. The caller then takes its part by `finish`. */
  announce(job: Announced): void
  /** Pieces that threads other than the caller have taken. */
  helped(): number
}

export interface Announced {
  readonly kernel: number
  readonly args: number
  readonly chunks: number
  /** Chunks of a piece: so many are taken at a time. */
  readonly each: number
  readonly pieces: number
  readonly scratch: number
  readonly scratchBytes: number
}

const controlBytes = 256

export function startThreadPool(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  heap: Heap,
  threads: number,
): ThreadPool {
  const control = aligned(heap._malloc(controlBytes + 64) >>> 0)
  new Uint8Array(memory.buffer, control, controlBytes).fill(0)
  const source = URL.createObjectURL(new Blob([helper], { type: 'text/javascript' }))
  for (let thread = 1; thread < threads; thread++)
    new Worker(source, { name: `kernels ${thread}` }).postMessage({ module, memory, control, thread })
  let number = 0
  return {
    threads,
    control,
    helped: () => Atomics.load(new Int32Array(memory.buffer, control, controlBytes / 4), 48),
    announce({ kernel, args, chunks, each, pieces, scratch, scratchBytes }) {
      const words = new Int32Array(memory.buffer, control, controlBytes / 4)
      words[16] = 0
      words.set([kernel, args, chunks, each, scratch, scratchBytes], 32)
      number = (number + 1) & 0xffff
      Atomics.store(words, 0, (number << 16) | pieces)
      Atomics.notify(words, 0, pieces - 1)
    },
  }
}

/** The whole program of a helper. */
const helper = `onmessage = ({ data: { module, memory, control, thread } }) =>
  new WebAssembly.Instance(module, { env: { memory } }).exports.help(control, thread)`

function aligned(address: number): number {
  return Math.ceil(address / 64) * 64
}
