/** Where a kept run stands, seen from this page: a stored `running` means nothing unless it is known who trains. Pure. */
import type { RunSummary } from '../../shared/calls/runCalls.ts'
import type { StudioState } from './state.ts'
import { isRunning } from './steps.ts'

/** `elsewhere`: another tab may be training it. */
export type RunStanding = 'training' | 'elsewhere' | 'interrupted' | 'finished' | 'stopped' | 'failed'

/** Older interruptions are not offered at the start; the table still has them. */
const offeredForMs = 7 * 86_400_000

type Known = Pick<StudioState, 'run' | 'storage'>

export function standingOf({ id, status }: Pick<RunSummary, 'id' | 'status'>, { run, storage }: Known): RunStanding {
  if (run.status !== 'idle' && isRunning(run) && run.log.runId === id) return 'training'
  if (status !== 'running') return status
  return storage?.kind === 'reader' ? 'elsewhere' : 'interrupted'
}

/** Whether it can be gone on with from where it was saved. A tab that only reads leaves that to the one that writes. */
export function canContinue(run: Pick<RunSummary, 'id' | 'status' | 'checkpoint'>, state: Known): boolean {
  const standing = standingOf(run, state)
  if (run.checkpoint === null || state.storage?.kind === 'reader') return false
  return standing === 'interrupted' || standing === 'stopped' || standing === 'failed'
}

/** The newest run that something cut short, unless it is old, or the person put it aside; null where there is none. */
export function offerOf({ runs: { runs, putAside }, ...state }: Known & Pick<StudioState, 'runs'>, now: number) {
  if (isRunning(state.run)) return null
  const cut = runs.filter((run) => canContinue(run, state) && wasCut(run) && now - run.changedAt < offeredForMs)
  const newest = cut.toSorted((a, b) => b.changedAt - a.changedAt)[0]
  return newest && !putAside.includes(newest.id) ? newest.id : null
}

/** What a person stopped is over; what broke of itself is not. */
function wasCut({ status, error }: Pick<RunSummary, 'status' | 'error'>): boolean {
  if (status === 'running') return true
  return status === 'failed' && (error?.code === 'worker-lost' || error?.code === 'device-lost')
}
