/** What every contender answers to, in a worker of its own: tfjs keeps one registry of kernels a realm. */
import type { BackendId } from '../../../src/shared/catalog/backends.ts'
import type { Job } from '../work/job.ts'

/** What a contender's own file says; `serve` adds the clock and the counters. */
export interface Contender {
  /** Starts a backend; resolves to what it computes on, in words. */
  open(backend: BackendId, threads: number): Promise<string>
  /** Builds the network with the job's first values; nothing is computed yet. */
  prepare(job: Job): Promise<Built>
  /** Makes so many training steps; resolves to their losses, all work done. */
  run(steps: number): Promise<number[]>
  /** Mean loss of the examples that are held out; absent where nobody asks for it. */
  judge?(): Promise<number>
  /** Bytes that the contender's own account of its tensors has come to, at the most; null where it keeps none. */
  tensorBytes(): number | null
}

export interface Built {
  readonly parameters: number
  readonly trained: number
  /** Where the network is not the same as ours: how. Its losses are then only of a kind. */
  readonly differs?: string
}

export interface Counts {
  readonly dispatches: number
  readonly submits: number
  /** Of GPU buffers that were made. */
  readonly bufferBytes: number
  /** Of all storage that dispatches had bound: what they read and write at least once, where they use the whole of it. */
  readonly boundBytes: number
  readonly readBacks: number
}

export interface Timed {
  readonly ms: number
  readonly steps: number
  readonly losses: readonly number[]
  readonly counts: Counts
}

export interface Memory {
  /** WebAssembly heaps as they stand; they never shrink, so this is their peak. */
  readonly wasmBytes: number
  /** The most that GPU buffers took together. */
  readonly gpuPeakBytes: number
  /** By the contender's own account. */
  readonly tensorBytes: number | null
}

/** A contender as the page talks to it. */
export interface Remote {
  open(backend: BackendId, threads: number): Promise<string>
  prepare(job: Job): Promise<Built & { readonly prepareMs: number }>
  run(steps: number): Promise<Timed>
  judge(): Promise<{ readonly ms: number; readonly loss: number }>
  memory(): Promise<Memory>
}
