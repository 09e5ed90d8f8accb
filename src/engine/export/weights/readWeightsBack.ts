import type { ExportedFile } from '../../../shared/domain/files.ts'
import type { ImageCodec } from '../../data/imageCodec.ts'
import { importTuned } from '../../inference/tunedModel.ts'
import { readBrought } from '../../models/openModel.ts'
import type { ModelSource, ReadBack } from '../exporter.ts'
import { answering, asBrought } from '../proof/answering.ts'

/** As a person who opens the saved model on Use. */
export async function readWeightsBack(
  files: readonly ExportedFile[],
  _: ModelSource,
  codec: ImageCodec,
): Promise<ReadBack> {
  return answering(importTuned(await readBrought(asBrought(files))), codec)
}
