/** Losses of numbers, with their gradients written out. Standardised numbers are expected: a delta of 1 is one standard deviation. */
import * as tf from '@tensorflow/tfjs-core'
import { withGradient } from './withGradient.ts'

/**
 * Mean of Huber's loss (1964), torch's `huber_loss`: half the square of a distance up to `delta`, and beyond it straight
 * on with the slope reached there, so that a wild number pulls no harder than one `delta` away. A scalar.
 *
 * @param answers any shape
 * @param numbers of the same shape
 */
export function huberLoss(answers: tf.Tensor, numbers: tf.Tensor, delta = 1): tf.Scalar {
  return withGradient([answers], () => {
    const distance = tf.sub(answers, numbers)
    const slope = tf.clipByValue(distance, -delta, delta)
    // Of a clipped distance s = ±δ this is δ·|d| − δ²/2, of another s = d and d²/2.
    const losses = tf.mul(slope, tf.sub(distance, tf.mul(slope, 0.5)))
    return {
      value: tf.div(tf.sum(losses), answers.size),
      saved: [tf.div(slope, answers.size)],
      gradients: (dy, gradient) => [() => tf.mul(gradient as tf.Tensor, dy)],
    }
  }) as tf.Scalar
}

/** Mean of the squared distances, torch's `mse_loss`. A scalar. */
export function squaredLoss(answers: tf.Tensor, numbers: tf.Tensor): tf.Scalar {
  return withGradient([answers], () => {
    const distance = tf.sub(answers, numbers)
    return {
      value: tf.div(tf.sum(tf.square(distance)), answers.size),
      saved: [tf.mul(distance, 2 / answers.size)],
      gradients: (dy, gradient) => [() => tf.mul(gradient as tf.Tensor, dy)],
    }
  }) as tf.Scalar
}
