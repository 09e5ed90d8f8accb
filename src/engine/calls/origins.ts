/** Stores the data and the model that a person dropped, because nobody else has them. */

import type { OpenModel } from '../models/openModel.ts'
import type { RunRecorder } from '../run/runRecorder.ts'
import type { RunRepository } from '../storage/runRepository.ts'
import type { EngineContext, OpenData } from './engineContext.ts'
import { keptDataOf } from './newRecord.ts'

/** Beside the run that uses them. */
export async function keepOrigins({ data, model, around }: EngineContext, recorder: RunRecorder): Promise<void> {
  const { repository } = around
  if (data?.request.kind === 'files' && recorder.record.data === null && (await saveDataFiles(data, repository)))
    await recorder.note({ data: keptDataOf(data) })
  if (model) await saveModelFolder(model, repository)
}

/** True when they can be had again: those of a sample or an earlier run always can. */
export async function saveDataFiles({ request, origin }: OpenData, repository: RunRepository): Promise<boolean> {
  if (request.kind !== 'files') return true
  const { name, files } = request
  return repository.saveFiles(`data/${origin}`, { name, files })
}

/** True when it can be had again: any model but a dropped folder can be fetched. */
export async function saveModelFolder({ request, summary }: OpenModel, repository: RunRepository): Promise<boolean> {
  if (request.kind !== 'folder') return true
  return repository.saveFiles(`model/${summary.id}`, { name: summary.title, files: request.files })
}
