/** The end of a training step on WebGPU; on other backends nothing. Needs no part of tfjs's WebGPU backend itself. */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import * as tf from '@tensorflow/tfjs-core'
import { internals } from './program.ts'

/** Hands in all that is recorded, without waiting for it. */
export function submitStep(): void {
  if (tf.getBackend() !== 'webgpu') return
  const backend = tf.backend() as WebGPUBackend
  if (!internals(backend).commandEncoder) return
  backend.endComputePassEncoder()
  backend.submitQueue()
}
