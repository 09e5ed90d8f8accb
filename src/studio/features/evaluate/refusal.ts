// Why the run's model cannot be asked anything now, in a sentence.
import type { Availability } from './availability.ts'

export function refusalOf({ data, model }: Availability): string | null {
  if (!data) return 'This needs the data of this run, which are not loaded.'
  return model ? null : 'Another model answers now. Open this run again first.'
}
