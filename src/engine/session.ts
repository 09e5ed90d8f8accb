/**
 * Owns what is live: the backend, the dataset, the model, the run and what it left behind. Each call replaces its part
 * only once the new one is complete, so that a failure leaves the state before. Runs in the worker, and in Node.
 */
import { sampleFor } from '../shared/catalog/sample.ts'
import { ThawError } from '../shared/errors.ts'
import type {
  BackendReport,
  CallName,
  Calls,
  DataRequest,
  DatasetSummary,
  EngineEvent,
  Generation,
  Job,
  ModelRequest,
  ModelSummary,
  NamedFile,
  Parameters,
  Result,
  RunResult,
} from '../shared/protocol.ts'
import type { BackendChoice, BackendId } from '../shared/recipe.ts'
import { chooseBackend, type Opener } from './backends/choose.ts'
import type { Dataset } from './data/dataset.ts'
import { readDataset } from './data/readDataset.ts'
import { summariseDataset } from './data/summariseDataset.ts'
import { continueText, predict } from './export/answer.ts'
import { exportFiles } from './export/exportFiles.ts'
import { type LastRun, projectOf } from './export/lastRun.ts'
import { holdsAdapter } from './export/peft/adapterFiles.ts'
import { neededAdapter } from './export/peft/exportAdapter.ts'
import { type ImportedAdapter, importAdapter, startOf, tunedFromAdapter } from './export/peft/importAdapter.ts'
import { refuseOtherBase, refuseOtherClasses } from './export/peft/otherOrigin.ts'
import { disposeTuned, importTuned, networkOf, type TunedModel } from './export/tunedModel.ts'
import { tunedShelf } from './export/tunedShelf.ts'
import { type OpenModel, openModel, summarise } from './models/openModel.ts'
import type { ImageCodec } from './prepare/image.ts'
import { runRecipe } from './train/runRecipe.ts'
import type { BlobStore } from './weights/blobStore.ts'
import { forgetModel, storedModels } from './weights/depot.ts'
import { readModelFiles } from './weights/modelFiles.ts'

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
  let model: OpenModel | null = null
  /** What was brought last and can be gone on with; it belongs to `model`. */
  let adapter: ImportedAdapter | null = null
  const shelf = tunedShelf()
  let run: { id: string; stopped: boolean } | null = null
  let lastRun: LastRun | null = null
  let generating: { stopped: boolean } | null = null

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
    model?.live.dispose()
    model = null
    adapter = null
    lastRun = null
    replaceTuned(null)
    return chosen
  }

  const readData = ({ request, textColumn, labelColumn }: Calls['readData']['parameters']): Promise<DatasetSummary> =>
    job('data', async (signal) => {
      const onProgress = (done: number, total: number, stage: string, unit: 'bytes' | 'files' | 'examples' | 'steps') =>
        around.emit({ type: 'progress', job: 'data', stage, done, total, unit })
      const files = await filesOf(request, around, signal)
      const read = await readDataset(files, { textColumn, labelColumn, onProgress, signal, codec: around.codec })
      const summary = await summariseDataset(read, { codec: around.codec, signal })
      signal.throwIfAborted()
      dataset = read
      return summary
    })

  const load = ({ request }: { request: ModelRequest }): Promise<ModelSummary> =>
    job('model', async (signal) => {
      needBackend(backend)
      if (request.kind === 'files') return bringBack(request.files, signal)
      const onProgress = (done: number, total: number, stage: string) =>
        around.emit({ type: 'progress', job: 'model', stage, done, total, unit: 'bytes' })
      const opened = await openModel(request, { ...around, onProgress, signal })
      model?.live.dispose()
      model = opened
      adapter = null
      lastRun = null
      return opened.summary
    })

  /** A text that the one before is continuing ends with the token at hand. */
  function replaceTuned(next: TunedModel | null): void {
    if (generating) generating.stopped = true
    shelf.replace(next)
  }

  async function bringBack(named: readonly NamedFile[], signal: AbortSignal): Promise<ModelSummary> {
    if (await holdsAdapter(named)) return bringAdapter(named, signal)
    const started = performance.now()
    const files = await readModelFiles(named)
    signal.throwIfAborted()
    const brought = importTuned(files)
    const { task, labels } = brought
    try {
      const what = { id: 'brought', title: 'Your model', tasks: [task], started }
      const summary = await summarise(brought.model, files, what)
      signal.throwIfAborted()
      replaceTuned(brought)
      return { ...summary, labels }
    } catch (error) {
      disposeTuned(brought)
      throw error
    }
  }

  async function bringAdapter(named: readonly NamedFile[], signal: AbortSignal): Promise<ModelSummary> {
    const advice = 'Choose the model that it was trained on first.'
    const { live, text, summary } = needed(model, 'model-unsupported', 'An adapter needs a model to stand on.', advice)
    const imported = await importAdapter(named, live.trunk)
    signal.throwIfAborted()
    refuseOtherBase(imported.base?.id, summary.id)
    const tuned = tunedFromAdapter(imported, live, text)
    replaceTuned(tuned)
    adapter = imported
    const { thaw, task, sites: _, ...method } = imported.options
    const what = { id: 'brought', title: `Your adapter of ${summary.title}`, tasks: [task], labels: imported.labels }
    return { ...summary, ...what, adapter: { method, thaw } }
  }

  const train = ({ runId, recipe, goOn = false }: Calls['train']['parameters']): Promise<RunResult> =>
    job('train', async (signal) => {
      const current = { id: runId, stopped: false }
      const start = needed(model, 'model-unsupported', 'There is no model yet.', 'Choose a model first.')
      const data = needed(dataset, 'data-empty', 'There is no dataset yet.', 'Choose your data or the sample first.')
      const brought = goOn ? needed(adapter, 'model-unsupported', 'No adapter was brought.', 'Drop one.') : null
      if (brought) refuseOtherClasses(brought, data.classes)
      const from = brought ? { startFrom: startOf(brought) } : {}
      run = current
      const { result, tuned: made } = await runRecipe({
        runId,
        recipe,
        dataset: data,
        model: start.live,
        text: start.text,
        codec: around.codec,
        backend: needBackend(backend),
        emit: around.emit,
        stopped: () => current.stopped,
        signal,
        ...from,
      })
      if (signal.aborted) disposeTuned(made)
      signal.throwIfAborted()
      replaceTuned(made)
      lastRun = { recipe, dataset: data, model: start, ...from }
      return result
    })

  const ask = <T>(work: (tuned: TunedModel) => Promise<T>): Promise<T> =>
    needed(
      shelf.use(work),
      'model-unsupported',
      'There is no fine-tuned model yet.',
      'Train one, or load one that you saved.',
    )

  const generate = ({ settings, seed }: Calls['generate']['parameters']): Promise<Generation> =>
    ask(async (tuned) => {
      const { text } = tuned
      const network = networkOf(tuned)
      if (!text || !network.trunk.nextToken)
        throw new ThawError('model-mismatch', 'This model does not continue texts.', 'Ask it for a class instead.')
      if (generating) generating.stopped = true
      const current = { stopped: false }
      generating = current
      return continueText(network, text, {
        settings,
        seed,
        stopped: () => current.stopped,
        onText: (written) => around.emit({ type: 'generated', text: written }),
      })
    })

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
    predict: async ({ input }) => ask((tuned) => predict(tuned, input, around.codec)),
    generate: async (parameters) => generate(parameters),
    stopGenerating: async () => {
      if (generating) generating.stopped = true
      return null
    },
    exportModel: async ({ what = 'weights' }) => {
      if (what === 'python') return projectOf(lastRun)
      return ask(what === 'adapter' ? neededAdapter : exportFiles)
    },
  }
}

async function filesOf(request: DataRequest, { fetch, siteBase }: Surroundings, signal: AbortSignal) {
  if (request.kind === 'files') return request
  const sample = sampleFor(request.task)
  const address = new URL(sample.path, siteBase).href
  const answer = await fetch(address, { signal })
  if (!answer.ok)
    throw new ThawError(
      'network-not-found',
      `The sample at ${address} answered ${answer.status}.`,
      'Reload the page, or use data of your own.',
    )
  return { name: sample.title, files: [{ path: sample.path, file: await answer.blob() }] }
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
