/** The plain Forward: every primitive computed from the weights that a lookup gives; norms use stored statistics. */
import * as tf from '@tensorflow/tfjs-core'
import { attention } from './attention.ts'
import type { Forward } from './forward.ts'
import type { Kernel } from './packed/packedMatrix.ts'
import { type Naming, parameterName } from './parameters.ts'
import { conv2d, depthwiseConv2d, frozenNorm } from './primitives.ts'
import { rotary } from './rotary.ts'
import { addBias, embedding, layerNorm, linear, rmsNorm, scaleFromOne } from './textPrimitives.ts'

export interface ForwardOptions {
  readonly naming: Naming
  /** ε of batch norms and layer norms. */
  readonly normEpsilon: number
  readonly training: boolean
  /** Returns a tensor that the Forward only reads. */
  readonly weight: (name: string) => tf.Tensor
  /** Of dense layers and tables; absent where none is packed. */
  readonly kernel?: ((name: string) => Kernel) | undefined
  /** As `Forward.mask`. */
  readonly mask?: tf.Tensor2D | null
  /** Number of tokens that came before this input's first. */
  readonly position?: number
  /** As `Forward.places`. */
  readonly places?: tf.Tensor2D | undefined
}

export function weightedForward(options: ForwardOptions): Forward {
  const { naming, normEpsilon, training, weight, mask = null, position = 0, places } = options
  const { kernel = (name) => weight(name) as tf.Tensor2D } = options
  const of = (site: string, role: Parameters<typeof parameterName>[2]) => weight(parameterName(naming, site, role))
  return {
    training,
    mask,
    position,
    ...(places && { places }),
    weight,
    kernel,
    linear: (site, x, { bias = true } = {}) =>
      linear(x, kernel(parameterName(naming, site, 'kernel')), bias ? (of(site, 'bias') as tf.Tensor1D) : null),
    conv2d(site, x, { bias = false, ...convolution }) {
      const value = conv2d(x, of(site, 'kernel') as tf.Tensor4D, convolution)
      return bias ? (addBias(value, of(site, 'bias') as tf.Tensor1D) as tf.Tensor4D) : value
    },
    depthwiseConv2d: (site, x, convolution) => depthwiseConv2d(x, of(site, 'depthwise') as tf.Tensor4D, convolution),
    norm: (site, x) =>
      frozenNorm(x, {
        scale: of(site, 'norm-scale') as tf.Tensor1D,
        shift: of(site, 'norm-shift') as tf.Tensor1D,
        mean: of(site, 'mean') as tf.Tensor1D,
        variance: of(site, 'variance') as tf.Tensor1D,
        epsilon: normEpsilon,
      }),
    layerNorm(site, x, { bias = true } = {}) {
      const scale = of(site, 'norm-scale') as tf.Tensor1D
      const shift = bias ? (of(site, 'norm-shift') as tf.Tensor1D) : tf.zeros<tf.Rank.R1>(scale.shape)
      return layerNorm(x, scale, shift, normEpsilon)
    },
    rmsNorm(site, x, { fromOne = false } = {}) {
      const scale = of(site, 'norm-scale') as tf.Tensor1D
      return rmsNorm(x, fromOne ? scaleFromOne(scale) : scale, normEpsilon)
    },
    rotary,
    embedding: (site, ids) => embedding(kernel(parameterName(naming, site, 'kernel')), ids),
    attention: (_site, q, k, v, how) => attention(q, k, v, mask, how),
    hidden: (_point, x) => x,
  }
}
