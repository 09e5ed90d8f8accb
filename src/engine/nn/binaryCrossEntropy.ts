/** Cross-entropy of several labels an example, each true or not by itself, with its gradient written out. */
import * as tf from '@tensorflow/tfjs-core'
import { withGradient } from './withGradient.ts'

/**
 * Mean over rows and labels of the cross-entropy of σ(logits): torch's `binary_cross_entropy_with_logits`. A scalar.
 *
 * @param logits [rows, labels]
 * @param truth [rows, labels], 1 where a label is true, else 0
 * @param positiveWeights [labels]: how much a true label counts beside one that is not, torch's `pos_weight`
 */
export function binaryCrossEntropy(
  logits: tf.Tensor2D,
  truth: tf.Tensor2D,
  positiveWeights: tf.Tensor1D | null = null,
): tf.Scalar {
  return withGradient([logits], () => {
    const positive = positiveWeights ? tf.mul(truth, positiveWeights) : truth // [rows, labels]
    const negative = tf.sub(1, truth)
    // −log σ(x) = softplus(−x) and −log(1 − σ(x)) = softplus(x), neither of which overflows.
    const losses = tf.add(tf.mul(positive, softplus(tf.neg(logits))), tf.mul(negative, softplus(logits)))
    const share = 1 / logits.size
    // dσ cancels: of a true label the slope is σ − 1 = −σ(−x), of another σ(x).
    const slopes = tf.sub(tf.mul(negative, tf.sigmoid(logits)), tf.mul(positive, tf.sigmoid(tf.neg(logits))))
    return {
      value: tf.mul(tf.sum(losses), share),
      saved: [tf.mul(slopes, share)],
      gradients: (dy, gradient) => [() => tf.mul(gradient as tf.Tensor, dy)],
    }
  }) as tf.Scalar
}

/** log(1 + exp x) as max(x, 0) + log(1 + exp −|x|); tfjs's own kernels part between backends for large x. */
function softplus(x: tf.Tensor): tf.Tensor {
  return tf.add(tf.relu(x), tf.log1p(tf.exp(tf.neg(tf.abs(x)))))
}
