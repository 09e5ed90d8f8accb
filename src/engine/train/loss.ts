/** Losses of classification. */
import * as tf from '@tensorflow/tfjs-core'

/**
 * Mean cross-entropy of logits [batch, classes] against labels [batch] (int32), with label smoothing and class weights
 * [classes]. As torch: weighted terms are divided by the sum of the labels' weights. A scalar.
 */
export function crossEntropy(
  logits: tf.Tensor2D,
  labels: tf.Tensor1D,
  { smoothing = 0, classWeights = null }: { smoothing?: number; classWeights?: tf.Tensor1D | null } = {},
): tf.Scalar {
  const classes = logits.shape[1]
  const hard = tf.cast(tf.oneHot(labels, classes), 'float32') as tf.Tensor2D
  const targets = smoothing > 0 ? tf.add(tf.mul(hard, 1 - smoothing), smoothing / classes) : hard
  const weighted = classWeights ? tf.mul(targets, classWeights) : targets
  const total = classWeights ? tf.sum(tf.mul(hard, classWeights)) : tf.scalar(logits.shape[0])
  return tf.div(tf.neg(tf.sum(tf.mul(weighted, tf.logSoftmax(logits)))), total) as tf.Scalar
}
