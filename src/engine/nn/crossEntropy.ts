/** Cross-entropy, in which each row counts as much as it is given, with its gradient written out. */
import * as tf from '@tensorflow/tfjs-core'
import { fusedAll, hasFused } from './fused.ts'
import { withGradient } from './withGradient.ts'

interface ClassLoss {
  readonly smoothing?: number
  /** [classes] */
  readonly classWeights?: tf.Tensor1D | null
}

/**
 * Mean cross-entropy of logits [batch, classes] against labels [batch] (int32), with label smoothing and class weights.
 * As torch: weighted terms are divided by the sum of the labels' weights. A scalar.
 */
export function crossEntropy(
  logits: tf.Tensor2D,
  labels: tf.Tensor1D,
  { smoothing = 0, classWeights = null }: ClassLoss = {},
): tf.Scalar {
  const rows = logits.shape[0]
  const counts = tf.tensor1d(new Float32Array(rows).fill(classWeights ? 1 : 1 / rows))
  const total = totalCrossEntropy(logits, { targets: labels, counts, smoothing, classWeights })
  return classWeights ? tf.div(total, tf.sum(tf.gather(classWeights, labels))) : total
}

export interface Targets extends ClassLoss {
  /** The class of each row [n], int32. */
  readonly targets: tf.Tensor1D
  /** How much each row counts [n]. */
  readonly counts: tf.Tensor1D
}

/** Σ_i counts_i Σ_c t_ic · classWeights_c · −log softmax(logits)_ic, where t is one-hot, smoothed. logits [n, c] → scalar */
export function totalCrossEntropy(logits: tf.Tensor2D, targets: Targets): tf.Scalar {
  return withGradient([logits], () => {
    const [value, gradient] = hasFused('CrossEntropy') ? fusedTotal(logits, targets) : composedTotal(logits, targets)
    return { value, saved: [gradient], gradients: (dy, kept) => [() => tf.mul(kept, dy)] }
  }) as tf.Scalar
}

/** The total and its gradient by the logits. */
type Total = readonly [tf.Scalar, tf.Tensor2D]

function fusedTotal(logits: tf.Tensor2D, { targets, counts, smoothing = 0, classWeights = null }: Targets): Total {
  const inputs = { logits, targets, weights: counts, classWeights }
  return fusedAll('CrossEntropy', inputs, { smoothing }) as unknown as Total
}

function composedTotal(logits: tf.Tensor2D, { targets, counts, smoothing = 0, classWeights = null }: Targets): Total {
  const [rows, classes] = logits.shape
  // tfjs's WASM kernel writes integers whatever type it is asked for.
  const hard = tf.cast(tf.oneHot(targets, classes), 'float32')
  const soft = smoothing > 0 ? tf.add(tf.mul(hard, 1 - smoothing), smoothing / classes) : hard
  const share = tf.mul(classWeights ? tf.mul(soft, classWeights) : soft, tf.reshape(counts, [rows, 1]))
  const log = tf.logSoftmax(logits)
  const gradient = tf.sub(tf.mul(tf.exp(log), tf.sum(share, 1, true)), share)
  return [tf.neg(tf.sum(tf.mul(share, log))) as tf.Scalar, gradient as tf.Tensor2D]
}
