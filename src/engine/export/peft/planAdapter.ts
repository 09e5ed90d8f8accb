import { adapterFormats } from '../../../shared/catalog/adapterFormats.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import type { Planned } from '../exporter.ts'
import { neededAdapter } from './exportAdapter.ts'

/** An adapter is small: it is written, and looked at. @throws ThawError `export-refused` where there is none. */
export async function planAdapter(tuned: TunedModel): Promise<Planned> {
  const written = await neededAdapter(tuned)
  const files = written.map(({ name }) => name)
  const { peft, own } = adapterFormats
  const { readBy } = files.includes(peft.settings) ? peft : own
  const bytes = written.reduce((sum, { blob }) => sum + blob.size, 0)
  const readme = await written.find(({ name }) => name === 'README.md')?.blob.text()
  return { bytes, files, note: readBy, ...(readme !== undefined && { readme }) }
}
