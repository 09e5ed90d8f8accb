/** What the loop tells of a run: the run's own events before they carry its id. */
import type { RunEvent } from '../../shared/domain/runEvent.ts'

export type TrainEvent =
  | WithoutRun<Extract<RunEvent, { readonly type: 'steps' | 'changed' | 'paused' | 'notice' }>>
  /** Whoever passes it on adds what the backend's memory holds. */
  | Omit<WithoutRun<Extract<RunEvent, { readonly type: 'epoch' }>>, 'memory'>

type WithoutRun<Event> = Event extends unknown ? Omit<Event, 'runId'> : never
