import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import type { AnalysisInput } from '../../../src/engine/evaluate/analysisInput.ts'
import { confidentDoubts } from '../../../src/engine/evaluate/confidentDoubts.ts'
import { doubtsWithAuthority } from '../../../src/engine/evaluate/doubtAuthority.ts'
import { findLabelErrors } from '../../../src/engine/evaluate/findLabelErrors.ts'
import { fitLogistic } from '../../../src/engine/evaluate/logisticRegression.ts'
import { outOfFold } from '../../../src/engine/evaluate/outOfFold.ts'
import { stratifiedFolds } from '../../../src/engine/evaluate/stratifiedFolds.ts'
import type { TunedModel } from '../../../src/engine/inference/tunedModel.ts'
import { seeded } from '../../../src/shared/random.ts'
import type { TaskId } from '../../../src/tasks/ids.ts'
import { startBackend } from '../../support/backends.ts'
import { classTarget } from '../../support/targets.ts'

beforeAll(() => startBackend('wasm'))
const signal = new AbortController().signal

interface Drawn {
  readonly rows: Float32Array[]
  readonly truth: number[]
  readonly labels: number[]
  readonly flipped: Set<number>
}

/** Clouds around a centre a class, `apart` standard deviations from each other on average, with every 20th label flipped. */
function drawn({
  count,
  classes,
  width,
  apart,
}: {
  count: number
  classes: number
  width: number
  apart: number
}): Drawn {
  const random = seeded(`clouds ${width} ${apart}`)
  const centre = () => Array.from({ length: width }, () => (apart * random.normal()) / Math.sqrt(2 * width))
  const centres = Array.from({ length: classes }, centre)
  const truth = Array.from({ length: count }, (_, i) => i % classes)
  const rows = truth.map((label) =>
    Float32Array.from(centres[label] as number[], (at) => 3 + 40 * (at + random.normal())),
  )
  const flipped = new Set(random.shuffled([...truth.keys()]).slice(0, count / 20))
  const labels = truth.map((label, row) =>
    flipped.has(row) ? (label + 1 + random.below(classes - 1)) % classes : label,
  )
  return { rows, truth, labels, flipped }
}

async function doubted({ rows, labels }: Drawn, classes: number) {
  const examples = labels.map((label, row) => ({ target: classTarget(label), digest: `${row}` }))
  const fold = stratifiedFolds(examples, 4)
  const probabilities = await outOfFold({ rows, labels, classes, fold, signal, onFold: () => {} })
  return confidentDoubts({ labels, probabilities, classes, least: 4 })
}

describe('of labels of which 5 % were flipped', () => {
  test.each([
    { count: 400, classes: 4, width: 16, apart: 8 },
    { count: 200, classes: 2, width: 384, apart: 24 }, // more features than examples
    { count: 1000, classes: 10, width: 64, apart: 12 },
  ])('most are found and few others doubted: $width features, $classes classes', async (shape) => {
    const data = drawn(shape)
    const before = tf.memory().numTensors
    const doubts = await doubted(data, shape.classes)
    const found = doubts.filter(({ row }) => data.flipped.has(row))
    // A flipped example must reach the mean confidence of its true class, which some good ones do not.
    expect(found.length).toBeGreaterThanOrEqual(0.7 * data.flipped.size)
    expect(doubts.length - found.length).toBeLessThanOrEqual(0.01 * shape.count)
    expect(found.filter(({ row, suggested }) => suggested === data.truth[row])).toHaveLength(found.length)
    expect(tf.memory().numTensors).toBe(before)
  })
})

describe('a doubt that is told', () => {
  const classes = 4
  /** Of 400 labels: three of four rows are known with 0.97, and the rest is as the case says. */
  const judged = (rest: readonly number[], label: number) => {
    const labels = Array.from({ length: 400 }, (_, row) => (row < 396 ? row % classes : label))
    const sure = (row: number) => Array.from({ length: classes }, (_, c) => (c === row % classes ? 0.97 : 0.01))
    const probabilities = Float32Array.from(labels.flatMap((_, row) => (row < 396 ? sure(row) : rest)))
    return { labels, probabilities, classes, least: 4 }
  }
  test('says how probably it is mistaken, and stands only where the label is likelier wrong than right', () => {
    const found = doubtsWithAuthority(judged([0.0005, 0.9985, 0.0005, 0.0005], 0))
    expect(found.map(({ row }) => row)).toEqual([396, 397, 398, 399])
    for (const { mistaken } of found) {
      expect(mistaken).toBeGreaterThan(0)
      expect(mistaken).toBeLessThanOrEqual(0.5)
    }
  })
  test('is none where the model is torn between two classes, though one passes the other', () => {
    const torn = judged([0.3, 0.68, 0.01, 0.01], 0)
    expect(doubtsWithAuthority(torn)).toEqual([])
  })
  test('is rarer where the model is often wrong: its probabilities are calibrated down', () => {
    const random = seeded('often wrong')
    const labels = Array.from({ length: 400 }, (_, row) => row % classes)
    // As sure as can be, and wrong about every second label.
    const answers = labels.map((label) => (random.next() < 0.5 ? label : random.below(classes)))
    const probabilities = Float32Array.from(
      answers.flatMap((said) => Array.from({ length: classes }, (_, c) => (c === said ? 0.997 : 0.001))),
    )
    expect(confidentDoubts({ labels, probabilities, classes, least: 4 }).length).toBeGreaterThan(100)
    expect(doubtsWithAuthority({ labels, probabilities, classes, least: 4 })).toEqual([])
  })
})

test('a model that predicts a number is told that, and not that it continues texts', async () => {
  const answering = (task: TaskId) => ({ task, labels: [] }) as unknown as TunedModel
  const asked = (task: TaskId) => findLabelErrors({} as AnalysisInput, answering(task), signal)
  await expect(asked('text-regression')).rejects.toThrow(
    /predicts a number from texts; label errors cannot be searched for/,
  )
  await expect(asked('text-generation')).rejects.toThrow('Texts to continue have no labels.')
})

test('only what another class reaches and the label misses is doubted, the widest margin first', () => {
  const probabilities = Float32Array.from(
    [
      [0.9, 0.1], // thresholds: 0.57 for the first class, 0.65 for the second
      [0.3, 0.7], // doubted by 0.4
      [0.2, 0.8], // doubted by 0.6
      [1.0, 0.0],
      [0.45, 0.55], // the first class's, unsure; but 0.55 is not 0.65
      [0.75, 0.25], // doubted by 0.5
      [0.1, 0.9],
      [0.2, 0.8],
    ].flat(),
  )
  const labels = [0, 0, 0, 0, 0, 1, 1, 1]
  const doubts = confidentDoubts({ labels, probabilities, classes: 2, least: 3 })
  expect(doubts).toEqual([
    { row: 2, suggested: 1, probability: expect.closeTo(0.8), own: expect.closeTo(0.2) },
    { row: 5, suggested: 0, probability: 0.75, own: 0.25 },
    { row: 1, suggested: 1, probability: expect.closeTo(0.7), own: expect.closeTo(0.3) },
  ])
  // A class of three is too small where four folds are made: nothing is known of it.
  expect(confidentDoubts({ labels, probabilities, classes: 2, least: 4 })).toEqual([])
})

test('the folds hold each class alike, and equal examples together', () => {
  const examples = [...Array.from({ length: 30 }, (_, i) => i), 0, 0, 8].map((each) => ({
    target: classTarget(each % 3),
    digest: `${each}`,
  }))
  const fold = stratifiedFolds(examples, 4)
  expect(fold).toEqual(stratifiedFolds(examples, 4))
  expect([fold[30], fold[31], fold[32]]).toEqual([fold[0], fold[0], fold[8]])
  for (const label of [0, 1, 2])
    for (const part of [0, 1, 2, 3]) {
      const members = fold.slice(0, 30).filter((own, at) => own === part && at % 3 === label)
      expect([2, 3]).toContain(members.length)
    }
})

test('the regression stands where its gradient vanishes', async () => {
  const rows = [-1.5, -0.5, 0.25, 0.5, 1.25].map((x) => Float32Array.of(x))
  const labels = [0, 0, 1, 0, 1]
  const answer = await fitLogistic({ rows, labels }, 2, signal)
  const logits = await answer([Float32Array.of(0), Float32Array.of(1)])
  const [l0 = 0, l1 = 0, m0 = 0, m1 = 0] = logits
  const [shift, slope] = [l1 - l0, m1 - m0 - (l1 - l0)]
  const excess = rows.map(([x = 0], i) => 1 / (1 + Math.exp(-(slope * x + shift))) - (labels[i] as number))
  const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length
  expect(mean(excess)).toBeCloseTo(0, 3)
  // Each of the two classes' weights is half the slope.
  expect(mean(excess.map((e, i) => e * (rows[i]?.[0] as number))) + (1e-3 * slope) / 2).toBeCloseTo(0, 3)
})

test('a regression that is called off stops and leaves no tensor', async () => {
  const rows = [0, 1].map((x) => Float32Array.of(x))
  const before = tf.memory().numTensors
  await expect(fitLogistic({ rows, labels: [0, 1] }, 2, AbortSignal.abort())).rejects.toThrow()
  expect(tf.memory().numTensors).toBe(before)
})
