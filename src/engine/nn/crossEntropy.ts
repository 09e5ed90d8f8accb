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
    const [value, gradient] = lossesOf(logits, targets, false)
    return { value, saved: [gradient], gradients: (dy, kept) => [() => tf.mul(kept, dy)] }
  }) as tf.Scalar
}

/** −log softmax(logits)[target] of each row, in nats: logits [n, c], targets [n] (int32) → [n] */
export function rowCrossEntropy(logits: tf.Tensor2D, targets: tf.Tensor1D): tf.Tensor1D {
  const each = { targets, counts: tf.ones([logits.shape[0]]) as tf.Tensor1D }
  return withGradient([logits], () => {
    const [value, gradient] = lossesOf(logits, each, true)
    return { value, saved: [gradient], gradients: (dy, kept) => [() => tf.mul(kept, tf.reshape(dy, [-1, 1]))] }
  }) as tf.Tensor1D
}

/** What all rows lose together, or each (`apart`), and the gradient of their sum by the logits. */
function lossesOf(logits: tf.Tensor2D, targets: Targets, apart: boolean): readonly [tf.Tensor, tf.Tensor2D] {
  return hasFused('CrossEntropy') ? fusedLosses(logits, targets, apart) : composedLosses(logits, targets, apart)
}

type Losses = readonly [tf.Tensor, tf.Tensor2D]

function fusedLosses(logits: tf.Tensor2D, { targets, counts, smoothing = 0 }: Targets, apart: boolean): Losses {
  return fusedAll('CrossEntropy', { logits, targets, weights: counts }, { smoothing, apart }) as unknown as Losses
}

function composedLosses(logits: tf.Tensor2D, { targets, counts, smoothing = 0 }: Targets, apart: boolean): Losses {
  const [rows, classes] = logits.shape
  // tfjs's WASM kernel writes integers whatever type it is asked for.
  const hard = tf.cast(tf.oneHot(targets, classes), 'float32')
  const soft = smoothing > 0 ? tf.add(tf.mul(hard, 1 - smoothing), smoothing / classes) : hard
  const share = tf.mul(soft, tf.reshape(counts, [rows, 1]))
  const log = tf.logSoftmax(logits)
  const gradient = tf.sub(tf.mul(tf.exp(log), tf.sum(share, 1, true)), share)
  return [tf.neg(tf.sum(tf.mul(share, log), apart ? 1 : undefined)), gradient as tf.Tensor2D]
}
