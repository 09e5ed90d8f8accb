import { adapterFormats } from '../../../shared/catalog/adapterFormats.ts'
import { notice, say } from '../../../shared/messages/say.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import type { Planned } from '../exporter.ts'
import { readsMerged } from './adapterCard.ts'
import { neededAdapter } from './exportAdapter.ts'

/** An adapter is small: it is written, and looked at. @throws ThawError `export-refused` where there is none. */
export async function planAdapter(tuned: TunedModel): Promise<Planned> {
  const written = await neededAdapter(tuned)
  const files = written.map(({ name }) => name)
  const { peft, own } = adapterFormats
  const note = files.includes(peft.settings) ? peft.readBy : [own.readBy, ...insteadOf(tuned)].join(' ')
  const bytes = written.reduce((sum, { blob }) => sum + blob.size, 0)
  const readme = await written.find(({ name }) => name === 'README.md')?.blob.text()
  return { bytes, files, note, ...(readme !== undefined && { readme }) }
}

/** What Python reads rightly where it has no place for the adapter. */
function insteadOf(tuned: TunedModel): readonly string[] {
  const { adapter } = tuned
  return adapter && readsMerged(tuned, adapter.attachment) ? [say(notice('adapterTakeWhole'))] : []
}
