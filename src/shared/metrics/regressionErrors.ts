/**
 * How far numbers are from the truth: scikit-learn's `mean_absolute_error`, `root_mean_squared_error`,
 * `median_absolute_error` and `r2_score`. Over no rows an error is 0, like the other means of this folder.
 */
import { meanOf } from './meanOf.ts'
import type { NumberAnswers } from './numberAnswers.ts'

/** Predicted less true, by row. */
export function residualsOf({ truth, predicted }: NumberAnswers): Float64Array {
  return truth.map((value, row) => (predicted[row] as number) - value)
}

export function meanAbsoluteError(answers: NumberAnswers): number {
  return meanOf(residualsOf(answers).map(Math.abs))
}

export function rootMeanSquaredError(answers: NumberAnswers): number {
  return Math.sqrt(meanOf(residualsOf(answers).map((residual) => residual ** 2)))
}

export function medianAbsoluteError(answers: NumberAnswers): number {
  return medianOf(residualsOf(answers).map(Math.abs))
}

/**
 * The share of the numbers' variance that the answers explain: 1 is perfect, 0 is as good as always answering the mean,
 * below 0 is worse. Null where all numbers are one (scikit-learn then says 1 or 0, for any answer) and below two rows.
 */
export function rSquared(answers: NumberAnswers): number | null {
  const { truth } = answers
  if (truth.every((value) => value === truth[0])) return null
  const mean = meanOf(truth)
  const squares = (values: Float64Array) => values.reduce((sum, value) => sum + value ** 2, 0)
  return 1 - squares(residualsOf(answers)) / squares(truth.map((value) => value - mean))
}

/** Of an even number of values the mean of the two in the middle, as numpy's; of none 0. */
export function medianOf(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort()
  const half = Math.floor(sorted.length / 2)
  const upper = sorted[half] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? 0) + upper) / 2
}

/** What always answering the median of the training numbers would have: no single number has a lower mean absolute error there. */
export function medianBaseline(trained: ArrayLike<number>, truth: Float64Array): NumberAnswers {
  return { truth, predicted: new Float64Array(truth.length).fill(medianOf(trained)) }
}
