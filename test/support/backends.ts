/** tfjs's backends in Node, as the page has them. */
import '@tensorflow/tfjs-core/dist/register_all_gradients'
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-backend-wasm'
import { completeWasm } from '../../src/engine/backends/wasm/completeWasm.ts'

export async function startBackend(backend: 'cpu' | 'wasm'): Promise<void> {
  completeWasm()
  await tf.setBackend(backend)
  await tf.ready()
}

/** Runs `compute` on a backend and gives the values of each tensor that it returns; leaves no tensor. */
export async function valuesOn(backend: 'cpu' | 'wasm', compute: () => tf.Tensor[]): Promise<Float32Array[]> {
  await startBackend(backend)
  const before = tf.memory().numTensors
  const tensors = tf.tidy(compute)
  const values = await Promise.all(tensors.map(async (tensor) => new Float32Array(await tensor.data())))
  tf.dispose(tensors)
  if (tf.memory().numTensors !== before) throw new Error(`leaked ${tf.memory().numTensors - before} tensors`)
  return values
}

/** Largest absolute difference, relative to the largest value of `truth` (at least 1e-6). */
export function relativeError(values: ArrayLike<number>, truth: ArrayLike<number>): number {
  if (values.length !== truth.length) return Number.POSITIVE_INFINITY
  let worst = 0
  let scale = 1e-6
  for (let at = 0; at < truth.length; at++) {
    worst = Math.max(worst, Math.abs((values[at] as number) - (truth[at] as number)))
    scale = Math.max(scale, Math.abs(truth[at] as number))
    if (!Number.isFinite(values[at])) return Number.POSITIVE_INFINITY
  }
  return worst / scale
}
