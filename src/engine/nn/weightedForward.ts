/** The plain Forward: every primitive computed from the weights that a lookup gives; norms use stored statistics. */
import * as tf from '@tensorflow/tfjs-core'
import type { Forward } from './forward.ts'
import { type Naming, parameterName } from './parameters.ts'
import { conv2d, depthwiseConv2d, frozenNorm } from './primitives.ts'

export interface ForwardOptions {
  readonly naming: Naming
  readonly normEpsilon: number
  readonly training: boolean
  /** Returns a tensor that the Forward only reads. */
  readonly weight: (name: string) => tf.Tensor
}

export function weightedForward({ naming, normEpsilon, training, weight }: ForwardOptions): Forward {
  const of = (site: string, role: Parameters<typeof parameterName>[2]) => weight(parameterName(naming, site, role))
  return {
    training,
    weight,
    linear: (site, x) => tf.add(tf.matMul(x as tf.Tensor2D, of(site, 'kernel') as tf.Tensor2D), of(site, 'bias')),
    conv2d: (site, x, options) => conv2d(x, of(site, 'kernel') as tf.Tensor4D, options),
    depthwiseConv2d: (site, x, options) => depthwiseConv2d(x, of(site, 'depthwise') as tf.Tensor4D, options),
    norm: (site, x) =>
      frozenNorm(x, {
        scale: of(site, 'norm-scale') as tf.Tensor1D,
        shift: of(site, 'norm-shift') as tf.Tensor1D,
        mean: of(site, 'mean') as tf.Tensor1D,
        variance: of(site, 'variance') as tf.Tensor1D,
        epsilon: normEpsilon,
      }),
    hidden: (_point, x) => x,
  }
}
