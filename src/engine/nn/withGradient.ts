/**
 * A value with its gradients written out, each computed only where it is asked for: tfjs's own customGrad computes all,
 * of frozen weights too, which costs a third of a network's backward pass.
 */
import * as tf from '@tensorflow/tfjs-core'
import { atWork } from '../atWork.ts'

export interface Written {
  readonly value: tf.Tensor
  /** Kept for the gradients, which get them in this order. */
  readonly saved: readonly tf.Tensor[]
  /** One for each input. */
  gradients(dy: tf.Tensor, ...saved: tf.Tensor[]): readonly (() => tf.Tensor)[]
}

/** Part of tfjs's engine that customGrad stands on, and that its types do not show. */
interface Recorder {
  runKernelFunc(call: {
    readonly inputs: tf.NamedTensorMap
    forwardFunc(backend: unknown, save: (tensors: tf.Tensor[]) => void): tf.Tensor
    backwardsFunc(dy: tf.Tensor, saved: tf.Tensor[]): Record<string, () => tf.Tensor>
  }): tf.Tensor
}

/** The function is given the inputs again; only what it computes from those has a gradient. */
export function withGradient(inputs: readonly tf.Tensor[], compute: (...inputs: tf.Tensor[]) => Written): tf.Tensor {
  atWork()
  let gradients: Written['gradients'] = () => []
  return (tf.engine() as unknown as Recorder).runKernelFunc({
    inputs: Object.fromEntries(inputs.map((input, at) => [at, input])),
    forwardFunc(_backend, save) {
      const written = compute(...inputs)
      save([...written.saved])
      gradients = written.gradients
      return written.value
    },
    backwardsFunc: (dy, saved) =>
      Object.fromEntries(gradients(dy, ...saved).map((gradient, at) => [String(at), gradient])),
  })
}

/** For gradients that one kernel gives together: computed once where all are asked for in one scope of memory. */
export function together(count: number, compute: () => readonly tf.Tensor[]): readonly (() => tf.Tensor)[] {
  let made: readonly tf.Tensor[] = []
  return Array.from({ length: count }, (_, at) => () => {
    if (made[at]?.isDisposed ?? true) made = compute()
    return made[at] as tf.Tensor
  })
}
