/** The trials before a run: which learning rate, and which batch fits. */
import type { BatchTrial, RateSearch } from '../../shared/domain/trials.ts'
import type { WireError } from '../../shared/messages/errors.ts'
import type { JobProgress } from './jobProgress.ts'

export interface ProbeState {
  readonly running: 'rate' | 'batch' | null
  readonly progress: JobProgress | null
  readonly rate: RateSearch | null
  readonly batch: BatchTrial | null
  readonly error: WireError | null
}

export const noProbe: ProbeState = { running: null, progress: null, rate: null, batch: null, error: null }
