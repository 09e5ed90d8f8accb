/** How each backend is opened in a browser's worker. */

import { BackendWasm, setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import plainUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url'
import simdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url'
import threadedUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url'
import * as tf from '@tensorflow/tfjs-core'
import { notice } from '../../shared/messages/say.ts'
import type { Candidate, Openers } from './choose.ts'
import { completeCpu } from './cpu/completeCpu.ts'
import { Unavailable } from './unavailable.ts'
import { completeWasm } from './wasm/completeWasm.ts'
import { guardHeap, type Heap } from './wasm/guardHeap.ts'
import { catchSharedHeap } from './wasm/heapMemory.ts'
import { type KernelFile, loadKernels } from './wasm/kernelModule.ts'
import plainKernels from './wasm/kernels/plain.wasm?url'
import plainSharedKernels from './wasm/kernels/plain-shared.wasm?url'
import relaxedKernels from './wasm/kernels/relaxed.wasm?url'
import relaxedSharedKernels from './wasm/kernels/relaxed-shared.wasm?url'
import { allowThreads } from './wasm/machine.ts'
import { keepThreadSource } from './wasm/threads.ts'

const mostThreads = 8

export const openers: Openers = {
  webgpu: openWebgpu,
  webgl: openWebgl,
  wasm: openWasm,
  cpu: openCpu,
}

async function openWebgpu(): Promise<Candidate> {
  const gpu = (navigator as Navigator & { gpu?: GPU }).gpu
  if (!gpu) throw new Unavailable(notice('webgpuAbsent'))
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' })
  if (!adapter) throw new Unavailable(notice('graphicsAdapterAbsent'))
  const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu')
  await (await import('./webgpu/openWebgpu.ts')).openWebgpu(adapter)
  const { info } = adapter
  const software =
    info.isFallbackAdapter || /swiftshader|llvmpipe/i.test(`${info.vendor} ${info.architecture} ${info.description}`)
  return {
    adapter: [info.vendor, info.architecture, info.description].filter(Boolean).join(' ') || 'graphics adapter',
    software,
    threads: 1,
    proved() {
      const backend = tf.backend()
      if (backend instanceof WebGPUBackend)
        void backend.device.lost.then(({ reason, message }) => endWithout(reason || 'no reason given', message))
    },
  }
}

async function openWebgl(): Promise<Candidate> {
  return (await import('./webgl/openWebgl.ts')).openWebgl(endWithoutContext)
}

/** One that was opened for a model before may be lost while another backend computes. */
function endWithoutContext(): void {
  if (tf.getBackend() !== 'webgl') return
  endWithout('no reason given', 'Its WebGL context is gone.')
}

/** tfjs goes on with a lost device as if nothing were, so that the whole worker ends; the page starts another. */
function endWithout(reason: string, message: string): void {
  setTimeout(() => {
    throw new Error(`The graphics device was lost (${reason}). ${message}`)
  })
}

async function openWasm(): Promise<Candidate> {
  const inWorker = (url: string) => new URL(url, self.location.href).href
  setWasmPaths({
    'tfjs-backend-wasm.wasm': inWorker(plainUrl),
    'tfjs-backend-wasm-simd.wasm': inWorker(simdUrl),
    'tfjs-backend-wasm-threaded-simd.wasm': inWorker(threadedUrl),
  })
  const threaded = await tf.env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT')
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')
  const threads = threaded ? Math.min(mostThreads, navigator.hardwareConcurrency || 1) : 1
  if (threaded) {
    keepThreadSource()
    catchSharedHeap()
    setThreadsCount(threads)
    allowThreads(threads)
  }
  completeWasm(await loadKernels(threaded === true, fetchKernels))
  const parts = [threads > 1 ? `${threads} threads` : '1 thread', ...(simd ? ['SIMD'] : [])]
  return {
    adapter: parts.join(', '),
    software: false,
    threads,
    proved() {
      const backend = tf.backend()
      if (backend instanceof BackendWasm) guardHeap(backend.wasm as unknown as Heap)
    },
  }
}

async function openCpu(): Promise<Candidate> {
  completeCpu()
  return { adapter: 'plain JavaScript', software: false, threads: 1 }
}

const kernelUrls: Record<KernelFile, string> = {
  plain: plainKernels,
  relaxed: relaxedKernels,
  'plain-shared': plainSharedKernels,
  'relaxed-shared': relaxedSharedKernels,
}

async function fetchKernels(file: KernelFile): Promise<Uint8Array<ArrayBuffer>> {
  const url = new URL(kernelUrls[file], self.location.href).href
  const answer = await fetch(url)
  if (!answer.ok) throw new Unavailable(notice('kernelsNotFetched', { url, status: answer.status }))
  return new Uint8Array(await answer.arrayBuffer())
}
