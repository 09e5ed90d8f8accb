/** The arithmetic behind Forward: tfjs operations, with gradients of our own where tfjs's are slow. Owns no tensor. */
import * as tf from '@tensorflow/tfjs-core'
import type { ConvOptions } from './forward.ts'
import { fused, hasFused } from './fused.ts'
import { withGradient } from './withGradient.ts'

type ExplicitPad = [[number, number], [number, number], [number, number], [number, number]]

/** x [batch, h, w, in], kernel [kh, kw, in, out] → [batch, oh, ow, out] */
export function conv2d(x: tf.Tensor4D, kernel: tf.Tensor4D, { stride, padding }: ConvOptions): tf.Tensor4D {
  return tf.conv2d(x, kernel, stride, tfPadding(padding))
}

/** x [batch, h, w, c], kernel [kh, kw, c, 1] → [batch, oh, ow, c] */
export function depthwiseConv2d(x: tf.Tensor4D, kernel: tf.Tensor4D, { stride, padding }: ConvOptions): tf.Tensor4D {
  return tf.depthwiseConv2d(x, kernel, stride, tfPadding(padding))
}

/** x · scale + shift along the last axis; scale and shift are [channels]. */
export function channelAffine(x: tf.Tensor4D, scale: tf.Tensor1D, shift: tf.Tensor1D): tf.Tensor4D {
  return withGradient([x, scale, shift], () => ({
    value: tf.add(tf.mul(x, scale), shift),
    saved: [x, scale],
    gradients: (dy, kept, factor) => [() => tf.mul(dy, factor), () => columnSum(tf.mul(dy, kept)), () => columnSum(dy)],
  })) as tf.Tensor4D
}

/** Batch norm with fixed statistics, folded into one scale and shift. */
export function frozenNorm(
  x: tf.Tensor4D,
  p: { scale: tf.Tensor1D; shift: tf.Tensor1D; mean: tf.Tensor1D; variance: tf.Tensor1D; epsilon: number },
): tf.Tensor4D {
  const factor = tf.mul(p.scale, tf.rsqrt(tf.add(p.variance, p.epsilon))) as tf.Tensor1D
  return channelAffine(x, factor, tf.sub(p.shift, tf.mul(p.mean, factor)) as tf.Tensor1D)
}

/** Σ over all axes but the last: [.., c] → [c] */
export function columnSum(x: tf.Tensor): tf.Tensor1D {
  return withGradient([x], () => ({
    value: hasFused('ColumnSum') ? fused('ColumnSum', { x }, {}) : productWithOnes(x),
    saved: [],
    gradients: (dy) => [() => tf.add(tf.zeros(x.shape), dy)],
  })) as tf.Tensor1D
}

/** Many times faster than a reduction on tfjs's backends. */
function productWithOnes(x: tf.Tensor): tf.Tensor1D {
  const channels = x.shape.at(-1) as number
  const rows = x.size / channels
  return tf.reshape(tf.matMul(tf.ones([1, rows]), tf.reshape(x, [rows, channels])), [channels])
}

/** Mean over height and width: [batch, h, w, c] → [batch, c]. */
export function globalAveragePool(x: tf.Tensor4D): tf.Tensor2D {
  return tf.mean(x, [1, 2]) as tf.Tensor2D
}

function tfPadding(padding: 'same' | number): 'same' | ExplicitPad {
  if (padding === 'same') return 'same'
  return [
    [0, 0],
    [padding, padding],
    [padding, padding],
    [0, 0],
  ]
}
