import type * as tf from '@tensorflow/tfjs-core'

export interface KernelCase {
  readonly name: string
  /** Whether its code differs where barriers are used. */
  readonly team?: boolean
  kernel(): tf.Tensor[]
  composed(): tf.Tensor[]
}
