/**
 * Share of rows whose true class is among the k likeliest: scikit-learn's `top_k_accuracy_score`, but that of equally
 * likely classes the first counts as likelier (there the last), so that the top 1 is the accuracy. Over no rows 0.
 */
import type { Answers } from './answers.ts'
import { meanOf } from './meanOf.ts'

export function topKAccuracy(answers: Answers, k: number): number {
  return meanOf(rowHits(answers, k))
}

/** 1 for each row whose true class is among the k likeliest, else 0; 0 too where its probability is NaN. */
export function rowHits({ truth, probabilities, classes }: Answers, k: number): Float64Array {
  return Float64Array.from(truth, (label, row) => {
    const own = probabilities[row * classes + label] as number
    if (Number.isNaN(own)) return 0
    let before = 0
    for (let c = 0; c < classes; c++) {
      const other = probabilities[row * classes + c] as number
      if (other > own || (other === own && c < label)) before++
    }
    return before < k ? 1 : 0
  })
}
