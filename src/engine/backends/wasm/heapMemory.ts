/**
 * The memory that tfjs's WebAssembly heap lies in. Without threads the module exports it. With threads Emscripten makes
 * it while the backend starts and shows it to nobody; so it is caught there.
 */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'

let caught: WebAssembly.Memory | null = null

/** Call before a backend with threads starts: the next shared memory is its heap. */
export function catchSharedHeap(): void {
  if (caught) return
  const Memory = WebAssembly.Memory
  WebAssembly.Memory = class extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor)
      if (!descriptor.shared) return
      caught = this
      WebAssembly.Memory = Memory
    }
  }
}

export function heapMemory(backend: BackendWasm): WebAssembly.Memory {
  const { asm } = backend.wasm as unknown as { asm: { memory?: WebAssembly.Memory } }
  const memory = asm.memory ?? caught
  if (!memory) throw new Error('internal: the memory of the WASM backend was not caught while it started')
  return memory
}
