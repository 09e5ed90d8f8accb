import * as tf from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { classification } from '../../../src/tasks/classification/engine.ts'
import { startBackend } from '../../support/backends.ts'
import { tinyBert } from '../../support/tinyText.ts'

/** Rows 0–2 are of class 0, row 3 of class 1, row 4 of class 2, which has no weight. */
const labels = [0, 0, 0, 1, 2]

async function judged(classWeights: number[] | null, rows: readonly number[]) {
  await startBackend('cpu')
  const model = tinyBert()
  const weights = classWeights && Float32Array.from(classWeights)
  const options = { trunk: model.trunk, labels, classes: 3, smoothing: 0.05, classWeights: weights }
  const objective = classification(options)
  const tally = objective.tally()
  // Probabilities 1/2, 1/4, 1/4 in every row.
  const logits = tf.tensor2d(rows.map(() => [Math.log(2), 0, 0]))
  await tally.add(logits, rows)
  logits.dispose()
  model.dispose()
  return { ...tally.score(), weight: objective.weigh(rows) }
}

const [half, quarter] = [Math.log(2), Math.log(4)]

test('the validation loss weighs rows as training does; the accuracy counts them', async () => {
  const score = await judged([0.5, 2.5, 0], [0, 1, 2, 3])
  expect(score.loss).toBeCloseTo((1.5 * half + 2.5 * quarter) / 4, 6)
  expect(score).toMatchObject({ accuracy: 0.75, counted: 4, weight: 4 })
})

test('without class weights it is a plain mean', async () => {
  const { loss, weight } = await judged(null, [0, 1, 2, 3])
  expect(loss).toBeCloseTo((3 * half + quarter) / 4, 6)
  expect(weight).toBe(4)
})

test('rows of a class that is not trained on count for nothing, unless there are no others', async () => {
  expect((await judged([0.5, 2.5, 0], [0, 4])).loss).toBeCloseTo(half, 6)
  expect((await judged([0.5, 2.5, 0], [4])).loss).toBeCloseTo(quarter, 6)
})
