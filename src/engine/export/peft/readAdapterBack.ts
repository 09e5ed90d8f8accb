import type { ExportedFile } from '../../../shared/domain/files.ts'
import type { ImageCodec } from '../../data/imageCodec.ts'
import type { ModelSource, ReadBack } from '../exporter.ts'
import { answering, asBrought } from '../proof/answering.ts'
import { importAdapter, tunedFromAdapter } from './importAdapter.ts'

/** As a person who adds the adapter to the model that it was trained on; null where that is not open any more. */
export async function readAdapterBack(
  files: readonly ExportedFile[],
  { lastRun, model }: ModelSource,
  codec: ImageCodec,
): Promise<ReadBack | null> {
  const base = lastRun?.model ?? model
  if (!base) return null
  const imported = await importAdapter(asBrought(files), base.live.trunk)
  return answering(tunedFromAdapter(imported, base.live, base.text), codec)
}
