/** Dropout (Srivastava et al. 2014) without a mask that is kept: what is hidden follows from a seed (`dropoutDraw`). */
import * as tf from '@tensorflow/tfjs-core'
import type { Random } from '../../shared/random.ts'
import { dropoutDraw, fused, hasFused } from './fused.ts'
import { withGradient } from './withGradient.ts'

/** Each value is 0 with probability `share`, else divided by 1 − share. */
export function dropout(x: tf.Tensor, share: number, seed: number): tf.Tensor {
  return withGradient([x], () => ({
    value: hidden(x, share, seed),
    saved: [],
    gradients: (dy) => [() => hidden(dy, share, seed)],
  }))
}

/** The same, drawn value by value from a stream that a batch's next piece goes on with. */
export function drawnDropout(x: tf.Tensor, share: number, draw: Random): tf.Tensor {
  if (share === 0) return x
  const kept = Float32Array.from({ length: x.size }, () => (draw.next() < share ? 0 : 1 / (1 - share)))
  return tf.mul(x, tf.tensor(kept, x.shape))
}

function hidden(x: tf.Tensor, share: number, seed: number): tf.Tensor {
  if (hasFused('Dropout')) return fused('Dropout', { x }, { share, seed })
  const kept = Float32Array.from({ length: x.size }, (_, place) =>
    dropoutDraw(seed, place) < share ? 0 : 1 / (1 - share),
  )
  return tf.mul(x, tf.tensor(kept, x.shape))
}
