/**
 * Mean squared distance of the probabilities from the true class's corner, Σ_c (p_c − y_c)², in [0, 2] whatever the
 * number of classes: scikit-learn's `brier_score_loss(…, scale_by_half=False)`. Over no rows 0.
 */
import type { Answers } from './answers.ts'
import { meanOf } from './meanOf.ts'

export function brierScore(answers: Answers): number {
  return meanOf(rowDistances(answers))
}

/** Squared distance of each row. */
export function rowDistances({ truth, probabilities, classes }: Answers): Float64Array {
  return Float64Array.from(truth, (label, row) => {
    let sum = 0
    for (let c = 0; c < classes; c++) {
      sum += ((probabilities[row * classes + c] as number) - (c === label ? 1 : 0)) ** 2
    }
    return sum
  })
}
