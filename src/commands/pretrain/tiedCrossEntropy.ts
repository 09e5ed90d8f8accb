/**
 * Cross-entropy over a vocabulary whose table also embeds the tokens (Press and Wolf 2017). Value and gradients are
 * written out as products, so that neither one-hot targets nor a gradient of the logits is ever built.
 */
import * as tf from '@tensorflow/tfjs-core'
import { columnSum } from '../../engine/nn/primitives.ts'
import { withGradient } from '../../engine/nn/withGradient.ts'

/** As small as a probability may become; its logarithm stays a number. */
const least = 1e-30

export interface TiedOutput {
  /** [vocabulary, width] */
  readonly table: tf.Tensor2D
  /** [vocabulary] */
  readonly bias: tf.Tensor1D
}

/** states [rows, width] · tableᵀ + bias → [rows, vocabulary] */
export function tiedLogits(states: tf.Tensor2D, { table, bias }: TiedOutput): tf.Tensor2D {
  return tf.add(tf.matMul(states, table, false, true), bias)
}

/** Mean over rows of −log softmax(logits)[target]; targets are [rows], int32. */
export function tiedCrossEntropy(states: tf.Tensor2D, output: TiedOutput, targets: tf.Tensor1D): tf.Scalar {
  const rows = states.shape[0]
  const vocabulary = output.table.shape[0]
  return withGradient([states, output.table, output.bias], (h, table, bias) => {
    const logits = tiedLogits(h as tf.Tensor2D, { table: table as tf.Tensor2D, bias: bias as tf.Tensor1D })
    const p = tf.softmax(logits)
    return {
      value: tf.neg(tf.mean(tf.log(tf.maximum(chosen(p, targets), least)))),
      saved: [h, table, p, targets],
      gradients(dy, h0, table0, p0, targets0) {
        const share = tf.div(dy, rows)
        const wanted = targets0 as tf.Tensor1D
        const segments = (x: tf.Tensor) => tf.unsortedSegmentSum(x, wanted, vocabulary)
        return [
          () => tf.mul(tf.sub(tf.matMul(p0 as tf.Tensor2D, table0 as tf.Tensor2D), tf.gather(table0, wanted)), share),
          () => {
            const turned = tf.matMul(h0 as tf.Tensor2D, p0 as tf.Tensor2D, true, false) // [width, vocabulary]
            return tf.mul(tf.sub(tf.transpose(turned), segments(h0)), share)
          },
          () => tf.mul(tf.sub(columnSum(p0), segments(tf.ones([rows]))), share),
        ]
      },
    }
  }) as tf.Scalar
}

/** The value of each row at its target: [rows, columns] → [rows] */
function chosen(values: tf.Tensor2D, targets: tf.Tensor1D): tf.Tensor1D {
  const [rows, columns] = values.shape
  const places = tf.add(targets, tf.mul(tf.range(0, rows, 1, 'int32'), columns))
  return tf.gather(tf.reshape(values, [rows * columns]), tf.cast(places, 'int32'))
}
