/** Stores the data and the model that a person dropped beside the run that uses them, because nobody else has them. */

import type { RunRecorder } from '../run/runRecorder.ts'
import type { EngineContext } from './engineContext.ts'
import { keptDataOf } from './newRecord.ts'

export async function keepOrigins({ data, model, around }: EngineContext, recorder: RunRecorder): Promise<void> {
  const { repository } = around
  if (data?.request.kind === 'files' && recorder.record.data === null) {
    const { name, files } = data.request
    if (await repository.saveFiles(`data/${data.origin}`, { name, files }))
      await recorder.note({ data: keptDataOf(data) })
  }
  if (model?.request.kind === 'folder')
    await repository.saveFiles(`model/${model.summary.id}`, { name: model.summary.title, files: model.request.files })
}
