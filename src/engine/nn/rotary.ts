/**
 * Rotary positions (Su et al. 2021) as Hugging Face's files mean them: value i of a head's first half and value i of its
 * second half are a pair, turned by an angle that grows with the token's position. Owns no tensor.
 */
import * as tf from '@tensorflow/tfjs-core'
import { withGradient } from './withGradient.ts'

/** How fast each pair of a head turns. */
export interface Rotation {
  /** Radians from one token to the next, one for each pair; rounded to single precision, as the original has them. */
  readonly frequencies: Float32Array
  /** Cosines and sines are multiplied by it: YaRN's attention factor, else 1. */
  readonly scale: number
}

export interface RotaryOptions extends Rotation {
  readonly heads: number
  /** Of the first token. */
  readonly position: number
}

/** x [batch, tokens, heads × width] → the same, each head turned by its token's position. */
export function rotary(x: tf.Tensor3D, { heads, position, ...rotation }: RotaryOptions): tf.Tensor3D {
  return withGradient([x], () => {
    const [cosines, sines] = turns(rotation, position, x.shape[1])
    return {
      value: turned(x, heads, cosines, sines),
      saved: [cosines, sines],
      gradients: (dy, cos, sin) => [
        () => turned(dy as tf.Tensor3D, heads, cos as tf.Tensor4D, tf.neg(sin as tf.Tensor4D)),
      ],
    }
  }) as tf.Tensor3D
}

/** Cosines and sines of the tokens from `position` on, [1, tokens, 1, pairs] each. */
function turns({ frequencies, scale }: Rotation, position: number, tokens: number): [tf.Tensor4D, tf.Tensor4D] {
  const pairs = frequencies.length
  const angle = (at: number) => Math.fround((frequencies[at % pairs] as number) * (position + Math.floor(at / pairs)))
  const table = (of: (angle: number) => number) =>
    tf.tensor4d(
      Float32Array.from({ length: tokens * pairs }, (_, at) => scale * of(angle(at))),
      [1, tokens, 1, pairs],
    )
  return [table(Math.cos), table(Math.sin)]
}

/** Each head of x [batch, tokens, heads × width], turned by cosines and sines [1, tokens, 1, width ÷ 2]. */
export function turned(x: tf.Tensor3D, heads: number, cosines: tf.Tensor4D, sines: tf.Tensor4D): tf.Tensor3D {
  const [batch, tokens, total] = x.shape
  const halves = tf.reshape(x, [batch, tokens, heads, total / heads]) as tf.Tensor4D
  const [first, second] = tf.split(halves, 2, -1) as [tf.Tensor4D, tf.Tensor4D]
  const left = tf.sub(tf.mul(first, cosines), tf.mul(second, sines))
  const right = tf.add(tf.mul(second, cosines), tf.mul(first, sines))
  return tf.reshape(tf.concat([left, right], -1), [batch, tokens, total])
}
