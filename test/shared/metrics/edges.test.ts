/** What the metrics make of no rows, of missing classes and of NaN, and what temperature leaves alone. */
import { describe, expect, test } from 'vitest'
import { accuracyOf } from '../../../src/shared/metrics/accuracyOf.ts'
import { type Answers, rowsOf } from '../../../src/shared/metrics/answers.ts'
import { balancedAccuracy } from '../../../src/shared/metrics/balancedAccuracy.ts'
import { brierScore, rowDistances } from '../../../src/shared/metrics/brierScore.ts'
import { confusionMatrix } from '../../../src/shared/metrics/confusionMatrix.ts'
import { atThreshold, coverageCurve } from '../../../src/shared/metrics/coverage.ts'
import { fitTemperature, scaled } from '../../../src/shared/metrics/fitTemperature.ts'
import { logLoss, rowLosses } from '../../../src/shared/metrics/logLoss.ts'
import { macroF1 } from '../../../src/shared/metrics/macroF1.ts'
import { matthewsCorrelation } from '../../../src/shared/metrics/matthewsCorrelation.ts'
import { macroAveragePrecision, precisionRecallCurve } from '../../../src/shared/metrics/precisionRecallCurve.ts'
import { predictedClasses } from '../../../src/shared/metrics/predictedClasses.ts'
import { leastSure, mostTypical, surestMistakes } from '../../../src/shared/metrics/rankings.ts'
import { calibrationError, reliabilityBins } from '../../../src/shared/metrics/reliability.ts'
import { macroAuc, rocCurve } from '../../../src/shared/metrics/rocCurve.ts'
import { rowHits, topKAccuracy } from '../../../src/shared/metrics/topKAccuracy.ts'
import { answersOf, type MetricsCase, metricsFixture } from './metricsFixture.ts'

describe('without rows', () => {
  const answers: Answers = { truth: [], probabilities: new Float32Array(), classes: 3 }
  const confusion = confusionMatrix([], [], 3)

  test('means are 0, what is undefined is null and lists are empty', () => {
    expect([accuracyOf([], []), logLoss(answers), brierScore(answers), topKAccuracy(answers, 2)]).toEqual([0, 0, 0, 0])
    expect([calibrationError(answers), matthewsCorrelation(confusion), fitTemperature(answers)]).toEqual([0, 0, 1])
    expect([balancedAccuracy(confusion), macroF1(confusion)]).toEqual([null, null])
    expect([rocCurve(answers, 0), precisionRecallCurve(answers, 0)]).toEqual([null, null])
    expect([macroAuc(answers), macroAveragePrecision(answers)]).toEqual([null, null])
    expect([coverageCurve(answers), surestMistakes(answers), leastSure(answers)]).toEqual([[], [], []])
    expect(mostTypical(answers)).toEqual([[], [], []])
    expect(atThreshold(answers, 0.5)).toEqual({ threshold: 0.5, kept: 0, coverage: 0, accuracy: null })
    expect(reliabilityBins(answers, 2)).toEqual([
      { from: 0, to: 0.5, count: 0, confidence: null, accuracy: null },
      { from: 0.5, to: 1, count: 0, confidence: null, accuracy: null },
    ])
  })
})

describe('with NaN', () => {
  const nan = Number.NaN
  const answers: Answers = {
    truth: [1, 0, 1],
    probabilities: Float32Array.of(nan, 0.5, nan, nan, 0.25, 0.75), // [3, 2]
    classes: 2,
  }

  test('a NaN is below every number, and a row of nothing else answers the first class', () => {
    expect(predictedClasses(answers.probabilities, 2)).toEqual([1, 0, 1])
    expect([...rowHits(answers, 1)]).toEqual([1, 0, 1])
  })

  test('scores of the probabilities are NaN, curves are null and no temperature is fitted', () => {
    expect([logLoss(answers), brierScore(answers), calibrationError(answers)]).toEqual([nan, nan, nan])
    expect([rocCurve(answers, 0), precisionRecallCurve(answers, 1), macroAuc(answers)]).toEqual([null, null, null])
    expect(fitTemperature(answers)).toBe(1)
  })

  test('a row without confidence is never kept, and comes last where rows are ranked', () => {
    expect(coverageCurve(answers).map(({ threshold, kept }) => [threshold, kept])).toEqual([
      [0.5, 2],
      [0.75, 1],
    ])
    expect(leastSure(answers)).toEqual([2, 0, 1])
    expect(mostTypical(answers)).toEqual([[1], [2, 0]])
  })
})

test('a wholly sure mistake costs the logarithm of float64’s epsilon, not infinity', () => {
  expect(logLoss({ truth: [1], probabilities: Float32Array.of(1, 0), classes: 2 })).toBeCloseTo(52 * Math.LN2, 9)
})

test('a confidence on the edge of two reliability bins belongs to the lower', () => {
  const answers = { truth: [0, 0], probabilities: Float32Array.of(0.5, 0.5, 0.25, 0.75), classes: 2 }
  const counts = reliabilityBins(answers, 4).map(({ count, accuracy }) => [count, accuracy])
  expect(counts).toEqual([
    [0, null],
    [1, 1],
    [1, 0],
    [0, null],
  ])
})

describe('temperature', () => {
  const answers = answersOf(metricsFixture<MetricsCase>('skewed'))

  test('of 1 changes nothing, and none changes an answer', () => {
    scaled(answers.probabilities, 5, 1).forEach(
      (p, i) => void expect(p).toBeCloseTo(answers.probabilities[i] as number, 6),
    )
    for (const temperature of [0.05, 0.7, 3, 20]) {
      const changed = scaled(answers.probabilities, 5, temperature)
      expect(predictedClasses(changed, 5)).toEqual(predictedClasses(answers.probabilities, 5))
      expect(changed.subarray(0, 5).reduce((a, b) => a + b)).toBeCloseTo(1, 6)
    }
  })

  test('that was put on answers is found again', () => {
    const best = fitTemperature(answers)
    const hot = { ...answers, probabilities: scaled(answers.probabilities, 5, 2) }
    // float32 holds the heated probabilities to 6e-8.
    expect(fitTemperature(hot) * 2).toBeCloseTo(best, 5)
  })

  test('ends at its bounds where answers are all right, and where all are wrong and sure', () => {
    const probabilities = Float32Array.of(0.9, 0.1, 0.2, 0.8) // [2, 2]
    expect(fitTemperature({ truth: [0, 1], probabilities, classes: 2 })).toBeCloseTo(0.05, 6)
    expect(fitTemperature({ truth: [1, 0], probabilities, classes: 2 })).toBeCloseTo(20, 4)
  })
})

test('rows taken out of answers keep their truth and probabilities, as often as they are taken', () => {
  const answers = answersOf(metricsFixture<MetricsCase>('balanced'))
  const taken = rowsOf(answers, Int32Array.of(119, 3, 119))
  expect(taken.truth).toEqual([2, 0, 2])
  const each = [119, 3, 119]
  expect([...rowLosses(taken)]).toEqual(each.map((row) => rowLosses(answers)[row]))
  expect([...rowDistances(taken)]).toEqual(each.map((row) => rowDistances(answers)[row]))
})
