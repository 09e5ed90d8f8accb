/**
 * Precision against recall of one class against the rest: scikit-learn's `precision_recall_curve` with
 * `drop_intermediate=True` (of thresholds with one recall the first and the last stay, which moves no average), and
 * `average_precision_score`. Null for a class without rows, and where a score is NaN.
 */
import type { Answers } from './answers.ts'
import { meanOf } from './meanOf.ts'
import { type RankedCounts, rankedCounts } from './rankedCounts.ts'

export interface PrecisionRecallCurve {
  /** Rising, one fewer than the points: the last point, precision 1 at recall 0, has none. */
  readonly thresholds: readonly number[]
  readonly precision: readonly number[]
  /** Falling to 0. */
  readonly recall: readonly number[]
}

export function precisionRecallCurve(answers: Answers, ofClass: number): PrecisionRecallCurve | null {
  return curveOfCounts(rankedCounts(answers, ofClass))
}

export function curveOfCounts(counts: RankedCounts | null): PrecisionRecallCurve | null {
  const positives = counts?.truePositives.at(-1) ?? 0
  if (!counts || positives === 0) return null
  const { truePositives, falsePositives, thresholds } = counts
  const kept = [...thresholds.keys()].filter((i) => rises(truePositives, i)).reverse()
  const right = (i: number) => truePositives[i] as number
  return {
    thresholds: kept.map((i) => thresholds[i] as number),
    precision: [...kept.map((i) => right(i) / (right(i) + (falsePositives[i] as number))), 1],
    recall: [...kept.map((i) => right(i) / positives), 0],
  }
}

/** Σ (Rₙ − Rₙ₋₁) Pₙ, without interpolation. */
export function averagePrecision({ precision, recall }: PrecisionRecallCurve): number {
  let sum = 0
  for (let i = 0; i + 1 < recall.length; i++) {
    sum += ((recall[i] as number) - (recall[i + 1] as number)) * (precision[i] as number)
  }
  return sum
}

export function classAveragePrecision(answers: Answers, ofClass: number): number | null {
  const curve = precisionRecallCurve(answers, ofClass)
  return curve && averagePrecision(curve)
}

/** Mean over the classes that occur in the truth; null if there is none. */
export function macroAveragePrecision(answers: Answers): number | null {
  const own = Array.from({ length: answers.classes }, (_, c) => classAveragePrecision(answers, c))
  const defined = own.filter((value) => value !== null)
  return defined.length > 0 ? meanOf(defined) : null
}

/** Whether recall changes just before or just after i; the first and the last always count. */
function rises(counts: readonly number[], i: number): boolean {
  return counts[i] !== counts[i - 1] || counts[i] !== counts[i + 1]
}
