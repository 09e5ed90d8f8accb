/** Runs the WebAssembly kernels on tensors where they lie in tfjs's heap. */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import type { TensorInfo } from '@tensorflow/tfjs-core'
import type { Heap } from './guardHeap.ts'
import { heapMemory } from './heapMemory.ts'
import { startThreadPool } from './threadPool.ts'

export interface Job {
  /** Name of the kernel in kernels/index.ts. */
  readonly kernel: string
  /** Whole numbers and addresses, in the kernel's order. */
  readonly words: readonly number[]
  readonly floats?: readonly number[]
  readonly chunks: number
  /** Operations in all, roughly: small jobs are not worth a second thread. */
  readonly work: number
  /** Bytes that each thread needs beside the scratch that every kernel gets. */
  readonly scratch?: number
}

export interface Machine {
  /** Threads that share a large job. */
  readonly threads: number
  run(job: Job): void
  /** Pieces of jobs that threads other than the caller's have done so far. */
  helped(): number
  /** A number that kernels/index.ts exports. */
  constant(name: string): number
}

interface Exports {
  run(kernel: number, args: number, begin: number, end: number, scratch: number): void
  finish(control: number, pieces: number): void
}

let allowed = 1

/**
 * How many threads share a large job where memory is shared; call before a backend starts. tfjs's own count is never more
 * than half of the processors (on two there is one).
 */
export function allowThreads(count: number): void {
  allowed = count
}

const machines = new WeakMap<BackendWasm, Machine>()

/** The backend's machine; it is made at the first kernel, when the backend's heap is there. */
export function machineOf(backend: BackendWasm, module: WebAssembly.Module): Machine {
  const known = machines.get(backend)
  if (known) return known
  const made = makeMachine(backend, module)
  machines.set(backend, made)
  return made
}

/** The backend's machine, once a kernel has run. */
export function machineInUse(backend: BackendWasm): Machine | undefined {
  return machines.get(backend)
}

/** Words of arguments, and as many floats behind them. */
const most = 32

/** Work from which waking the other threads pays: some ten microseconds of it. */
const worthSharing = 200_000

/** Pieces of a job for each thread: the more, the less is waited for the last; each costs a little. */
const share = 4

function makeMachine(backend: BackendWasm, module: WebAssembly.Module): Machine {
  const heap = backend.wasm as unknown as Heap
  const memory = heapMemory(backend)
  const instance = new WebAssembly.Instance(module, { env: { memory } })
  const kernels = instance.exports as unknown as Exports & Record<string, WebAssembly.Global>
  const args = heap._malloc(8 * most) >>> 0
  const pool = memory.buffer instanceof ArrayBuffer ? null : startThreadPool(module, memory, heap, allowed)
  const threads = pool?.threads ?? 1
  const scratchOf = growing(heap)
  const constant = (name: string) => {
    const number = kernels[name]?.value as number | undefined
    if (number === undefined) throw new Error(`internal: the kernels have no "${name}"`)
    return number
  }
  return {
    threads,
    constant,
    helped: () => pool?.helped() ?? 0,
    run({ kernel, words, floats = [], chunks, work, scratch: more = 0 }) {
      if (words.length > most || floats.length > most) throw new Error(`internal: "${kernel}" has too many arguments`)
      const scratchBytes = aligned(constant('scratchBytes') + more)
      const scratch = scratchOf(scratchBytes * threads)
      // Views are made anew: the heap moves when it grows.
      new Int32Array(memory.buffer, args, most).set(words)
      new Float32Array(memory.buffer, args + 4 * most, most).set(floats)
      if (!pool || threads === 1 || chunks < 2 || work < worthSharing)
        return kernels.run(constant(kernel), args, 0, chunks, scratch)
      const each = Math.ceil(chunks / (share * threads))
      const pieces = Math.ceil(chunks / each)
      pool.announce({ kernel: constant(kernel), args, chunks, each, pieces, scratch, scratchBytes })
      kernels.finish(pool.control, pieces)
    },
  }
}

/** One piece of the heap that is given up for a larger one when it must be. */
function growing(heap: Heap): (bytes: number) => number {
  let piece = { address: 0, bytes: 0 }
  return (bytes) => {
    if (bytes <= piece.bytes) return piece.address
    if (piece.bytes > 0) heap._free(piece.address)
    piece = { address: 0, bytes: 0 }
    piece = { address: heap._malloc(bytes) >>> 0, bytes }
    return piece.address
  }
}

/** Threads do not write to one another's lines of the cache. */
function aligned(bytes: number): number {
  return Math.ceil(bytes / 64) * 64
}

/** Where a tensor's values lie; 0, which is no address, for none. */
export function addressOf(backend: BackendWasm, x: TensorInfo | undefined): number {
  return x ? backend.getMemoryOffset(x.dataId) : 0
}
