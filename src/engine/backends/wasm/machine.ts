/** Runs the WebAssembly kernels on tensors where they lie in tfjs's heap. */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import type { TensorInfo } from '@tensorflow/tfjs-core'
import type { Heap } from './guardHeap.ts'
import { heapMemory } from './heapMemory.ts'

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
  run(job: Job): void
  /** A number that kernels/index.ts exports. */
  constant(name: string): number
}

interface Exports {
  run(kernel: number, args: number, begin: number, end: number, scratch: number): void
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

/** Words of arguments, and as many floats behind them. */
const most = 32

function makeMachine(backend: BackendWasm, module: WebAssembly.Module): Machine {
  const heap = backend.wasm as unknown as Heap
  const memory = heapMemory(backend)
  const instance = new WebAssembly.Instance(module, { env: { memory } })
  const kernels = instance.exports as unknown as Exports & Record<string, WebAssembly.Global>
  const args = heap._malloc(8 * most) >>> 0
  let scratch = { address: 0, bytes: 0 }
  const scratchOf = (bytes: number) => {
    if (bytes <= scratch.bytes) return scratch.address
    if (scratch.bytes > 0) heap._free(scratch.address)
    scratch = { address: 0, bytes: 0 }
    scratch = { address: heap._malloc(bytes) >>> 0, bytes }
    return scratch.address
  }
  const constant = (name: string) => {
    const number = kernels[name]?.value as number | undefined
    if (number === undefined) throw new Error(`internal: the kernels have no "${name}"`)
    return number
  }
  return {
    constant,
    run({ kernel, words, floats = [], chunks, scratch: more = 0 }) {
      const number = constant(kernel)
      if (words.length > most || floats.length > most) throw new Error(`internal: "${kernel}" has too many arguments`)
      const room = scratchOf(constant('scratchBytes') + more)
      // Views are made anew: the heap moves when it grows.
      new Int32Array(memory.buffer, args, most).set(words)
      new Float32Array(memory.buffer, args + 4 * most, most).set(floats)
      kernels.run(number, args, 0, chunks, room)
    },
  }
}

/** Where a tensor's values lie; 0, which is no address, for none. */
export function addressOf(backend: BackendWasm, x: TensorInfo | undefined): number {
  return x ? backend.getMemoryOffset(x.dataId) : 0
}
