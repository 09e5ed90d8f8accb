/** Cross-entropy, in which each row counts as much as it is given, with its gradient written out. */
import * as tf from '@tensorflow/tfjs-core'
import { fusedAll, hasFused } from './fused.ts'
import { withGradient } from './withGradient.ts'

interface ClassLoss {
  readonly smoothing?: number
}

interface WeightedLoss extends ClassLoss {
  /** [classes] */
  readonly classWeights?: tf.Tensor1D | null
}

/**
 * Mean cross-entropy of logits [batch, classes] against labels [batch] (int32), with label smoothing and class weights.
 * The mean is weighted by the classes of the labels: Σ_i w[label_i] · CE_i / Σ_i w[label_i], and 0 where no label has
 * weight. Smoothed shares of other classes are not weighted by those classes, as torch would: the loss of a frequent
 * class would then be lowest where it is taken for a rare one. A scalar.
 */
export function crossEntropy(
  logits: tf.Tensor2D,
  labels: tf.Tensor1D,
  { smoothing = 0, classWeights = null }: WeightedLoss = {},
): tf.Scalar {
  const rows = logits.shape[0]
  const counts = classWeights ? sharesOf(tf.gather(classWeights, labels)) : tf.fill([rows], 1 / rows)
  return totalCrossEntropy(logits, { targets: labels, counts: counts as tf.Tensor1D, smoothing })
}

/** Each weight's share of their sum; zeros where all are 0. */
function sharesOf(weights: tf.Tensor1D): tf.Tensor1D {
  return tf.div(weights, tf.maximum(tf.sum(weights), 1e-12))
}

export interface Targets extends ClassLoss {
  /** The class of each row [n], int32. */
  readonly targets: tf.Tensor1D
  /** How much each row counts [n]. */
  readonly counts: tf.Tensor1D
}

/** Σ_i counts_i Σ_c t_ic · −log softmax(logits)_ic, where t is one-hot, smoothed. logits [n, c] → scalar */
export function totalCrossEntropy(logits: tf.Tensor2D, targets: Targets): tf.Scalar {
  return withGradient([logits], () => {
    const [value, gradient] = hasFused('CrossEntropy') ? fusedTotal(logits, targets) : composedTotal(logits, targets)
    return { value, saved: [gradient], gradients: (dy, kept) => [() => tf.mul(kept, dy)] }
  }) as tf.Scalar
}

/** The total and its gradient by the logits. */
type Total = readonly [tf.Scalar, tf.Tensor2D]

function fusedTotal(logits: tf.Tensor2D, { targets, counts, smoothing = 0 }: Targets): Total {
  return fusedAll('CrossEntropy', { logits, targets, weights: counts }, { smoothing }) as unknown as Total
}

function composedTotal(logits: tf.Tensor2D, { targets, counts, smoothing = 0 }: Targets): Total {
  const [rows, classes] = logits.shape
  // tfjs's WASM kernel writes integers whatever type it is asked for.
  const hard = tf.cast(tf.oneHot(targets, classes), 'float32')
  const soft = smoothing > 0 ? tf.add(tf.mul(hard, 1 - smoothing), smoothing / classes) : hard
  const share = tf.mul(soft, tf.reshape(counts, [rows, 1]))
  const log = tf.logSoftmax(logits)
  const gradient = tf.sub(tf.mul(tf.exp(log), tf.sum(share, 1, true)), share)
  return [tf.neg(tf.sum(tf.mul(share, log))) as tf.Scalar, gradient as tf.Tensor2D]
}
