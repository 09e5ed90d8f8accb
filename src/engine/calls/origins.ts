/** What a run stands on and nobody else has: dropped data and a dropped model are kept beside it, while it trains. */

import type { RunRecorder } from '../storage/runRecorder.ts'
import type { Bench } from './engineContext.ts'
import { keptDataOf } from './newRecord.ts'

export async function keepOrigins({ data, model, around }: Bench, recorder: RunRecorder): Promise<void> {
  const { keeper } = around
  if (data?.request.kind === 'files' && recorder.record.data === null) {
    const { name, files } = data.request
    if (await keeper.keepFiles(`data/${data.origin}`, { name, files })) await recorder.note({ data: keptDataOf(data) })
  }
  if (model?.request.kind === 'folder')
    await keeper.keepFiles(`model/${model.summary.id}`, { name: model.summary.title, files: model.request.files })
}
