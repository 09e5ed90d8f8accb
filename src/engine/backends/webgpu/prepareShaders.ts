/** Compiles the shaders of a piece of work at once and beforehand, where they would else hold it up one by one. */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import * as tf from '@tensorflow/tfjs-core'
import { internals } from './program.ts'

/**
 * Calls `run` once with computing switched off: its kernels only ask for their shaders, and what its tensors hold is
 * undefined; it must read no values and keep no tensor. Resolves when all are ready. Does nothing on other backends.
 */
export async function prepareShaders(run: () => void, onProgress: (done: number, of: number) => void): Promise<void> {
  if (tf.getBackend() !== 'webgpu') return
  const backend = tf.backend() as WebGPUBackend
  try {
    askOnly(run)
  } finally {
    await ready(backend, onProgress)
  }
}

function askOnly(run: () => void): void {
  tf.env().set('WEBGPU_ENGINE_COMPILE_ONLY', true)
  try {
    tf.tidy(run)
  } finally {
    tf.env().set('WEBGPU_ENGINE_COMPILE_ONLY', false)
  }
}

async function ready(backend: WebGPUBackend, onProgress: (done: number, of: number) => void): Promise<void> {
  const pending = Object.values(internals(backend).pipelineCache).filter((entry) => entry instanceof Promise)
  let done = 0
  onProgress(done, pending.length)
  // One that fails is reported by the wait for all.
  for (const entry of pending)
    void entry.then(
      () => onProgress(++done, pending.length),
      () => {},
    )
  await backend.checkCompileCompletionAsync()
}
