/**
 * Numbers to predict are learned as standard scores, so that learning rates and losses mean the same for prices in
 * millions as for shares of one. Mean and deviation are the training numbers' alone; answers are given in the data's unit.
 */
import { meanOf } from './meanOf.ts'

export interface NumberScale {
  readonly mean: number
  /** Of the whole set, not estimated for a larger one; 1 where all numbers are one, which nothing can be divided by. */
  readonly deviation: number
}

/** scikit-learn's `StandardScaler`. */
export function numberScaleOf(trained: ArrayLike<number>): NumberScale {
  const values = Float64Array.from(trained)
  const mean = meanOf(values)
  if (values.every((value) => value === values[0])) return { mean, deviation: 1 }
  return { mean, deviation: Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2))) }
}

export function standardised(values: ArrayLike<number>, { mean, deviation }: NumberScale): Float32Array {
  return Float32Array.from(values, (value) => (value - mean) / deviation)
}

export function restored(scores: ArrayLike<number>, { mean, deviation }: NumberScale): Float64Array {
  return Float64Array.from(scores, (score) => score * deviation + mean)
}
