/** Metrics of several labels a row against scikit-learn's; test/reference/make_task_metrics.py wrote the truth. */
import { describe, expect, test } from 'vitest'
import { bootstrapInterval } from '../../../src/shared/metrics/bootstrapInterval.ts'
import { decidedLabels, type LabelAnswers, labelRowsOf, rowCountOf } from '../../../src/shared/metrics/labelAnswers.ts'
import { exactMatch, hammingLoss } from '../../../src/shared/metrics/labelMatches.ts'
import {
  labelAveragePrecision,
  labelPrecisionRecall,
  meanAveragePrecision,
} from '../../../src/shared/metrics/labelPrecision.ts'
import {
  type AverageScores,
  labelCounts,
  labelF1Over,
  labelMetrics,
  macroScores,
  microScores,
} from '../../../src/shared/metrics/labelScores.ts'
import { labelThresholds } from '../../../src/shared/metrics/labelThresholds.ts'
import { positiveWeights } from '../../../src/shared/metrics/positiveWeights.ts'
import { seeded } from '../../../src/shared/random.ts'
import { expectClose, metricsFixture } from './metricsFixture.ts'

interface Case {
  labels: number
  truth: number[]
  probabilities: number[]
  decided: number[]
  perLabel: (AverageScores & { support: number })[]
  micro: AverageScores
  macro: AverageScores
  averagePrecision: (number | null)[]
  sklearnMeanAveragePrecision: number
  meanAveragePrecision: number | null
  exactMatch: number
  hammingLoss: number
  thresholds: { threshold: number; f1: number | null }[]
}

const cases = metricsFixture<Record<string, Case>>('multiLabel')

describe.each(Object.entries(cases))('on the %s answers', (_, fixture) => {
  const { labels } = fixture
  const truth = Uint8Array.from(fixture.truth)
  const answers: LabelAnswers = { truth, probabilities: Float32Array.from(fixture.probabilities), labels }
  const decided = decidedLabels(answers.probabilities, new Array<number>(labels).fill(0.5))
  const counts = labelCounts(decided, truth, labels)

  test('labels are decided at 0.5, which is a yes itself', () => {
    expect([...decided]).toEqual(fixture.decided)
    expect(rowCountOf(answers)).toBe(fixture.truth.length / labels)
  })

  test('precision, recall and F1 are scikit-learn’s, by label and on average', () => {
    const names = fixture.perLabel.map((_, label) => `label ${label}`)
    const own = labelMetrics(counts, names)
    expect(own.map(({ name, support }) => [name, support])).toEqual(
      fixture.perLabel.map(({ support }, label) => [names[label], support]),
    )
    for (const part of ['precision', 'recall', 'f1'] as const) {
      own.forEach((scores, label) => void expectClose(scores[part], fixture.perLabel[label]?.[part]))
      expectClose(microScores(counts)[part], fixture.micro[part])
      expectClose(macroScores(counts)[part], fixture.macro[part])
    }
  })

  test('average precision is scikit-learn’s where a label is ever true; the mean is over those labels', () => {
    fixture.averagePrecision.forEach((value, label) => void expectClose(labelAveragePrecision(answers, label), value))
    expectClose(meanAveragePrecision(answers), fixture.meanAveragePrecision)
    if (!fixture.averagePrecision.includes(null))
      expectClose(meanAveragePrecision(answers), fixture.sklearnMeanAveragePrecision)
  })

  test('rows wholly right and single mistakes are scikit-learn’s', () => {
    expectClose(exactMatch(decided, truth, labels), fixture.exactMatch)
    expectClose(hammingLoss(decided, truth), fixture.hammingLoss)
  })

  test('each label’s threshold has the best F1 that any threshold has', () => {
    const own = labelThresholds(answers)
    own.forEach(({ threshold, f1 }, label) => {
      expectClose(threshold, fixture.thresholds[label]?.threshold)
      expectClose(f1, fixture.thresholds[label]?.f1)
    })
    const chosen = decidedLabels(
      answers.probabilities,
      own.map(({ threshold }) => threshold),
    )
    labelMetrics(labelCounts(chosen, truth, labels), []).forEach(({ f1 }, label) => {
      if (own[label]?.f1 !== null) expectClose(f1, own[label]?.f1)
    })
  })
})

test('a label that is never true counts as 0 in scikit-learn’s mAP and not at all in ours', () => {
  const { averagePrecision, meanAveragePrecision: own, sklearnMeanAveragePrecision } = cases.lopsided as Case
  expect(averagePrecision.filter((value) => value === null)).toHaveLength(2)
  expectClose(sklearnMeanAveragePrecision, ((own as number) * 3) / 5)
})

test('without rows or labels every mean is 0, and no curve is drawn', () => {
  const none: LabelAnswers = { truth: new Uint8Array(), probabilities: new Float32Array(), labels: 2 }
  const counts = labelCounts(none.truth, none.truth, 2)
  expect(microScores(counts)).toEqual({ precision: 0, recall: 0, f1: 0 })
  expect(macroScores(counts)).toEqual({ precision: 0, recall: 0, f1: 0 })
  expect([exactMatch(none.truth, none.truth, 2), hammingLoss(none.truth, none.truth), rowCountOf(none)]).toEqual([
    0, 0, 0,
  ])
  expect([meanAveragePrecision(none), labelPrecisionRecall(none, 0)]).toEqual([null, null])
  expect(labelThresholds(none)).toEqual([
    { threshold: 0.5, f1: null },
    { threshold: 0.5, f1: null },
  ])
})

test('a label with a NaN among its probabilities keeps 0.5, has no average precision, and its NaN answers no', () => {
  const answers: LabelAnswers = {
    truth: Uint8Array.of(1, 1, 0, 1),
    probabilities: Float32Array.of(Number.NaN, 0.25, 0.75, 0.75), // [2, 2]
    labels: 2,
  }
  expect([...decidedLabels(answers.probabilities, [0.5, 0.5])]).toEqual([0, 0, 1, 1])
  expect(labelThresholds(answers)).toEqual([
    { threshold: 0.5, f1: null },
    { threshold: 0.125, f1: 1 },
  ])
  expect([labelAveragePrecision(answers, 0), labelAveragePrecision(answers, 1)]).toEqual([null, 1])
})

test('the interval of an average F1 holds the F1, and a resample is those rows', () => {
  const { labels, truth: given, probabilities } = cases.plain as Case
  const truth = Uint8Array.from(given)
  const answers = { truth, probabilities: Float32Array.from(probabilities), labels }
  const decided = decidedLabels(answers.probabilities, new Array<number>(labels).fill(0.5))
  const statistic = labelF1Over(macroScores, decided, truth, labels)
  const rows = Int32Array.of(5, 5, 61, 0)
  const taken = labelRowsOf(answers, rows)
  const own = decidedLabels(taken.probabilities, new Array<number>(labels).fill(0.5))
  expect(statistic(rows)).toBe(macroScores(labelCounts(own, taken.truth, labels)).f1)
  const interval = bootstrapInterval(rowCountOf(answers), statistic, { random: seeded('labels'), resamples: 200 })
  const f1 = macroScores(labelCounts(decided, truth, labels)).f1
  expect(interval?.[0]).toBeLessThan(f1)
  expect(interval?.[1]).toBeGreaterThan(f1)
})

test('a rare label counts more when it is true, at most 20 times; a frequent one and one that is never true count once', () => {
  expect([...(positiveWeights([10, 25, 60, 0, 1, 100], 100) as Float32Array)]).toEqual([9, 3, 1, 1, 20, 1])
  expect(positiveWeights([50, 80, 0], 100)).toBeNull()
})
