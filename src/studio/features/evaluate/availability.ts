// Whether what an analysis needs is in the engine: the run's data, and the run's weights as those that answer.
import type { RunResult } from '../../../shared/domain/run.ts'
import type { ReadData, UseState } from '../../store/state.ts'

export interface Availability {
  /** Its examples can be shown. */
  readonly data: boolean
  /** It can be asked about them; only with the data. */
  readonly model: boolean
}

export function availabilityOf(
  { runId, recipe }: Pick<RunResult, 'runId' | 'recipe'>,
  read: ReadData | null,
  answering: UseState['answering'],
): Availability {
  const data = read?.summary.fingerprint === recipe.data.fingerprint
  return { data, model: data && answering?.kind === 'run' && answering.runId === runId }
}
