/**
 * Receiver operating characteristic of one class against the rest: scikit-learn's `roc_curve` with
 * `drop_intermediate=True` (points on a straight line between their neighbours are left out, which moves no area), and
 * `roc_auc_score`, macro over the classes one against the rest. Null for a class without rows or with no others, and
 * where a score is NaN.
 */
import type { Answers } from './answers.ts'
import { meanOf } from './meanOf.ts'
import { rankedCounts } from './rankedCounts.ts'

export interface RocCurve {
  /** Falling; the first is infinite: nothing is of the class. */
  readonly thresholds: readonly number[]
  /** Share of the other rows that score at least the threshold. */
  readonly falsePositiveRate: readonly number[]
  /** Share of the class's rows that score at least the threshold. */
  readonly truePositiveRate: readonly number[]
}

export function rocCurve(answers: Answers, ofClass: number): RocCurve | null {
  const counts = rankedCounts(answers, ofClass)
  const positives = counts?.truePositives.at(-1) ?? 0
  const negatives = counts?.falsePositives.at(-1) ?? 0
  if (!counts || positives === 0 || negatives === 0) return null
  const { truePositives, falsePositives, thresholds } = counts
  const kept = [...thresholds.keys()].filter((i) => turns(truePositives, i) || turns(falsePositives, i))
  return {
    thresholds: [Number.POSITIVE_INFINITY, ...kept.map((i) => thresholds[i] as number)],
    falsePositiveRate: [0, ...kept.map((i) => (falsePositives[i] as number) / negatives)],
    truePositiveRate: [0, ...kept.map((i) => (truePositives[i] as number) / positives)],
  }
}

/** By trapezoids: the chance that a row of the class scores above one of the rest, ties counted half. */
export function areaUnder({ falsePositiveRate, truePositiveRate }: RocCurve): number {
  let area = 0
  for (let i = 1; i < falsePositiveRate.length; i++) {
    const width = (falsePositiveRate[i] as number) - (falsePositiveRate[i - 1] as number)
    area += (width * ((truePositiveRate[i] as number) + (truePositiveRate[i - 1] as number))) / 2
  }
  return area
}

export function classAuc(answers: Answers, ofClass: number): number | null {
  const curve = rocCurve(answers, ofClass)
  return curve && areaUnder(curve)
}

/** Mean over the classes that have an area; null if none has. With two classes both areas are the same. */
export function macroAuc(answers: Answers): number | null {
  const areas = Array.from({ length: answers.classes }, (_, c) => classAuc(answers, c)).filter((area) => area !== null)
  return areas.length > 0 ? meanOf(areas) : null
}

/** Whether the counts bend at i; the first and the last always count. */
function turns(counts: readonly number[], i: number): boolean {
  const before = counts[i - 1]
  const after = counts[i + 1]
  if (before === undefined || after === undefined) return true
  return after - 2 * (counts[i] as number) + before !== 0
}
