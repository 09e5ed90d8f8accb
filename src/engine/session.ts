/**
 * Owns what is live: the backend, the dataset, the model, the run and what it left behind. Each call replaces its part
 * only once the new one is complete, so that a failure leaves the state before. Runs in the worker, and in Node.
 */
import { modelCard } from '../shared/catalog/models.ts'
import { sampleData } from '../shared/catalog/sample.ts'
import { ThawError } from '../shared/errors.ts'
import type {
  BackendReport,
  CallName,
  Calls,
  DataRequest,
  DatasetSummary,
  EngineEvent,
  Job,
  ModelRequest,
  ModelSummary,
  Parameters,
  Result,
  RunResult,
} from '../shared/protocol.ts'
import type { BackendChoice, BackendId } from '../shared/recipe.ts'
import { chooseBackend, type Opener } from './backends/choose.ts'
import type { Dataset } from './data/dataset.ts'
import { readDataset } from './data/readDataset.ts'
import { summariseDataset } from './data/summariseDataset.ts'
import { disposeTuned, exportFiles, importTuned, predict, type TunedModel } from './export/tunedModel.ts'
import { countParameters, type LiveModel, loadModel, trunkOf } from './models/liveModel.ts'
import { profileModel } from './models/profile.ts'
import type { ImageCodec } from './prepare/image.ts'
import { runRecipe } from './train/runRecipe.ts'
import type { BlobStore } from './weights/blobStore.ts'
import { forgetModel, storedModels } from './weights/depot.ts'
import { fetchModelFiles, type ModelFiles, readModelFiles } from './weights/modelFiles.ts'

export interface Surroundings {
  readonly codec: ImageCodec
  readonly fetch: typeof fetch
  readonly store: BlobStore
  /** Why nothing is kept on this device; empty when things are. */
  readonly storeWarning: string
  /** Where the site's own files are, with a slash at the end. */
  readonly siteBase: string
  readonly openers: Record<BackendId, Opener>
  readonly emit: (event: EngineEvent) => void
}

export type Session = { readonly [Name in CallName]: (parameters: Parameters<Name>) => Promise<Result<Name>> }

export function createSession(around: Surroundings): Session {
  const jobs = new Map<Job, AbortController>()
  let backend: BackendReport | null = null
  let dataset: Dataset | null = null
  let model: { live: LiveModel; summary: ModelSummary } | null = null
  let tuned: TunedModel | null = null
  let run: { id: string; stopped: boolean } | null = null

  /** At most one of a kind: a new one cancels the one before. */
  async function job<T>(kind: Job, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    jobs.get(kind)?.abort()
    const controller = new AbortController()
    jobs.set(kind, controller)
    try {
      return await work(controller.signal)
    } catch (error) {
      throw controller.signal.aborted ? cancelled(kind, error) : error
    } finally {
      if (jobs.get(kind) === controller) jobs.delete(kind)
    }
  }

  async function boot({ backend: choice }: { backend: BackendChoice }): Promise<BackendReport> {
    const chosen = await chooseBackend(choice, around.openers)
    backend = chosen
    // Tensors live on the backend that made them: what was loaded must be loaded again.
    model = null
    tuned = null
    return chosen
  }

  const readData = ({ request, labelColumn }: Calls['readData']['parameters']): Promise<DatasetSummary> =>
    job('data', async (signal) => {
      const onProgress = (done: number, total: number, stage: string, unit: 'bytes' | 'files' | 'examples' | 'steps') =>
        around.emit({ type: 'progress', job: 'data', stage, done, total, unit })
      const files = await filesOf(request, around, signal)
      const read = await readDataset(files, { labelColumn, onProgress, signal, codec: around.codec })
      const summary = await summariseDataset(read, { codec: around.codec, signal })
      signal.throwIfAborted()
      dataset = read
      return summary
    })

  const load = ({ request }: { request: ModelRequest }): Promise<ModelSummary> =>
    job('model', async (signal) => {
      const started = performance.now()
      needBackend(backend)
      if (request.kind === 'files') {
        const files = await readModelFiles(request.files)
        const brought = importTuned(files)
        const summary = await summariseModel(brought.model, files, {
          id: 'brought',
          title: 'Your model',
          started,
          warning: '',
        })
        if (tuned) disposeTuned(tuned)
        tuned = brought
        return { ...summary, labels: brought.labels }
      }
      const card = modelCard(request.id)
      if (!card)
        throw new ThawError(
          'model-unsupported',
          `There is no model "${request.id}" in the gallery.`,
          'Choose one of the cards.',
        )
      const onProgress = (done: number, total: number, stage: string) =>
        around.emit({ type: 'progress', job: 'model', stage, done, total, unit: 'bytes' })
      const files = await fetchModelFiles(card.source, card.id, { ...around, onProgress, signal })
      const live = loadModel(trunkOf(files), files.weights)
      const warning = card.source.kind === 'site' ? '' : around.storeWarning
      const summary = await summariseModel(live, files, { id: card.id, title: card.title, started, warning })
      if (signal.aborted) {
        live.dispose()
        signal.throwIfAborted()
      }
      model?.live.dispose()
      model = { live, summary }
      return summary
    })

  const train = ({ runId, recipe }: Calls['train']['parameters']): Promise<RunResult> =>
    job('train', async (signal) => {
      const current = { id: runId, stopped: false }
      run = current
      const { result, tuned: made } = await runRecipe({
        runId,
        recipe,
        dataset: needed(dataset, 'data-empty', 'There is no dataset yet.', 'Choose your pictures or the sample first.'),
        model: needed(model, 'model-unsupported', 'There is no model yet.', 'Choose a model first.').live,
        codec: around.codec,
        backend: needBackend(backend),
        emit: around.emit,
        stopped: () => current.stopped,
        signal,
      })
      if (tuned) disposeTuned(tuned)
      tuned = made
      return result
    })

  const needTuned = () =>
    needed(tuned, 'model-unsupported', 'There is no fine-tuned model yet.', 'Train one, or load one that you saved.')

  return {
    boot,
    readData,
    loadModel: load,
    train,
    storedModels: () => storedModels(around.store),
    forgetModel: async ({ id }) => {
      await forgetModel(around.store, id)
      return storedModels(around.store)
    },
    stopRun: async ({ runId }) => {
      if (run?.id === runId) run.stopped = true
      return null
    },
    cancel: async ({ job: kind }) => {
      jobs.get(kind)?.abort()
      return null
    },
    predict: ({ image }) => predict(needTuned(), image, around.codec),
    exportModel: () => exportFiles(needTuned()),
  }
}

async function filesOf(request: DataRequest, { fetch, siteBase }: Surroundings, signal: AbortSignal) {
  if (request.kind === 'files') return request
  const address = new URL(sampleData.path, siteBase).href
  const answer = await fetch(address, { signal })
  if (!answer.ok)
    throw new ThawError(
      'network-not-found',
      `The sample at ${address} answered ${answer.status}.`,
      'Reload the page, or use your own pictures.',
    )
  return { name: sampleData.title, files: [{ path: sampleData.path, file: await answer.blob() }] }
}

interface SummaryOptions {
  readonly id: string
  readonly title: string
  readonly started: number
  readonly warning: string
}

async function summariseModel(
  live: LiveModel,
  files: ModelFiles,
  { id, title, started, warning }: SummaryOptions,
): Promise<ModelSummary> {
  const { trunk } = live
  return {
    id,
    title,
    family: trunk.family,
    revision: files.revision,
    inputSize: trunk.preprocessing.size,
    blocks: await profileModel(live),
    parameters: countParameters(trunk),
    featureSize: trunk.featureSize,
    downloadedBytes: files.downloadedBytes,
    seconds: (performance.now() - started) / 1000,
    warnings: [...files.warnings, ...(warning ? [warning] : [])],
    labels: null,
  }
}

function needed<T>(value: T | null, code: 'data-empty' | 'model-unsupported', message: string, advice: string): T {
  if (value === null) throw new ThawError(code, message, advice)
  return value
}

function needBackend(backend: BackendReport | null): BackendReport {
  if (!backend) throw new Error('internal: boot comes before everything else')
  return backend
}

function cancelled(kind: Job, cause: unknown): ThawError {
  if (cause instanceof ThawError && cause.code === 'cancelled') return cause
  const what = { data: 'Reading the data', model: 'Loading the model', train: 'Training' }[kind]
  return new ThawError('cancelled', `${what} was cancelled.`, 'What you had before is still here.', { cause })
}
