/**
 * Proves a backend before it is trusted: forward and gradient of a small network, against the CPU backend's values.
 * Gradients were once all zero on a phone's GPU while the forward pass was right (tfjs #8590), hence both.
 */
import * as tf from '@tensorflow/tfjs-core'
import { seeded } from '../../shared/random.ts'
import { crossEntropy } from '../nn/crossEntropy.ts'
import { conv2d, depthwiseConv2d, frozenNorm, globalAveragePool } from '../nn/primitives.ts'

/** Loss, logits and every gradient of the proof network on the current backend, in one array. */
export async function proofValues(): Promise<Float32Array> {
  const joined = tf.tidy(() => {
    const { x, labels, weights } = proofNetwork()
    const loss = (...w: tf.Tensor[]) => crossEntropy(proofLogits(x, w), labels)
    const { value, grads } = tf.valueAndGrads(loss)(weights)
    return tf.concat([value, proofLogits(x, weights), ...grads].map((tensor) => tf.reshape(tensor, [-1])))
  })
  const values = (await joined.data()) as Float32Array
  joined.dispose()
  return values
}

/** Largest difference relative to the largest value; loose enough for a GPU's order of summation. */
export const proofTolerance = 2e-3

export function disagreement(values: Float32Array, truth: Float32Array): number {
  if (values.length !== truth.length) return Number.POSITIVE_INFINITY
  const scale = truth.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6)
  const worst = values.reduce((most, value, at) => Math.max(most, Math.abs(value - (truth[at] as number))), 0)
  return values.every(Number.isFinite) ? worst / scale : Number.POSITIVE_INFINITY
}

function proofNetwork() {
  const random = seeded('self-test')
  const draw = (shape: number[]) =>
    tf.tensor(
      Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 0.4 * random.normal()),
      shape,
    )
  const weights = [draw([3, 3, 3, 4]), draw([3, 3, 4, 1]), draw([4]), draw([4]), draw([4, 3]), draw([3])]
  return { x: draw([2, 8, 8, 3]) as tf.Tensor4D, labels: tf.tensor1d([0, 2], 'int32'), weights }
}

function proofLogits(x: tf.Tensor4D, weights: readonly tf.Tensor[]): tf.Tensor2D {
  const [kernel, depthwise, scale, shift, dense, bias] = weights as [
    tf.Tensor4D,
    tf.Tensor4D,
    tf.Tensor1D,
    tf.Tensor1D,
    tf.Tensor2D,
    tf.Tensor1D,
  ]
  const seen = tf.maxPool(tf.relu(conv2d(x, kernel, { stride: 1, padding: 1 })), 3, 2, 'valid')
  const filtered = depthwiseConv2d(seen, depthwise, { stride: 1, padding: 'same' })
  const normed = frozenNorm(filtered, { scale, shift, mean: tf.zeros([4]), variance: tf.ones([4]), epsilon: 1e-3 })
  return tf.add(tf.matMul(globalAveragePool(tf.relu6(normed)), dense), bias) as tf.Tensor2D
}
