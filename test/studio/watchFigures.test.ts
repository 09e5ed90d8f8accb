import { describe, expect, test } from 'vitest'
import type { EpochMetrics, StepMetrics } from '../../src/shared/domain/run.ts'
import { announce } from '../../src/studio/features/watch/announce.ts'
import { epochsDone, secondsLeft, stepsDone } from '../../src/studio/features/watch/eta.ts'
import { glowOf } from '../../src/studio/features/watch/glow.ts'
import { lossEnd, lossSeries, scoreEnd, scoreSeries } from '../../src/studio/features/watch/runSeries.ts'
import { epochScore } from '../../src/studio/store/taskWords.ts'
import { decimate } from '../../src/studio/ui/charts/decimate.ts'
import { niceCeiling } from '../../src/studio/ui/charts/niceCeiling.ts'
import { taskCard } from '../../src/tasks/cards.ts'

const epoch = (number: number, seconds = 2): EpochMetrics => ({
  epoch: number,
  trainLoss: 1 / number,
  validationLoss: 1.1 / number,
  validationAccuracy: 0.5,
  validationPerplexity: null,
  learningRate: 0.001,
  seconds,
})
const step = (number: number): StepMetrics => ({
  step: number,
  seconds: number,
  epoch: 1,
  loss: 2,
  learningRate: 0.01,
  gradientNorm: 1,
})
const log = {
  epochs: [epoch(1), epoch(2)],
  lastStep: step(25),
  stepsPerEpoch: 10,
  examplesPerSecond: 160,
  recipe: { epochs: 10, batch: 32 },
}

describe('what is left of a run', () => {
  test('follows the epochs so far, and the part of the one under way', () => {
    expect(secondsLeft(log)).toBeCloseTo(15, 6)
    expect(epochsDone(log)).toBeCloseTo(2.5, 6)
    expect(stepsDone(log)).toBe(5)
  })
  test('is told from the pace within the first epoch', () => {
    expect(secondsLeft({ ...log, epochs: [], lastStep: step(5) })).toBeCloseTo(19, 6)
  })
  test('is unknown before the first step', () => {
    expect(secondsLeft({ ...log, epochs: [], lastStep: null, stepsPerEpoch: 0, examplesPerSecond: 0 })).toBeNull()
  })
  test('is not thrown off by an epoch through which the lid was shut', () => {
    const slept = [epoch(1), epoch(2), epoch(3, 3600), epoch(4), epoch(5)]
    expect(secondsLeft({ ...log, epochs: slept, lastStep: step(50) })).toBeCloseTo(10, 6)
  })
})

describe('thinning a long line', () => {
  const spike = Array.from({ length: 5000 }, (_, x) => ({ x, y: x === 2345 ? 99 : x === 777 ? -5 : Math.sin(x) }))

  test('draws no more than asked for, in order, with both ends', () => {
    const drawn = decimate(spike, 200)
    expect(drawn.length).toBeLessThanOrEqual(200)
    expect([drawn[0]?.x, drawn.at(-1)?.x]).toEqual([0, 4999])
    expect(drawn.map(({ x }) => x)).toEqual(drawn.map(({ x }) => x).toSorted((a, b) => a - b))
  })
  test('loses no spike', () => {
    const drawn = decimate(spike, 200)
    expect([Math.max(...drawn.map(({ y }) => y)), Math.min(...drawn.map(({ y }) => y))]).toEqual([99, -5])
  })
  test('leaves a short line alone', () => {
    expect(decimate(spike.slice(0, 50), 200)).toEqual(spike.slice(0, 50))
  })
})

describe('what is said aloud', () => {
  const nothing = { epoch: 0, at: 0, text: '' }

  test('is the first epoch, at once', () => {
    expect(announce(nothing, [epoch(1)], { task: 'image-classification', total: 9, now: 500 }).text).toBe(
      'Epoch 1 of 9: validation accuracy 0.50.',
    )
  })
  test('is the perplexity where texts are continued', () => {
    const continued = { ...epoch(1), validationAccuracy: null, validationPerplexity: 34.26 }
    const { text } = announce(nothing, [continued], { task: 'text-generation', total: 9, now: 500 })
    expect(text).toBe('Epoch 1 of 9: validation perplexity 34.3.')
  })
  test('is not the next before ten seconds have passed', () => {
    const task = 'image-classification'
    const first = announce(nothing, [epoch(1)], { task, total: 9, now: 500 })
    expect(announce(first, [epoch(1), epoch(2)], { task, total: 9, now: 9000 })).toBe(first)
    expect(announce(first, [epoch(1), epoch(2)], { task, total: 9, now: 11_000 }).epoch).toBe(2)
  })
})

test('the losses of an epoch are drawn at its number', () => {
  expect(lossSeries([epoch(1)]).map(({ points }) => points)).toEqual([[{ x: 1, y: 1 }], [{ x: 1, y: 1.1 }]])
})

test('an epoch is scored by accuracy or perplexity, and only that is drawn', () => {
  const continued = { ...epoch(1), validationAccuracy: null, validationPerplexity: 1234.5 }
  const [accuracy, perplexity] = [taskCard('image-classification').score, taskCard('text-generation').score]
  expect([epochScore('text-classification', epoch(1)), epochScore('text-generation', continued)]).toEqual([
    '0.500',
    '1,235',
  ])
  expect(scoreSeries([continued], perplexity)[0]?.points).toEqual([{ x: 1, y: 1234.5 }])
  expect(scoreSeries([continued], accuracy)[0]?.points).toEqual([])
  expect(scoreEnd([continued], perplexity)).toBe(1600)
})

test('the loss axis ends at a round number above everything', () => {
  expect(lossEnd([epoch(1)], [step(1)])).toBe(2)
  expect([0.0031, 1.2, 2.2, 26, 100, 0, Number.NaN].map(niceCeiling)).toEqual([0.004, 1.6, 3, 30, 100, 1, 1])
})

test('a block glows by the logarithm of its update ratio', () => {
  expect([0, 1e-5, 1e-3, 0.5, Number.NaN].map(glowOf)).toEqual([0, 0, expect.closeTo(0.5, 6), 1, 0])
})
