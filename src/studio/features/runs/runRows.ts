/** The table's rows: what is kept of each run, with what the page knows of the one that trains now. Pure. */
import type { RunSummary } from '../../../shared/domain/record.ts'
import type { EpochMetrics } from '../../../shared/domain/run.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { TaskId } from '../../../tasks/ids.ts'
import { canContinue, type Known, type RunStanding, standingOf } from '../../store/runStanding.ts'

export interface RunRow extends RunSummary {
  readonly standing: RunStanding
  /** It can go on from where it was saved. */
  readonly goesOn: boolean
}

/** What the run under way has shown since its record was written. */
export interface Live {
  readonly epochs: readonly EpochMetrics[]
  readonly bestEpoch: number
}

export function rowsOf(runs: readonly RunSummary[], known: Known, live: Live | null): readonly RunRow[] {
  return runs.map((run) => {
    const standing = standingOf(run, known)
    const row = { ...run, standing, goesOn: canContinue(run, known) }
    return standing === 'training' && live ? { ...row, ...figuresOf(run.task, live) } : row
  })
}

function figuresOf(task: TaskId, { epochs, bestEpoch }: Live) {
  const best = epochs.find(({ epoch }) => epoch === bestEpoch)
  return {
    epochs: epochs.length,
    bestEpoch,
    validationLoss: best?.validationLoss ?? null,
    validationScore: best ? taskCard(task).score.ofEpoch(best) : null,
  }
}
