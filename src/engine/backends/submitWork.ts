/** tfjs's WebGPU backend gathers commands; who has asked for a whole step's sends them off at once, as one submit. */
import * as tf from '@tensorflow/tfjs-core'

interface Gathering {
  readonly commandEncoder: object | null
  endComputePassEncoder(): void
  submitQueue(): void
}

/** Nothing where the backend computes at once, or where nothing waits. */
export function submitWork(): void {
  const backend = tf.backend() as Partial<Gathering>
  if (!backend.commandEncoder) return
  backend.endComputePassEncoder?.()
  backend.submitQueue?.()
}

/** Whether reading a value waits for all that was asked before it. */
export function isQueued(): boolean {
  return 'submitQueue' in tf.backend()
}
