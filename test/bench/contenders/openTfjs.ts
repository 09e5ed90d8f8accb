/** Opens a backend of tfjs 4.22 as it is published; only its threads are helped to start in a minified bundle. */
import '@tensorflow/tfjs-core/dist/register_all_gradients'
import '@tensorflow/tfjs-backend-cpu'
import { getThreadsCount, setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import plainUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url'
import simdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url'
import threadedUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url'
import * as tf from '@tensorflow/tfjs-core'
import { keepThreadSource } from '../../../src/engine/backends/wasm/threads.ts'
import type { BackendId } from '../../../src/shared/catalog/backends.ts'

export async function openTfjs(backend: BackendId, threads: number): Promise<string> {
  if (backend === 'webgpu') await import('@tensorflow/tfjs-backend-webgpu')
  if (backend === 'wasm') setUpWasm(threads)
  if (!(await tf.setBackend(backend))) throw new Error(`tfjs could not start its ${backend} backend`)
  await tf.ready()
  return `${tf.getBackend()} of tfjs ${tf.version_core}${backend === 'wasm' ? `, ${getThreadsCount()} threads` : ''}`
}

function setUpWasm(threads: number): void {
  const here = (url: string) => new URL(url, self.location.href).href
  setWasmPaths({
    'tfjs-backend-wasm.wasm': here(plainUrl),
    'tfjs-backend-wasm-simd.wasm': here(simdUrl),
    'tfjs-backend-wasm-threaded-simd.wasm': here(threadedUrl),
  })
  keepThreadSource()
  setThreadsCount(threads)
}
