/**
 * What a person can do, joined to the engine. Each action moves the store to "under way", calls, and settles it; what
 * stood before a failure stands after it, with the error beside it. Actions never throw.
 */
import type { StoreApi } from 'zustand/vanilla'
import { sampleData } from '../../shared/catalog/sample.ts'
import { type ThawError, toWire, type WireError } from '../../shared/errors.ts'
import type { DataRequest, ExportedFile, Job, ModelRequest, NamedFile } from '../../shared/protocol.ts'
import { type BackendChoice, buildRecipe, type FieldValue, type Recipe } from '../../shared/recipe.ts'
import type { EngineClient, EngineListener, Restored } from '../client/engineClient.ts'
import { resetFields, setField, undoField } from './recipeForm.ts'
import { reduceEvent } from './reduceEvent.ts'
import { fieldsOfRecipe, newRunLog, type RunState, type StepId, type StudioState, type Theme } from './state.ts'
import { modelOf, readDataOf } from './steps.ts'

export type StudioStore = StoreApi<StudioState>
export type Actions = ReturnType<typeof createActions>

/** A run that has a log. */
type BegunRun = Exclude<RunState, { status: 'idle' }>

/** The id under which a model loaded from files is shown while it loads. */
const fileModelId = 'files'

export function createActions(store: StudioStore, client: EngineClient) {
  const { getState: get, setState: set } = store
  const change = <Key extends keyof StudioState>(key: Key, part: Partial<StudioState[Key]>) =>
    set((state) => ({ [key]: { ...(state[key] as object), ...part } }) as Partial<StudioState>)

  async function boot(): Promise<void> {
    await bootOn(get().device.choice, 'start')
  }

  /**
   * Boots another backend, and has the model prepared and measured on it: weights live where they were loaded, so the
   * fine-tuned ones of the last run are gone. The backend before stays where the new one cannot be had.
   */
  async function setBackend(choice: BackendChoice): Promise<void> {
    const { device, run, model } = get()
    if (isRunning(run) || device.status === 'booting' || model.status === 'loading') return
    if (!(await bootOn(choice, 'change'))) {
      const now = get().device
      if (device.status === 'ready' && now.status === 'failed') set({ device: { ...device, error: now.error } })
      return
    }
    change('use', { answering: null, prediction: null })
    const current = modelOf(get())
    if (!current || !lastModelRequest || !(await load(lastModelRequest, current.id))) return
    const summary = modelOf(get())
    if (summary?.labels) change('use', { answering: { kind: 'imported', summary } })
  }

  async function bootOn(choice: BackendChoice, why: 'start' | 'change'): Promise<boolean> {
    set({ device: { status: 'booting', choice, why } })
    try {
      const report = await client.call('boot', { backend: choice })
      set({ device: { status: 'ready', choice, report, error: null } })
      await listStoredModels()
      return true
    } catch (thrown) {
      set({ device: { status: 'failed', choice, error: toWire(thrown) } })
      return false
    }
  }

  async function readData(request: DataRequest): Promise<boolean> {
    const { data, recipe } = get()
    if (data.status === 'reading' || isRunning(get().run)) return false
    const previous = readDataOf(get())
    const labelColumn = String(fieldsOfRecipe(recipe).labelColumn ?? '')
    set({ data: { status: 'reading', name: nameOf(request), progress: null, previous } })
    try {
      const summary = await client.call('readData', { request, labelColumn })
      lastDataRequest = request
      set({ data: { status: 'ready', ready: { summary, labelColumn }, error: null } })
      return true
    } catch (thrown) {
      const error = notCancelled(toWire(thrown))
      set({ data: previous ? { status: 'ready', ready: previous, error } : { status: 'empty', error } })
      return false
    }
  }

  /** Reads the sample, and moves on. */
  async function readSample(): Promise<void> {
    if (await readData({ kind: 'sample' })) goToFrom('data', modelOf(get()) ? 'tune' : 'model')
  }

  /** Loads a model of the catalog, and moves on to Tune once there is data. */
  async function loadModel(id: string): Promise<void> {
    if (!(await load({ kind: 'catalog', id }, id))) return
    set({ lastModel: id })
    if (readDataOf(get())) goToFrom('model', 'tune')
    await listStoredModels()
  }

  async function load(request: ModelRequest, id: string): Promise<boolean> {
    if (get().model.status === 'loading' || isRunning(get().run)) return false
    const previous = modelOf(get())
    set({ model: { status: 'loading', id, progress: null, previous } })
    try {
      const summary = await client.call('loadModel', { request })
      lastModelRequest = request
      set({ model: { status: 'ready', summary, error: null } })
      return true
    } catch (thrown) {
      const failure = notCancelled(toWire(thrown))
      const error = failure && { id, error: failure }
      set({ model: previous ? { status: 'ready', summary: previous, error } : { status: 'empty', error } })
      return false
    }
  }

  async function listStoredModels(): Promise<void> {
    try {
      set({ storedModels: await client.call('storedModels', {}) })
    } catch {
      // The list is a courtesy; a device without storage has none.
    }
  }

  async function forgetModel(id: string): Promise<void> {
    try {
      set({ storedModels: await client.call('forgetModel', { id }) })
    } catch (thrown) {
      change('model', { error: { id, error: toWire(thrown) } })
    }
  }

  /** Builds the recipe and trains. The screen moves on to Watch; the log of the run before gives way. */
  async function start(): Promise<void> {
    if (isRunning(get().run)) return
    if (!(await readAgainIfRelabelled())) return
    const recipe = currentRecipe()
    if (!recipe) return
    const log = newRunLog(newRunId(), recipe, Date.now())
    const { runId } = log
    set({ run: { status: 'preparing', log, progress: null } })
    goTo('watch')
    try {
      const result = await client.call('train', { runId, recipe })
      settleRun(runId, (run) => ({ status: 'finished', log: run.log, result }))
      set((state) => ({ use: { ...state.use, answering: { kind: 'run', runId }, prediction: null, error: null } }))
    } catch (thrown) {
      settleRun(runId, (run) => failedRun(run, toWire(thrown)))
      if (get().run.status === 'idle') goToFrom('watch', 'tune')
    }
  }

  /** A changed label column means other labels: the same files are read anew before the run. */
  async function readAgainIfRelabelled(): Promise<boolean> {
    const read = readDataOf(get())
    const labelColumn = String(fieldsOfRecipe(get().recipe).labelColumn ?? '')
    if (!read || !lastDataRequest || read.labelColumn === labelColumn) return true
    const again = await readData(lastDataRequest)
    if (!again) goTo('data')
    return again
  }

  function currentRecipe(): Recipe | null {
    const read = readDataOf(get())
    const model = modelOf(get())
    if (!read || !model) return null
    const { name, fingerprint } = read.summary
    const { id, revision } = model
    try {
      const identity = { model: { id, revision }, data: { name, fingerprint }, backend: get().device.choice }
      return buildRecipe(identity, fieldsOfRecipe(get().recipe))
    } catch (thrown) {
      change('recipe', { error: toWire(thrown) })
      return null
    }
  }

  function settleRun(runId: string, settle: (run: BegunRun) => RunState): void {
    const { run } = get()
    if (run.status !== 'idle' && run.log.runId === runId) set({ run: settle(run) })
  }

  /** Ends the run after the current step and keeps the best weights; before the first step, gives the run up. */
  async function stop(): Promise<void> {
    const { run } = get()
    if (run.status === 'preparing') return cancel('train')
    if (run.status !== 'training' || run.stopping) return
    set({ run: { ...run, stopping: true } })
    await quietly(client.call('stopRun', { runId: run.log.runId }))
  }

  async function cancel(job: Job): Promise<void> {
    await quietly(client.call('cancel', { job }))
  }

  async function predict(picture: Blob): Promise<void> {
    change('use', { status: 'predicting', picture, error: null })
    try {
      const prediction = await client.call('predict', { image: picture })
      if (get().use.picture === picture) change('use', { status: 'idle', prediction })
    } catch (thrown) {
      if (get().use.picture === picture) change('use', { status: 'idle', prediction: null, error: toWire(thrown) })
    }
  }

  /** The fine-tuned model as files to save; null on failure, with the error in the store. */
  async function exportModel(): Promise<readonly ExportedFile[] | null> {
    change('use', { status: 'exporting', error: null })
    try {
      return await client.call('exportModel', {})
    } catch (thrown) {
      change('use', { error: toWire(thrown) })
      return null
    } finally {
      change('use', { status: 'idle' })
    }
  }

  /** Loads a fine-tuned model back in from its files. */
  async function importModel(files: readonly NamedFile[]): Promise<void> {
    change('use', { status: 'importing', error: null })
    const loaded = await load({ kind: 'files', files }, fileModelId)
    const { model } = get()
    if (model.status === 'ready' && loaded)
      change('use', { answering: { kind: 'imported', summary: model.summary }, prediction: null, picture: null })
    else if (model.status !== 'loading') change('use', { error: model.error?.error ?? null })
    change('use', { status: 'idle' })
  }

  function goTo(step: StepId): void {
    change('view', { step })
  }

  /** Moves on only if the person has not gone elsewhere meanwhile. */
  function goToFrom(from: StepId, to: StepId): void {
    if (get().view.step === from) goTo(to)
  }

  const recipeActions = {
    setField: (key: string, value: FieldValue) => set(({ recipe }) => ({ recipe: setField(recipe, key, value) })),
    resetFields: () => set(({ recipe }) => ({ recipe: resetFields(recipe) })),
    undoField: () => set(({ recipe }) => ({ recipe: undoField(recipe) })),
    /** Shows why what was typed cannot be, without losing the value before. */
    refuseField: (error: ThawError) => change('recipe', { error: toWire(error) }),
  }
  const dismiss = {
    device: () => change('device', { error: null }),
    data: () => change('data', { error: null }),
    model: () => change('model', { error: null }),
    use: () => change('use', { error: null }),
  }

  let lastDataRequest: DataRequest | null = null
  let lastModelRequest: ModelRequest | null = null

  return {
    boot,
    setBackend,
    readData,
    readSample,
    loadModel,
    forgetModel,
    start,
    stop,
    cancel,
    predict,
    exportModel,
    importModel,
    goTo,
    setTheme: (theme: Theme) => change('view', { theme }),
    ...recipeActions,
    dismiss,
  }
}

/** Tells the store what the client hears, and what became of a lost worker. */
export function listenTo(store: StudioStore): EngineListener {
  const { getState: get, setState: set } = store
  return {
    event: (event) => set(reduceEvent(get(), event, Date.now())),
    lost: (error, restarting) => {
      const { choice } = get().device
      set({
        device: restarting
          ? { status: 'booting', choice, why: 'lost' }
          : { status: 'failed', choice, error: toWire(error) },
        use: { ...get().use, answering: null, prediction: null },
      })
    },
    restored: (restored) => set(afterRestart(get(), restored)),
  }
}

function afterRestart(state: StudioState, { boot, readData, loadModel }: Restored): StudioState {
  const { choice } = state.device
  if (!boot.ok) return { ...state, device: { status: 'failed', choice, error: boot.error } }
  const error = state.device.status === 'ready' ? state.device.error : null
  const next: StudioState = { ...state, device: { status: 'ready', choice, report: boot.value, error } }
  const data: StudioState['data'] = readData && !readData.ok ? { status: 'empty', error: readData.error } : next.data
  if (loadModel && !loadModel.ok) {
    const id = modelOf(state)?.id ?? fileModelId
    return { ...next, data, model: { status: 'empty', error: { id, error: loadModel.error } } }
  }
  const summary = loadModel?.ok ? loadModel.value : null
  const answering = summary?.labels ? ({ kind: 'imported', summary } as const) : null
  return {
    ...next,
    data,
    model: summary && next.model.status === 'ready' ? { ...next.model, summary } : next.model,
    use: { ...next.use, answering },
  }
}

function failedRun({ log }: BegunRun, error: WireError): RunState {
  if (error.code === 'cancelled' && log.epochs.length === 0) return { status: 'idle' }
  return { status: 'failed', log, error }
}

export function isRunning(run: RunState): boolean {
  return run.status === 'preparing' || run.status === 'training'
}

function nameOf(request: DataRequest): string {
  return request.kind === 'sample' ? sampleData.title : request.name
}

/** Calling something off is no failure. */
function notCancelled(error: WireError): WireError | null {
  return error.code === 'cancelled' ? null : error
}

/** For calls whose outcome shows elsewhere: the job they speak of settles by itself. */
async function quietly(call: Promise<unknown>): Promise<void> {
  try {
    await call
  } catch {
    // A lost worker is told by the listener.
  }
}

function newRunId(): string {
  return crypto.randomUUID()
}
