/** What is said aloud of a run, and how often: the first epoch, then at most one in ten seconds. */
import type { EpochMetrics } from '../../../shared/domain/run.ts'
import { inSentence } from '../../../shared/messages/inSentence.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { TaskId } from '../../../tasks/ids.ts'

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
  { task, total, now }: { task: TaskId; total: number; now: number },
): Announced {
  const last = epochs.at(-1)
  if (!last || last.epoch === before.epoch) return before
  if (before.epoch > 0 && now - before.at < quietMs) return before
  return { epoch: last.epoch, at: now, text: `Epoch ${last.epoch} of ${total}: validation ${scoreWords(task, last)}.` }
}

function scoreWords(task: TaskId, epoch: EpochMetrics): string {
  const { score } = taskCard(task)
  const value = score.ofEpoch(epoch)
  return `${inSentence(score.name)} ${value === null ? 'not measured' : score.tick(value)}`
}
