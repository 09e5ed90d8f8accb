/**
 * Multinomial logistic regression with a little weight decay, by Nesterov's accelerated gradient (2004, §2.2) on the
 * whole set. For centred rows of mean length 1 the loss bends by at most 1/2, which sets the step with some room;
 * nothing is drawn, so that equal data give equal answers.
 */
import * as tf from '@tensorflow/tfjs-core'
import { macrotask } from '../macrotask.ts'
import type { LabelledRows } from './nearestMean.ts'

/** Keeps a few mislabelled rows from being learned by heart. */
const decay = 1e-3
const steps = 160
const curvature = 0.75 + decay
const momentum = (Math.sqrt(curvature) - Math.sqrt(decay)) / (Math.sqrt(curvature) + Math.sqrt(decay))
/** Steps between two turns of the event loop. */
const together = 8

/** What answers other rows with logits [rows, classes]. Leaves no tensor. */
export async function fitLogistic(
  known: LabelledRows,
  classes: number,
  signal: AbortSignal,
): Promise<(rows: readonly Float32Array[]) => Promise<Float32Array>> {
  const width = known.rows[0]?.length ?? 0
  const count = known.rows.length
  const x = withOnes(known.rows) // [count, width + 1]
  const turned = tf.tidy(() => tf.transpose(x)) // [width + 1, count]
  const truth = tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d([...known.labels], 'int32'), classes), 'float32'))
  const shrink = tf.tensor2d(
    Float32Array.from({ length: width + 1 }, (_, i) => (i < width ? decay : 0)),
    [width + 1, 1],
  )
  let weights = tf.zeros([width + 1, classes]) as tf.Tensor2D
  let ahead = tf.clone(weights)
  try {
    for (let step = 0; step < steps; step++) {
      const [next, further] = tf.tidy(() => {
        const wrong = tf.sub(tf.softmax(tf.matMul(x, ahead)), truth)
        const slope = tf.add(tf.div(tf.matMul(turned, wrong), count), tf.mul(ahead, shrink))
        const moved = tf.sub(ahead, tf.div(slope, curvature)) as tf.Tensor2D
        return [moved, tf.add(moved, tf.mul(tf.sub(moved, weights), momentum)) as tf.Tensor2D]
      }) as [tf.Tensor2D, tf.Tensor2D]
      tf.dispose([weights, ahead])
      weights = next
      ahead = further
      if (step % together !== together - 1) continue
      await weights.data() // a device that computes by itself is not left behind
      await macrotask()
      signal.throwIfAborted()
    }
    const values = ((await weights.data()) as Float32Array).slice()
    return (rows) => logitsOf(rows, values, classes)
  } finally {
    tf.dispose([x, turned, truth, shrink, weights, ahead])
  }
}

/** The last column is for the intercept. */
function withOnes(rows: readonly Float32Array[]): tf.Tensor2D {
  const width = (rows[0]?.length ?? 0) + 1
  const values = new Float32Array(rows.length * width).fill(1)
  for (const [i, row] of rows.entries()) values.set(row, i * width)
  return tf.tensor2d(values, [rows.length, width])
}

async function logitsOf(rows: readonly Float32Array[], weights: Float32Array, classes: number): Promise<Float32Array> {
  if (rows.length === 0) return new Float32Array(0)
  const logits = tf.tidy(() => {
    const x = withOnes(rows)
    return tf.matMul(x, tf.tensor2d(weights, [x.shape[1], classes]))
  })
  try {
    return ((await logits.data()) as Float32Array).slice()
  } finally {
    logits.dispose()
  }
}
