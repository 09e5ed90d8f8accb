import { expect, test } from 'vitest'
import { classificationTest } from '../../../src/tasks/classification/engine.ts'
import { drawnDataset } from '../../support/drawnDataset.ts'

test('the honest number stands beside what the commonest training class would score, with every answer', () => {
  const dataset = drawnDataset(3) // rows 0–2 red, 3–5 green, 6–8 blue
  const probabilities = Float32Array.of(0.5, 0.25, 0.25, 0.25, 0.5, 0.25, 0.75, 0.125, 0.125, 0.125, 0.125, 0.75) // [4, 3]
  const test = [0, 3, 4, 6]
  const result = classificationTest({ dataset, test, train: [1, 5, 7, 8], probabilities })
  expect(result).toMatchObject({
    kind: 'classification',
    n: 4,
    accuracy: 0.75,
    baseline: 0.25,
    confusion: [
      [1, 0, 0],
      [1, 1, 0],
      [0, 0, 1],
    ],
    answers: { truth: [0, 1, 1, 2], classes: 3, examples: test, probabilities },
  })
  expect(result.loss).toBeCloseTo((2 * Math.LN2 - Math.log(0.125) - Math.log(0.75)) / 4, 9)
  expect(result.interval[0]).toBeCloseTo(0.30064, 5)
  expect(result.interval[1]).toBeCloseTo(0.95441, 5)
  expect(result.perClass.map(({ name, recall }) => [name, recall])).toEqual([
    ['red', 1],
    ['green', 0.5],
    ['blue', 1],
  ])
})
