/**
 * Whether numbers rise and fall together: scipy's `pearsonr` (along a line) and `spearmanr` (in order, whatever the
 * line). Null where one side is constant, so that nothing rises (scipy gives NaN with a warning), where a number is NaN,
 * and below two rows.
 */

import { meanOf } from './meanOf.ts'
import type { NumberAnswers } from './numberAnswers.ts'

export function pearsonCorrelation({ truth, predicted }: NumberAnswers): number | null {
  return correlationOf(truth, predicted)
}

/** Equal numbers share the mean of their ranks. */
export function spearmanCorrelation({ truth, predicted }: NumberAnswers): number | null {
  if (truth.some(Number.isNaN) || predicted.some(Number.isNaN)) return null
  return correlationOf(ranksOf(truth), ranksOf(predicted))
}

function correlationOf(a: Float64Array, b: Float64Array): number | null {
  if (a.every((value) => value === a[0]) || b.every((value) => value === b[0])) return null
  const [meanA, meanB] = [meanOf(a), meanOf(b)]
  let [together, ownA, ownB] = [0, 0, 0]
  for (let row = 0; row < a.length; row++) {
    const [x, y] = [(a[row] as number) - meanA, (b[row] as number) - meanB]
    together += x * y
    ownA += x * x
    ownB += y * y
  }
  const correlation = together / (Math.sqrt(ownA) * Math.sqrt(ownB))
  // Rounding may lead a hair beyond.
  return Number.isNaN(correlation) ? null : Math.max(-1, Math.min(1, correlation))
}

/** From 1. */
function ranksOf(values: Float64Array): Float64Array {
  const order = Uint32Array.from(values.keys()).sort((a, b) => (values[a] as number) - (values[b] as number))
  const ranks = new Float64Array(values.length)
  for (let first = 0; first < order.length; ) {
    let next = first + 1
    while (next < order.length && values[order[next] as number] === values[order[first] as number]) next++
    for (let at = first; at < next; at++) ranks[order[at] as number] = (first + 1 + next) / 2
    first = next
  }
  return ranks
}
