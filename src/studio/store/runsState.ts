/** What the page knows of runs of this and earlier visits. */
import type { RunRecord, RunSummary } from '../../shared/calls/runCalls.ts'
import type { WireError } from '../../shared/errors.ts'

export interface RunsState {
  readonly status: 'unknown' | 'reading' | 'ready'
  /** The newest first. */
  readonly runs: readonly RunSummary[]
  /** Of a later version of the studio. */
  readonly newer: number
  /** Marked in the table, whose curves are laid over one another. */
  readonly selected: readonly string[]
  /** Whole records of the selected ones, as far as they have come. */
  readonly records: readonly RunRecord[]
  /** The run that is open on Evaluate and Use because a person opened it. */
  readonly opened: string | null
  readonly opening: string | null
  /** Deleted last; can be brought back. */
  readonly deleted: readonly string[]
  /** An interrupted run that is offered, until the person took it up or put it aside. */
  readonly offered: string | null
  readonly error: WireError | null
}

export const noRuns: RunsState = {
  status: 'unknown',
  runs: [],
  newer: 0,
  selected: [],
  records: [],
  opened: null,
  opening: null,
  deleted: [],
  offered: null,
  error: null,
}
