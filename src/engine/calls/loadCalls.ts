/** What a run begins with: a backend, a dataset, a model, or a tuned one that is brought back. */
import { sampleFor } from '../../shared/catalog/sample.ts'
import { withParts } from '../../shared/domain/addedFiles.ts'
import type { DataRequest } from '../../shared/domain/data.ts'
import type { NamedFile } from '../../shared/domain/files.ts'
import type { ModelSummary } from '../../shared/domain/model.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import type { Message } from '../../shared/messages/message.ts'
import type { ProgressUnit } from '../../shared/wire/events.ts'
import { dataReadings } from '../../tasks/engines.ts'
import { chooseBackend } from '../backends/choose.ts'
import { editDataset } from '../data/editDataset.ts'
import { hubTables } from '../data/hub/hubDataset.ts'
import { readDataset } from '../data/readDataset.ts'
import { summariseDataset } from '../data/summariseDataset.ts'
import { holdsAdapter } from '../export/peft/adapterFiles.ts'
import { importAdapter, tunedFromAdapter } from '../export/peft/importAdapter.ts'
import { refuseOtherBase } from '../export/peft/otherOrigin.ts'
import { disposeTuned, importTuned } from '../inference/tunedModel.ts'
import { ofVocabulary, openModel, readBrought, summarise } from '../models/openModel.ts'
import { forgetModel, storedModels } from '../weights/modelFileCache.ts'
import { type EngineContext, type Handlers, needed, neededBackend, type Surroundings } from './engineContext.ts'
import { onFastest } from './settleBackend.ts'

type LoadCalls = Handlers<'boot' | 'readData' | 'showPicture' | 'loadModel' | 'storedModels' | 'forgetModel'>

export function loadCalls(context: EngineContext): LoadCalls {
  const { around } = context
  return {
    async boot({ backend: choice }) {
      // Tensors live on the backend that made them: whoever still computes with them must have let go.
      for (const kind of ['probe', 'train', 'examine', 'untouched'] as const) await context.end(kind)
      const chosen = await chooseBackend(choice, around.openers)
      context.backend = chosen
      context.automatic = choice === 'auto' ? chosen : null
      // What was loaded must be loaded again.
      context.model?.live.dispose()
      context.model = null
      context.adapter = null
      context.lastRun = null
      context.replaceTuned(null)
      return chosen
    },
    readData: ({ request: asked, edits = [], ...columns }) =>
      context.job('data', async (signal) => {
        const onProgress = (done: number, total: number, stage: Message, unit: ProgressUnit) =>
          around.emit({ type: 'progress', job: 'data', stage, done, total, unit })
        const request = await withStanding(asked, around, signal)
        const files = await filesOf(request, around, signal)
        const read = await readDataset(files, {
          ...columns,
          readings: dataReadings,
          onProgress,
          signal,
          codec: around.codec,
        })
        const dataset = await editDataset(read, edits)
        const summarised = await summariseDataset(dataset, { codec: around.codec, signal })
        const summary = request.kind === 'hub' ? { ...summarised, source: request } : summarised
        signal.throwIfAborted()
        context.data = { dataset, request, columns, edits, origin: read.fingerprint }
        return summary
      }),
    showPicture: ({ file, side }) => around.codec.thumbnail(file, side).catch(() => null),
    loadModel: ({ request }) =>
      context.job('model', async (signal) => {
        neededBackend(context)
        if (request.kind === 'files') return bringBack(context, request.files, signal)
        const onProgress = (done: number, total: number, stage: Message) =>
          around.emit({ type: 'progress', job: 'model', stage, done, total, unit: 'bytes' })
        const wanted = request.kind === 'kept' ? await keptFolder(around, request.id) : request
        const opened = await onFastest(context, () => openModel(wanted, { ...around, onProgress, signal }))
        if (signal.aborted) opened.live.dispose()
        signal.throwIfAborted()
        context.model?.live.dispose()
        context.model = { ...opened, request }
        context.adapter = null
        context.lastRun = null
        return opened.summary
      }),
    storedModels: () => storedModels(around.store),
    forgetModel: async ({ id }) => {
      await forgetModel(around.store, id)
      return storedModels(around.store)
    },
  }
}

async function bringBack(
  context: EngineContext,
  named: readonly NamedFile[],
  signal: AbortSignal,
): Promise<ModelSummary> {
  if (await holdsAdapter(named)) return bringAdapter(context, named, signal)
  const started = performance.now()
  const files = await readBrought(named)
  signal.throwIfAborted()
  const brought = importTuned(files)
  const { task, labels } = brought
  try {
    const what = { id: 'brought', title: 'Your model', tasks: [task], started }
    const summary = await summarise(brought.model, files, what)
    signal.throwIfAborted()
    context.replaceTuned(brought)
    context.lastRun = null
    const warnings = [...summary.warnings, ...ofVocabulary(brought.model.trunk, files, brought.text)]
    return { ...summary, warnings, labels }
  } catch (error) {
    disposeTuned(brought)
    throw error
  }
}

async function bringAdapter(
  context: EngineContext,
  named: readonly NamedFile[],
  signal: AbortSignal,
): Promise<ModelSummary> {
  const { live, text, summary } = needed(context.model, 'model-unsupported', 'adapterNeedsModel')
  const imported = await importAdapter(named, live.trunk)
  signal.throwIfAborted()
  refuseOtherBase(imported.base, summary)
  const tuned = tunedFromAdapter(imported, live, text)
  context.replaceTuned(tuned)
  context.lastRun = null
  context.adapter = imported
  const { thaw, task, sites: _, ...method } = imported.options
  const what = { id: 'brought', title: `Your adapter of ${summary.title}`, tasks: [task], labels: imported.labels }
  return { ...summary, ...what, warnings: imported.notices, adapter: { method, thaw } }
}

/** Files that were added to what comes from elsewhere, together with it: so they are kept, too. */
async function withStanding(request: DataRequest, around: Surroundings, signal: AbortSignal): Promise<DataRequest> {
  if (request.kind !== 'files' || !request.onto) return request
  const { name, files, onto } = request
  const standing = await broughtFiles(onto, around, signal)
  return { kind: 'files', name, files: withParts(standing.files, files) }
}

async function filesOf(request: DataRequest, around: Surroundings, signal: AbortSignal) {
  if (request.kind === 'files') return request
  if (request.kind !== 'hub') return broughtFiles(request, around, signal)
  const { fetch, store } = around
  return { name: request.repository, files: await hubTables(request, { fetch, store, signal }) }
}

async function broughtFiles(
  request: Extract<DataRequest, { kind: 'sample' | 'kept' }>,
  { fetch, siteBase, repository }: Surroundings,
  signal: AbortSignal,
) {
  if (request.kind === 'kept') {
    const kept = await repository.readFiles(`data/${request.fingerprint}`)
    return needed(kept, 'data-unreadable', 'dataOfRunNotKept')
  }
  const sample = sampleFor(request.task, request.name)
  const address = new URL(sample.path, siteBase).href
  const answer = await fetch(address, { signal })
  const { ok, status } = answer
  if (!ok) throw new ThawError('network-not-found', 'sampleUnreachable', { address, status })
  return { name: sample.title, files: [{ path: sample.path, file: await answer.blob() }] }
}

async function keptFolder({ repository }: Surroundings, id: string) {
  const kept = await repository.readFiles(`model/${id}`)
  return { kind: 'folder' as const, files: needed(kept, 'model-unsupported', 'modelOfRunNotKept').files }
}
