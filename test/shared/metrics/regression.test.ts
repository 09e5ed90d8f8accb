/** Metrics of numbers against scikit-learn's and scipy's; test/reference/make_task_metrics.py wrote the truth. */
import { describe, expect, test } from 'vitest'
import { bootstrapInterval } from '../../../src/shared/metrics/bootstrapInterval.ts'
import { pearsonCorrelation, spearmanCorrelation } from '../../../src/shared/metrics/correlations.ts'
import { type NumberAnswers, numberRowsOf } from '../../../src/shared/metrics/numberAnswers.ts'
import { numberScaleOf, restored, standardised } from '../../../src/shared/metrics/numberScale.ts'
import {
  meanAbsoluteError,
  medianAbsoluteError,
  medianBaseline,
  medianOf,
  residualsOf,
  rootMeanSquaredError,
  rSquared,
} from '../../../src/shared/metrics/regressionErrors.ts'
import { regressionIntervals } from '../../../src/shared/metrics/regressionIntervals.ts'
import { seeded } from '../../../src/shared/random.ts'
import { expectAllClose, expectClose, metricsFixture } from './metricsFixture.ts'

interface Case {
  truth: number[]
  predicted: number[]
  mae: number
  rmse: number
  medianAbsoluteError: number
  r2: number | null
  sklearnR2: number | null
  pearson: number | null
  spearman: number | null
  medianOfTruth: number
  maeOfMedian: number
  scale: { mean: number; deviation: number }
  standardised: number[]
}

const cases = metricsFixture<Record<string, Case>>('regression')
const answersOf = ({ truth, predicted }: Pick<Case, 'truth' | 'predicted'>): NumberAnswers => ({
  truth: Float64Array.from(truth),
  predicted: Float64Array.from(predicted),
})

describe.each(Object.entries(cases))('on the %s numbers', (_, fixture) => {
  const answers = answersOf(fixture)

  test('errors are scikit-learn’s', () => {
    expectClose(meanAbsoluteError(answers), fixture.mae)
    expectClose(rootMeanSquaredError(answers), fixture.rmse)
    expectClose(medianAbsoluteError(answers), fixture.medianAbsoluteError)
    expectClose(rSquared(answers), fixture.r2)
  })

  test('correlations are scipy’s', () => {
    expectClose(pearsonCorrelation(answers), fixture.pearson)
    expectClose(spearmanCorrelation(answers), fixture.spearman)
  })

  test('standard scores are those of scikit-learn’s StandardScaler, and lead back to the numbers', () => {
    const scale = numberScaleOf(fixture.truth)
    expectClose(scale.mean, fixture.scale.mean)
    expectClose(scale.deviation, fixture.scale.deviation)
    const scores = standardised(fixture.truth, scale)
    expectAllClose(scores, fixture.standardised)
    // float32 holds seven digits of a score.
    restored(scores, scale).forEach((value, row) => {
      expect(Math.abs(value - (fixture.truth[row] as number))).toBeLessThan(1e-6 * scale.deviation)
    })
  })

  test('the baseline answers the median of the training numbers', () => {
    expectClose(medianOf(fixture.truth), fixture.medianOfTruth)
    expectClose(meanAbsoluteError(medianBaseline(fixture.truth, answers.truth)), fixture.maeOfMedian)
  })
})

test('of numbers that are all one scikit-learn’s R² is 0, and none is shown', () => {
  expect(cases.constantTruth?.sklearnR2).toBe(0)
  expect(rSquared(answersOf(cases.constantTruth as Case))).toBeNull()
  const perfect = answersOf({ truth: [2, 2], predicted: [2, 2] })
  expect([rSquared(perfect), spearmanCorrelation(perfect), pearsonCorrelation(perfect)]).toEqual([null, null, null])
})

test('without rows errors are 0 and the rest is undefined', () => {
  const none = answersOf({ truth: [], predicted: [] })
  expect([meanAbsoluteError(none), rootMeanSquaredError(none), medianAbsoluteError(none), medianOf([])]).toEqual([
    0, 0, 0, 0,
  ])
  expect([rSquared(none), pearsonCorrelation(none), spearmanCorrelation(none)]).toEqual([null, null, null])
})

test('a NaN leaves errors NaN and correlations undefined', () => {
  const broken = answersOf({ truth: [1, 2, 3], predicted: [1, Number.NaN, 3] })
  expect([meanAbsoluteError(broken), rSquared(broken)]).toEqual([Number.NaN, Number.NaN])
  expect([pearsonCorrelation(broken), spearmanCorrelation(broken)]).toEqual([null, null])
})

test('a residual is the answer less the truth, and rows are taken as often as they are named', () => {
  const answers = answersOf({ truth: [1, 2, 3], predicted: [1.5, 1, 3] })
  expect([...residualsOf(answers)]).toEqual([0.5, -1, 0])
  expect(numberRowsOf(answers, Int32Array.of(2, 0, 2))).toEqual(answersOf({ truth: [3, 1, 3], predicted: [3, 1.5, 3] }))
})

test('intervals are the bootstrap’s of each figure, in slices too; of one row there are none', () => {
  const answers = answersOf(cases.plain as Case)
  const whole = (sliceMs: number, given = answers) => {
    const slices = regressionIntervals(given, { random: seeded('numbers'), sliceMs })
    let yields = 0
    for (let slice = slices.next(); ; slice = slices.next(), yields++) if (slice.done) return { ...slice.value, yields }
  }
  const { yields, ...intervals } = whole(0)
  expect(yields).toBe(4 * 999)
  expect({ ...intervals, yields: 0 }).toEqual({ ...whole(Number.POSITIVE_INFINITY), yields: 0 })
  const mae = (rows: Int32Array) => meanAbsoluteError(numberRowsOf(answers, rows))
  expect(intervals.mae).toEqual(bootstrapInterval(60, mae, { random: seeded('numbers') }))
  const { mae: error, rmse, r2, spearman } = cases.plain as Case
  for (const [figure, interval] of [
    [error, intervals.mae],
    [rmse, intervals.rmse],
    [r2, intervals.r2],
    [spearman, intervals.spearman],
  ] as const) {
    expect(interval?.[0]).toBeLessThan(figure as number)
    expect(interval?.[1]).toBeGreaterThan(figure as number)
  }
  const { yields: none, ...single } = whole(0, answersOf(cases.one as Case))
  expect([none, single]).toEqual([0, { mae: null, rmse: null, r2: null, spearman: null }])
})
