/** tfjs's customGrad, typed: a value and its gradients written out, one for each tensor that it depends on. */
import * as tf from '@tensorflow/tfjs-core'

export interface Written {
  readonly value: tf.Tensor
  /** Kept for the gradients, which get them in this order. */
  readonly saved: readonly tf.Tensor[]
  /** One for each input. All are computed, needed or not: write out only what is cheap beside the value. */
  gradients(dy: tf.Tensor, ...saved: tf.Tensor[]): readonly tf.Tensor[]
}

/** The function is given the inputs again; only what it computes from those has a gradient. */
export function withGradient(inputs: readonly tf.Tensor[], compute: (...inputs: tf.Tensor[]) => Written): tf.Tensor {
  const operation = tf.customGrad((...given) => {
    const save = given[inputs.length] as unknown as tf.GradSaveFunc
    const { value, saved, gradients } = compute(...(given.slice(0, inputs.length) as tf.Tensor[]))
    save([...saved])
    return { value, gradFunc: (dy: tf.Tensor, kept: tf.Tensor[]) => [...gradients(dy, ...kept)] }
  })
  return operation(...inputs)
}
