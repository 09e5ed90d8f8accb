/** 95 % bootstrap intervals of what a network that predicts numbers is judged by. */
import type { Random } from '../random.ts'
import { bootstrapSlices, type Interval } from './bootstrapInterval.ts'
import { spearmanCorrelation } from './correlations.ts'
import { type NumberAnswers, numberRowsOf } from './numberAnswers.ts'
import { meanAbsoluteError, rootMeanSquaredError, rSquared } from './regressionErrors.ts'

export interface RegressionIntervals {
  readonly mae: Interval | null
  readonly rmse: Interval | null
  readonly r2: Interval | null
  readonly spearman: Interval | null
}

/** Computed in slices of `sliceMs`, after each of which it yields; a single row tells nothing of others. */
export function* regressionIntervals(
  answers: NumberAnswers,
  { random, sliceMs = 10 }: { readonly random: Random; readonly sliceMs?: number },
): Generator<void, RegressionIntervals, void> {
  const rows = answers.truth.length > 1 ? answers.truth.length : 0
  function* over(figure: (drawn: NumberAnswers) => number | null): Generator<void, Interval | null, void> {
    const statistic = (drawn: Int32Array) => figure(numberRowsOf(answers, drawn)) ?? Number.NaN
    const slices = bootstrapSlices(rows, statistic, { random, sliceMs })
    for (let slice = slices.next(); ; slice = slices.next()) {
      if (slice.done) return slice.value
      yield
    }
  }
  return {
    mae: yield* over(meanAbsoluteError),
    rmse: yield* over(rootMeanSquaredError),
    r2: yield* over(rSquared),
    spearman: yield* over(spearmanCorrelation),
  }
}
