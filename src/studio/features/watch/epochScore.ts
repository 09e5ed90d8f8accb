/** An epoch's figure beside its losses: accuracy where examples are sorted, perplexity where texts are continued. */

import type { EpochMetrics } from '../../../shared/domain/run.ts'
import type { TaskId } from '../../../tasks/ids.ts'

type Scored = Pick<EpochMetrics, 'validationAccuracy' | 'validationPerplexity'>

export function scoreOf({ validationAccuracy, validationPerplexity }: Scored): string {
  if (validationPerplexity !== null) return perplexityText(validationPerplexity)
  return validationAccuracy === null ? '–' : validationAccuracy.toFixed(3)
}

export function scoreName(task: TaskId): string {
  return task === 'text-generation' ? 'Perplexity' : 'Accuracy'
}

/** 3.21 · 45.7 · 124 · 1,234 */
export function perplexityText(value: number): string {
  if (!Number.isFinite(value)) return '–'
  if (value >= 100) return Math.round(value).toLocaleString('en')
  return value >= 10 ? value.toFixed(1) : value.toFixed(2)
}
