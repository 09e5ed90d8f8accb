/** Compiles the shaders of a piece of work at once and beforehand, where they would else hold it up one by one. */
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import * as tf from '@tensorflow/tfjs-core'
import { internals } from './program.ts'

/**
 * Calls `run` once with computing switched off: its kernels only ask for their shaders, and what its tensors hold is
 * undefined; it must read no values and keep no tensor. Resolves when all are ready. Does nothing on other backends.
 */
export async function prepareShaders(run: () => void, onProgress: (done: number, of: number) => void): Promise<void> {
  const backend = tf.backend()
  if (!(backend instanceof WebGPUBackend)) return
  const inside = internals(backend)
  tf.env().set('WEBGPU_ENGINE_COMPILE_ONLY', true)
  try {
    tf.tidy(run)
  } finally {
    tf.env().set('WEBGPU_ENGINE_COMPILE_ONLY', false)
  }
  const pending = Object.values(inside.pipelineCache).filter((entry) => entry instanceof Promise)
  let done = 0
  onProgress(done, pending.length)
  for (const entry of pending)
    void entry.then(
      () => onProgress(++done, pending.length),
      () => {},
    )
  await backend.checkCompileCompletionAsync()
}
