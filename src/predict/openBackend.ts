/**
 * WebAssembly on one thread, from code that is at hand: a page that lies in a file may fetch nothing. tfjs asks for an
 * address, so that its code gets one of memory.
 */
import { BackendWasm, setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs-core'
import { completeWasm } from '../engine/backends/wasm/completeWasm.ts'
import { guardHeap, type Heap } from '../engine/backends/wasm/guardHeap.ts'
import { type KernelFile, loadKernels } from '../engine/backends/wasm/kernelModule.ts'
import type { RuntimeCode } from '../shared/catalog/runtimeFiles.ts'
import { ThawError } from '../shared/messages/errors.ts'
import { notice } from '../shared/messages/say.ts'

export type ReadRuntimeCode = (file: RuntimeCode) => Promise<Uint8Array<ArrayBuffer>>

let opened: Promise<void> | null = null

/** Once for all models. @throws ThawError `backend-unavailable` where a browser has no SIMD in WebAssembly. */
export function openBackend(read: ReadRuntimeCode): Promise<void> {
  opened ??= open(read).catch((error) => {
    opened = null // what could not be fetched may be there the next time
    throw error
  })
  return opened
}

async function open(read: ReadRuntimeCode): Promise<void> {
  // Asked for before tfjs looks: it would take the threaded code where memory may be shared.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false)
  if (!(await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT'))) throw unavailable()
  const code = URL.createObjectURL(new Blob([await read('tensors')], { type: 'application/wasm' }))
  // tfjs asks for the address of each of its three, and takes the one that fits.
  setWasmPaths(Object.fromEntries(binaries.map((name) => [name, code])))
  completeWasm(await loadKernels(false, (file) => read(kernels[file])))
  try {
    if (!(await tf.setBackend('wasm'))) throw unavailable()
    await tf.ready()
  } finally {
    URL.revokeObjectURL(code)
  }
  const backend = tf.backend()
  if (backend instanceof BackendWasm) guardHeap(backend.wasm as unknown as Heap)
}

const binaries = [
  'tfjs-backend-wasm.wasm',
  'tfjs-backend-wasm-simd.wasm',
  'tfjs-backend-wasm-threaded-simd.wasm',
] as const

const kernels: Readonly<Record<KernelFile, RuntimeCode>> = {
  ...{ plain: 'plain', 'plain-shared': 'plain' },
  ...{ relaxed: 'relaxed', 'relaxed-shared': 'relaxed' },
}

function unavailable(): ThawError {
  return new ThawError('backend-unavailable', 'backendUnavailable', {
    tried: [{ backend: 'wasm', reason: notice('backendNotStarted') }],
  })
}
