/** The arithmetic that only vision transformers need: layer scale, and position tables fitted to another grid. */
import * as tf from '@tensorflow/tfjs-core'
import { columnSum } from './primitives.ts'
import { withGradient } from './withGradient.ts'

/** x [..., c] · scale [c] */
export function scaleChannels(x: tf.Tensor, scale: tf.Tensor1D): tf.Tensor {
  return withGradient([x, scale], () => ({
    value: tf.mul(x, scale),
    saved: [x, scale],
    gradients: (dy, kept, keptScale) => [() => tf.mul(dy, keptScale), () => columnSum(tf.mul(dy, kept))],
  }))
}

/** Rows of a square grid, [from², width], resized bicubically to [to², width] as torch's `interpolate` does. */
export function resizeGrid(rows: tf.Tensor2D, from: number, to: number): tf.Tensor2D {
  if (from === to) return rows
  const width = rows.shape[1]
  const weights = tf.tensor2d(bicubicWeights(from, to), [to, from])
  const high = tf.matMul(weights, tf.reshape(rows, [from, from * width])) // [to, from × width]
  const turned = tf.transpose(tf.reshape(high, [to, from, width]), [1, 0, 2])
  const both = tf.matMul(weights, tf.reshape(turned, [from, to * width])) // columns first
  return tf.reshape(tf.transpose(tf.reshape(both, [to, to, width]), [1, 0, 2]), [to * to, width])
}

/** Keys' cubic convolution with the slope that torch takes. */
const slope = -0.75

/** Row-major [to, from]: which share each old place has in a new one; no antialiasing, edges repeated. */
function bicubicWeights(from: number, to: number): Float32Array {
  const weights = new Float32Array(to * from)
  for (let place = 0; place < to; place++) {
    const at = ((place + 0.5) * from) / to - 0.5
    const first = Math.floor(at) - 1
    for (let tap = first; tap < first + 4; tap++) {
      const column = Math.min(Math.max(tap, 0), from - 1)
      weights[place * from + column] = (weights[place * from + column] as number) + cubic(Math.abs(at - tap))
    }
  }
  return weights
}

function cubic(d: number): number {
  if (d <= 1) return ((slope + 2) * d - (slope + 3)) * d * d + 1
  if (d < 2) return slope * (((d - 5) * d + 8) * d - 4)
  return 0
}
