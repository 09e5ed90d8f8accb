// Why the run's model cannot be asked anything now, in a sentence, and where that is mended.
import type { StepId } from '../../store/state.ts'
import type { Availability } from './availability.ts'

export interface Refusal {
  readonly text: string
  readonly step: StepId
  readonly action: string
}

export function refusalOf({ data, model }: Availability): Refusal | null {
  if (!data)
    return { text: 'This needs the data of this run, which is not loaded.', step: 'data', action: 'Go to Data' }
  if (model) return null
  return { text: 'Another model is loaded now. Open this run again first.', step: 'runs', action: 'Go to Runs' }
}
