/** The model that a page holds, as a file or as a folder, opened again: its weights are those of 8 bits. */
import { filesInText, packedEnd, packedMark } from '../../../shared/catalog/packedFiles.ts'
import { deployedNames } from '../../../shared/domain/deployedPage.ts'
import type { ExportedFile } from '../../../shared/domain/files.ts'
import type { ImageCodec } from '../../data/imageCodec.ts'
import { importTuned } from '../../inference/tunedModel.ts'
import { readBrought } from '../../models/openModel.ts'
import type { ModelSource, ReadBack } from '../exporter.ts'
import { answering, asBrought } from '../proof/answering.ts'

export async function readPageBack(files: readonly ExportedFile[], _: ModelSource, codec: ImageCodec) {
  const [page] = files
  const text = (await page?.blob.text()) ?? ''
  const at = text.indexOf(packedMark) + packedMark.length
  const packed = await filesInText(text.slice(at, text.indexOf(packedEnd, at)).trim())
  return modelAmong(
    [...packed].map(([name, bytes]) => ({ name, blob: new Blob([bytes]) })),
    codec,
  )
}

export async function readSiteBack(files: readonly ExportedFile[], _: ModelSource, codec: ImageCodec) {
  return modelAmong(files, codec)
}

async function modelAmong(files: readonly ExportedFile[], codec: ImageCodec): Promise<ReadBack> {
  const { model: folder } = deployedNames
  const own = files.filter(({ name }) => name.startsWith(folder))
  const named = own.map(({ name, blob }) => ({ name: name.slice(folder.length), blob }))
  return answering(importTuned(await readBrought(asBrought(named))), codec)
}
