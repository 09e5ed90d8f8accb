/** What a run stands on and nobody else has: dropped data and a dropped model are kept beside it, while it trains. */

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
