/**
 * Precision, recall and F1 of multi-label decisions, by label and on average: scikit-learn's
 * `precision_recall_fscore_support(zero_division=0)` over columns. A label that is never true and never answered has an
 * F1 of 0 and counts so in the macro average, as there.
 */
import type { ClassMetrics } from '../domain/evaluation.ts'
import type { Statistic } from './bootstrapInterval.ts'
import { meanOf } from './meanOf.ts'

export interface LabelCount {
  readonly truePositives: number
  readonly falsePositives: number
  readonly falseNegatives: number
}

/** One count a label, of decisions and truth, both [rows, labels]; of some of the rows where these are given. */
export function labelCounts(
  decided: Uint8Array,
  truth: Uint8Array,
  labels: number,
  rows: ArrayLike<number> = Array.from({ length: labels > 0 ? truth.length / labels : 0 }, (_, row) => row),
): LabelCount[] {
  return Array.from({ length: labels }, (_, label) => {
    const count = { truePositives: 0, falsePositives: 0, falseNegatives: 0 }
    for (let i = 0; i < rows.length; i++) {
      const at = (rows[i] as number) * labels + label
      if (decided[at] === 1 && truth[at] === 1) count.truePositives++
      else if (decided[at] === 1) count.falsePositives++
      else if (truth[at] === 1) count.falseNegatives++
    }
    return count
  })
}

export function labelMetrics(counts: readonly LabelCount[], names: readonly string[]): ClassMetrics[] {
  return counts.map((count, label) => ({ name: names[label] ?? '', ...scoresOfCount(count) }))
}

export interface AverageScores {
  readonly precision: number
  readonly recall: number
  readonly f1: number
}

/** Over all decisions at once, so that frequent labels count more. */
export function microScores(counts: readonly LabelCount[]): AverageScores {
  const sumOf = (part: keyof LabelCount) => counts.reduce((sum, count) => sum + count[part], 0)
  const { precision, recall, f1 } = scoresOfCount({
    truePositives: sumOf('truePositives'),
    falsePositives: sumOf('falsePositives'),
    falseNegatives: sumOf('falseNegatives'),
  })
  return { precision, recall, f1 }
}

/** The mean over labels, so that rare ones count as much as frequent ones. */
export function macroScores(counts: readonly LabelCount[]): AverageScores {
  const byLabel = counts.map(scoresOfCount)
  const over = (part: keyof AverageScores) => meanOf(byLabel.map((scores) => scores[part]))
  return { precision: over('precision'), recall: over('recall'), f1: over('f1') }
}

/** For a bootstrap interval: an average F1 (`microScores` or `macroScores`) of the rows drawn. */
export function labelF1Over(
  average: (counts: readonly LabelCount[]) => AverageScores,
  decided: Uint8Array,
  truth: Uint8Array,
  labels: number,
): Statistic {
  return (rows) => average(labelCounts(decided, truth, labels, rows)).f1
}

/** A zero denominator gives 0. */
export function scoresOfCount({ truePositives, falsePositives, falseNegatives }: LabelCount) {
  const ratio = (above: number, below: number) => (below > 0 ? above / below : 0)
  return {
    precision: ratio(truePositives, truePositives + falsePositives),
    recall: ratio(truePositives, truePositives + falseNegatives),
    f1: ratio(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives),
    support: truePositives + falseNegatives,
  }
}
