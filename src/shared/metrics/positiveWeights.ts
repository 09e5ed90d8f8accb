/** How much a true label counts in training beside one that is not true, so that rare labels are learned. */
import { mostWeightRatio } from './classBalance.ts'

/**
 * By label, of how many of the training rows it is true: as many times as it is not true for each time it is, at least 1
 * and at most `mostWeightRatio`, torch's `pos_weight`. A label that is never true has nothing to weigh and keeps 1. Null
 * where all of them are 1.
 */
export function positiveWeights(counts: readonly number[], rows: number): Float32Array | null {
  const weights = counts.map((count) =>
    count > 0 ? Math.min(mostWeightRatio, Math.max(1, (rows - count) / count)) : 1,
  )
  return weights.every((weight) => weight === 1) ? null : Float32Array.from(weights)
}
