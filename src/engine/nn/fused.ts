/**
 * Kernels of our own that a backend may bring, each a primitive in one pass over memory. Where the backend has none,
 * the primitive is composed of tfjs's operations; both are held to the same tests.
 */
import * as tf from '@tensorflow/tfjs-core'

export type FusedKernel = 'ColumnSum' | 'Gelu' | 'GeluGrad' | 'LayerNorm' | 'LayerNormGrad' | 'SoftmaxGrad'

export function hasFused(kernel: FusedKernel): boolean {
  return tf.getKernel(kernel, tf.getBackend()) !== undefined
}

/** Has no gradient: for use inside `withGradient`, on a backend that has the kernel. */
export function fused(
  kernel: FusedKernel,
  inputs: tf.NamedTensorMap,
  attributes: Record<string, string | number> = {},
): tf.Tensor {
  return tf.engine().runKernel(kernel, inputs, attributes) as tf.Tensor
}

/** The same for a kernel that gives several tensors. */
export function fusedAll(
  kernel: FusedKernel,
  inputs: tf.NamedTensorMap,
  attributes: Record<string, string | number> = {},
): tf.Tensor[] {
  return tf.engine().runKernel(kernel, inputs, attributes) as tf.Tensor[]
}
