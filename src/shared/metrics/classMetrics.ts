/** Precision, recall and F1 by class: scikit-learn's `precision_recall_fscore_support`. A zero denominator gives 0. */
import type { ClassMetrics } from '../domain/evaluation.ts'
import { marginsOf } from './confusionMatrix.ts'

export function classMetrics(confusion: readonly (readonly number[])[], names: readonly string[]): ClassMetrics[] {
  const margins = marginsOf(confusion)
  return names.map((name, c) => {
    const right = confusion[c]?.[c] ?? 0
    const support = margins.support[c] ?? 0
    const claimed = margins.claimed[c] ?? 0
    const precision = claimed > 0 ? right / claimed : 0
    const recall = support > 0 ? right / support : 0
    const f1 = precision + recall > 0 ? (2 * precision * recall) / (precision + recall) : 0
    return { name, precision, recall, f1, support }
  })
}
