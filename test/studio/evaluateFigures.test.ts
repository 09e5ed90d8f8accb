import { describe, expect, test } from 'vitest'
import { calibrationError } from '../../src/shared/metrics/reliability.ts'
import type { LabelDoubt } from '../../src/shared/wire/evaluationCalls.ts'
import {
  calibrationWords,
  coverageWords,
  heatPlace,
  testViewWords,
} from '../../src/studio/features/evaluate/analysisWords.ts'
import { availabilityOf } from '../../src/studio/features/evaluate/availability.ts'
import { classMark } from '../../src/studio/features/evaluate/figures/classMarks.ts'
import { fitted, nearest } from '../../src/studio/features/evaluate/figures/plotPoints.ts'
import { acrossOf, downOf, linePath } from '../../src/studio/features/evaluate/figures/unitPlane.ts'
import { type Intervals, intervalsOf, knownIntervals } from '../../src/studio/features/evaluate/intervals.ts'
import { judgedExamples, rankedClasses, rowsInView, rowsOfCell } from '../../src/studio/features/evaluate/judged.ts'
import { decidedEdits } from '../../src/studio/features/evaluate/labelDecisions.ts'
import { tempered } from '../../src/studio/features/evaluate/tempered.ts'
import { testMetrics } from '../../src/studio/features/evaluate/testMetrics.ts'
import type { ReadData } from '../../src/studio/store/state.ts'
import { exampleWords } from '../../src/studio/store/taskWords.ts'
import { judgedAnswers, judgedResult } from '../support/judged.ts'

const pictures = exampleWords('image-classification')

describe('the figures of a test', () => {
  const metricOf = (id: string) =>
    testMetrics(3)
      .find((metric) => metric.id === id)
      ?.value(judgedAnswers)

  test('are those of the answers', () => {
    expect(metricOf('accuracy')).toBe(0.75)
    expect(metricOf('balancedAccuracy')).toBeCloseTo((1 + 2 / 3 + 1 / 2) / 3, 12)
    // F1 of cat 2·3/(3+4), of dog 2·2/(3+3), of fox 2·1/(2+1).
    // 6 of 8 right; 3, 3, 2 rows of each class, 4, 3, 1 answers.
    expect(metricOf('matthews')).toBeCloseTo((6 * 8 - 23) / Math.sqrt((64 - 22) * (64 - 26)), 12)
    expect(metricOf('macroF1')).toBeCloseTo((6 / 7 + 4 / 6 + 2 / 3) / 3, 12)
  })
  test('leave out the top three where there are only three', () => {
    expect(testMetrics(3).some(({ id }) => id === 'top3')).toBe(false)
    expect(testMetrics(4).some(({ id }) => id === 'top3')).toBe(true)
  })
  test('have intervals around them, Wilson’s for the accuracy, and are computed once', () => {
    const answers = { ...judgedAnswers }
    let last: Intervals = {}
    for (const intervals of intervalsOf(answers)) last = intervals
    expect(last.accuracy?.[0]).toBeCloseTo(0.4093, 4)
    expect(last.accuracy?.[1]).toBeCloseTo(0.9285, 4)
    for (const { id, value } of testMetrics(3)) {
      const [low, high] = last[id] ?? [Number.NaN, Number.NaN]
      expect(low).toBeLessThan(high)
      if (id !== 'calibrationError') expect(low).toBeLessThanOrEqual(value(answers))
      expect(high).toBeGreaterThanOrEqual(value(answers))
    }
    expect(knownIntervals(answers)).toBe(last)
    expect(intervalsOf(answers).next()).toEqual({ done: true, value: last })
  })
  test('of many rows come in slices that leave the page at hand', () => {
    const rows = 4000
    const truth = Array.from({ length: rows }, (_, row) => row % 3)
    const probabilities = Float32Array.from({ length: 3 * rows }, (_, at) => judgedAnswers.probabilities[at % 24] ?? 0)
    const work = intervalsOf({ truth, probabilities, classes: 3 })
    let slices = 0
    while (!work.next().done) slices++
    expect(slices).toBeGreaterThan(testMetrics(3).length)
  })
})

describe('the examples behind the figures', () => {
  test('the worst mistake comes first, the least sure next to a tie, typical ones of each class in turn', () => {
    expect(rowsInView(judgedAnswers, 'mistakes')).toEqual([3, 6])
    expect(rowsInView(judgedAnswers, 'unsure').slice(0, 2)).toEqual([2, 6])
    expect(rowsInView(judgedAnswers, 'typical')).toEqual([0, 4, 7, 1, 5, 2])
  })
  test('a cell holds its own, also those that are right, the surest first', () => {
    const judged = judgedExamples(judgedAnswers)
    expect(rowsOfCell(judged, { row: 1, column: 0 })).toEqual([3])
    expect(rowsOfCell(judged, { row: 0, column: 0 })).toEqual([0, 1, 2])
    expect(judged[3]).toMatchObject({ example: 20, truth: 1, predicted: 0 })
  })
  test('every class of one is ranked', () => {
    expect(rankedClasses(judgedAnswers, 6).map(({ index }) => index)).toEqual([1, 2, 0])
  })
  test('can be shown with the run’s data only, and asked about with its weights only', () => {
    const result = judgedResult()
    const read = (fingerprint: string) => ({ summary: { fingerprint } }) as unknown as ReadData
    const answering = { kind: 'run', runId: 'run-1' } as never
    expect(availabilityOf(result, read('f00'), answering)).toEqual({ data: true, model: true })
    expect(availabilityOf(result, read('f01'), answering)).toEqual({ data: false, model: false })
    expect(availabilityOf(result, read('f00'), null)).toEqual({ data: true, model: false })
    expect(availabilityOf(result, null, answering)).toEqual({ data: false, model: false })
  })
})

describe('a temperature', () => {
  test('above one makes every answer less sure and changes none', () => {
    const cooler = tempered(judgedAnswers, 2)
    expect(judgedExamples(cooler).map(({ predicted }) => predicted)).toEqual(
      judgedExamples(judgedAnswers).map(({ predicted }) => predicted),
    )
    expect(cooler.probabilities[0]).toBeLessThan(0.98)
    expect(calibrationError(cooler)).not.toBe(calibrationError(judgedAnswers))
  })
  test('is applied once, and one is what was trained', () => {
    expect(tempered(judgedAnswers, 3)).toBe(tempered(judgedAnswers, 3))
    expect(tempered(judgedAnswers, 1)).toBe(judgedAnswers)
  })
  test('is told with what it was fitted on', () => {
    expect(calibrationWords(0.12, 0.03, 1.6)).toContain('too sure: a temperature of 1.60, fitted on the validation')
    expect(calibrationWords(0.12, 0.2, 0.7)).toContain('no better')
    expect(calibrationWords(0.12, null, null)).toContain('no temperature can be fitted')
  })
})

describe('what is drawn', () => {
  test('a line begins and ends where its points do, without those that lie on each other', () => {
    const places = Array.from({ length: 10_001 }, (_, i) => [i / 10_000, i / 10_000] as const)
    const path = linePath(places)
    expect(path.startsWith(`M${acrossOf(0)} ${downOf(0)}L`)).toBe(true)
    expect(path.endsWith(`L${acrossOf(1)} ${downOf(1)}`)).toBe(true)
    expect(path.split('L').length).toBeLessThan(1100)
  })
  test('points keep their proportions', () => {
    const [a, b, c] = fitted(
      [
        [0, 0],
        [10, 0],
        [0, 5],
      ],
      { width: 320, height: 260 },
    ) as [readonly [number, number], readonly [number, number], readonly [number, number]]
    expect(b[0] - a[0]).toBeCloseTo(2 * (a[1] - c[1]), 1)
    expect(nearest([a, b, c], [b[0] + 3, b[1]], 10)).toBe(1)
    expect(nearest([a, b, c], [b[0] + 30, b[1]], 10)).toBeNull()
  })
  test('no two of 35 classes look the same', () => {
    const marks = Array.from({ length: 35 }, (_, index) => JSON.stringify(classMark(index)))
    expect(new Set(marks).size).toBe(35)
  })
})

describe('in words', () => {
  test('where the heat lies', () => {
    const heat = new Float32Array(81)
    heat[8] = 1
    expect(heatPlace(heat, 9)).toBe('the upper right')
    expect(heatPlace(new Float32Array(81).fill(0, 0, 80).fill(1, 40, 41), 9)).toBe('the middle')
  })
  test('how many runs the test has judged', () => {
    expect(testViewWords({ runs: 5 })).toBe(
      'This test has judged 5 runs. With each one its score becomes a little too high, because you may choose settings that happen to suit it.',
    )
    expect(testViewWords({ runs: 1 })).toContain('the first run that this test has judged')
  })
  test('what a threshold leaves to a person', () => {
    expect(coverageWords({ threshold: 0.5, kept: 6, coverage: 0.75, accuracy: 1 }, 8, pictures)).toBe(
      'At this threshold it answers 6 of 8 pictures, with an accuracy of 1.000; 2 are left for a person.',
    )
    expect(coverageWords({ threshold: 1, kept: 0, coverage: 0, accuracy: null }, 8, pictures)).toContain('none of 8')
  })
})

test('what is kept is no change, what is taken has the suggested label, what is dropped has none', () => {
  const doubts = [4, 5, 6].map((example) => ({ example, label: 0, suggested: 2 }) as LabelDoubt)
  const decisions = new Map([[5, 'take'] as const, [6, 'drop'] as const])
  expect(decidedEdits(doubts, decisions)).toEqual([
    { example: 5, label: 2 },
    { example: 6, label: null },
  ])
})
