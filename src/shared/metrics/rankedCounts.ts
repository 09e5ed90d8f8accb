/**
 * How many rows of one class, and of all others, score at least as high as each distinct score: what both curves are
 * drawn from, scikit-learn's `confusion_matrix_at_thresholds`. Null where a score is NaN, so that there is no order.
 */
import type { Answers } from './answers.ts'

export interface RankedCounts {
  /** Distinct scores, falling. */
  readonly thresholds: readonly number[]
  /** Rows of the class at or above each threshold; the last are all. */
  readonly truePositives: readonly number[]
  /** Rows of other classes at or above each threshold; the last are all. */
  readonly falsePositives: readonly number[]
}

export function rankedCounts({ truth, probabilities, classes }: Answers, ofClass: number): RankedCounts | null {
  const scores = Float32Array.from(truth, (_, row) => probabilities[row * classes + ofClass] as number)
  return rankedScores(scores, (row) => truth[row] === ofClass)
}

/** The same for any question with a yes or a no for each row. */
export function rankedScores(scores: Float32Array, isTrue: (row: number) => boolean): RankedCounts | null {
  if (scores.some(Number.isNaN)) return null
  const order = Uint32Array.from(scores.keys()).sort((a, b) => (scores[b] as number) - (scores[a] as number))
  const counts = { thresholds: [] as number[], truePositives: [] as number[], falsePositives: [] as number[] }
  let right = 0
  order.forEach((row, i) => {
    if (isTrue(row)) right++
    const score = scores[row] as number
    if (i + 1 < order.length && scores[order[i + 1] as number] === score) return
    counts.thresholds.push(score)
    counts.truePositives.push(right)
    counts.falsePositives.push(i + 1 - right)
  })
  return counts
}
