/**
 * How much a step may take where nobody says. No browser tells how much memory there is: WebGPU names the largest
 * buffer, of which a quarter leaves room for the rest of the page; WASM's heap ends at 4 GiB, fragments, and takes in
 * the weights too.
 */
import * as tf from '@tensorflow/tfjs-core'

const usualBytes = 2 ** 30

export function memoryBudget(): number {
  if (tf.getBackend() !== 'webgpu') return usualBytes
  const { device } = tf.backend() as { device?: { limits?: { maxBufferSize?: number } } }
  const largest = device?.limits?.maxBufferSize
  return largest === undefined ? usualBytes : largest / 4
}
