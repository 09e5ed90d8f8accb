/** What is said aloud of a run, and how often: the first epoch, then at most one in ten seconds. */
import type { EpochMetrics } from '../../../shared/domain/run.ts'
import { perplexityText } from './epochScore.ts'

export interface Announced {
  readonly epoch: number
  /** In milliseconds since the epoch. */
  readonly at: number
  readonly text: string
}

const quietMs = 10_000

/** What stands in the live region now: the announcement before it, until a new one is due. */
export function announce(
  before: Announced,
  epochs: readonly EpochMetrics[],
  { total, now }: { total: number; now: number },
): Announced {
  const last = epochs.at(-1)
  if (!last || last.epoch === before.epoch) return before
  if (before.epoch > 0 && now - before.at < quietMs) return before
  return { epoch: last.epoch, at: now, text: `Epoch ${last.epoch} of ${total}: validation ${scoreWords(last)}.` }
}

function scoreWords({ validationAccuracy, validationPerplexity }: EpochMetrics): string {
  if (validationPerplexity !== null) return `perplexity ${perplexityText(validationPerplexity)}`
  return `accuracy ${(validationAccuracy ?? 0).toFixed(2)}`
}
