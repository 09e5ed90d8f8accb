/** Where a kept run stands, seen from this page: a stored `running` means nothing unless it is known who trains. Pure. */
import type { RunSummary } from '../../shared/domain/record.ts'
import type { StudioState } from './state.ts'
import { isRunning } from './steps.ts'

/** `elsewhere`: another tab may be training it. */
export type RunStanding = 'training' | 'elsewhere' | 'interrupted' | 'finished' | 'stopped' | 'failed'

/** Older interruptions are not offered at the start; the table still has them. */
const offeredForMs = 7 * 86_400_000

/** What has to be known to tell. */
export interface Known {
  /** The run that trains on this page now. */
  readonly training: string | null
  /** The run that stands finished on this page, whose record may not say so yet. */
  readonly finished: string | null
  /** Another tab keeps the runs. */
  readonly reader: boolean
}

export function knownOf(state: Pick<StudioState, 'run' | 'storage'>): Known {
  return { training: trainingId(state), finished: finishedId(state), reader: state.storage?.kind === 'reader' }
}

export function trainingId({ run }: Pick<StudioState, 'run'>): string | null {
  return run.status !== 'idle' && isRunning(run) ? run.log.runId : null
}

export function finishedId({ run }: Pick<StudioState, 'run'>): string | null {
  return run.status === 'finished' ? run.log.runId : null
}

export function standingOf({ id, status }: Pick<RunSummary, 'id' | 'status'>, known: Known): RunStanding {
  const { training, finished, reader } = known
  if (training === id) return 'training'
  if (status !== 'running') return status
  if (finished === id) return 'finished'
  return reader ? 'elsewhere' : 'interrupted'
}

/** Whether it can be gone on with from where it was saved. A tab that only reads leaves that to the one that writes. */
export function canContinue(run: Pick<RunSummary, 'id' | 'status' | 'checkpoint'>, known: Known): boolean {
  if (run.checkpoint === null || known.reader) return false
  const standing = standingOf(run, known)
  return standing === 'interrupted' || standing === 'stopped' || standing === 'failed'
}

/** The newest run that something cut short, unless it is old, or the person put it aside; null where there is none. */
export function offerOf(state: Pick<StudioState, 'run' | 'runs' | 'storage'>, now: number): string | null {
  const known = knownOf(state)
  if (known.training !== null) return null
  const { runs, putAside } = state.runs
  const cut = runs.filter((run) => canContinue(run, known) && wasCut(run) && now - run.changedAt < offeredForMs)
  const newest = cut.toSorted((a, b) => b.changedAt - a.changedAt)[0]
  return newest && !putAside.includes(newest.id) ? newest.id : null
}

/** What a person stopped is over; what broke of itself is not. */
export function wasCut({ status, error }: Pick<RunSummary, 'status' | 'error'>): boolean {
  if (status === 'running') return true
  return status === 'failed' && (error?.code === 'worker-lost' || error?.code === 'device-lost')
}
