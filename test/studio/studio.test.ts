import { expect, test, vi } from 'vitest'
import type { BackendReport } from '../../src/shared/domain/backend.ts'
import type { DatasetSummary } from '../../src/shared/domain/data.ts'
import type { ModelSummary } from '../../src/shared/domain/model.ts'
import type { RunResult } from '../../src/shared/domain/run.ts'
import type { ChoiceStorage } from '../../src/studio/store/persist.ts'
import { initialState, type StudioState } from '../../src/studio/store/state.ts'
import { stepView } from '../../src/studio/store/steps.ts'
import { createStudio } from '../../src/studio/store/studio.ts'
import { trainBeside } from '../../src/studio/store/trainBeside.ts'
import { taskIds } from '../../src/tasks/ids.ts'
import { FakeEngine, never, ok, type Replies } from '../support/fakeEngine.ts'
import { toldError } from '../support/told.ts'

const report = { backend: 'cpu', adapter: 'test', software: true, threads: 1, tried: [] } satisfies BackendReport
const pets = {
  task: 'image-classification',
  name: 'pets',
  fingerprint: 'f00',
  examples: 40,
  classes: [{}, {}],
  namedSplits: [],
} as unknown as DatasetSummary
const vision = {
  id: 'thaw-vision',
  revision: 'main',
  title: 'Thaw vision',
  tasks: ['image-classification'],
  blocks: [],
  labels: null,
} as unknown as ModelSummary
const result = {
  bestEpoch: 1,
  classes: ['cat', 'dog'],
  test: { kind: 'classification', accuracy: 0.9 },
} as unknown as RunResult
const failure = toldError('data-empty', 'The zip is empty.', 'Choose another.')
const cancelled = toldError('cancelled', 'Cancelled.')
const good: Replies = {
  boot: () => ok(report),
  readData: () => ok(pets),
  loadModel: () => ok(vision),
  storedModels: () => ok([]),
  train: () => ok(result),
}

function open(replies: Replies = good, storage: ChoiceStorage | null = null) {
  const engines: FakeEngine[] = []
  const studio = createStudio(() => {
    const engine = new FakeEngine(replies)
    engines.push(engine)
    return engine.worker
  }, storage)
  return { ...studio, engines, get: () => studio.store.getState() }
}

/** A studio with the sample read and the embedded model loaded. */
async function ready(replies: Replies = good) {
  const studio = open(replies)
  await studio.actions.boot()
  await studio.actions.readSample('image-classification')
  await studio.actions.loadModel('thaw-vision')
  return studio
}

const runStatus = ({ run }: StudioState) => run.status

test('three clicks lead from the sample to a finished run', async () => {
  const { actions, get } = open()
  await actions.boot()
  expect(get().device).toMatchObject({ status: 'ready', report })
  await actions.readSample('image-classification')
  expect(get().view.step).toBe('model')
  await actions.loadModel('thaw-vision')
  expect(get().view.step).toBe('tune')
  await actions.start()
  expect(get()).toMatchObject({ view: { step: 'watch' }, run: { status: 'finished', result } })
  expect(get().use.answering).toMatchObject({ kind: 'run' })
})

test('a run beside the form is trained by its own settings and tags, and leaves form and screen as they were', async () => {
  const { actions, get, engines } = await ready()
  actions.setField('epochs', 9)
  const before = get()
  const fields = { epochs: 2, 'augment.views': 0 }
  const ended = await actions.by((context) =>
    trainBeside(context, { runId: 'own', method: 'full', fields, tags: ['tour'] }),
  )
  expect(ended?.status).toBe('finished')
  const told = engines[0]?.asked.find(({ name }) => name === 'train')?.parameters
  expect(told).toMatchObject({ runId: 'own', about: { tags: ['tour'] } })
  expect(told).toMatchObject({ recipe: { method: { id: 'full' }, epochs: 2, augment: { views: 0 } } })
  expect(get().recipe).toBe(before.recipe)
  expect(get().view).toBe(before.view)
})

test('a run beside the form waits for nothing: it is refused while another is under way', async () => {
  const { actions } = await ready({ ...good, train: never })
  const own = { method: 'head', fields: {}, tags: [] } as const
  void actions.by((context) => trainBeside(context, { runId: 'first', ...own }))
  expect(await actions.by((context) => trainBeside(context, { runId: 'second', ...own }))).toBeNull()
})

test('a failed read leaves the data before, with the error beside it', async () => {
  const replies = { ...good }
  const { actions, get } = await ready(replies)
  replies.readData = () => ({ ok: false, error: failure })
  await actions.readData({ kind: 'files', name: 'empty', files: [] })
  expect(get().data).toMatchObject({ status: 'ready', ready: { summary: { name: 'pets' } }, error: failure })
})

test('a cancelled read is no error', async () => {
  const { actions, get } = open({ ...good, readData: () => ({ ok: false, error: cancelled }) })
  await actions.readSample('image-classification')
  expect(get().data).toEqual({ status: 'empty', error: null })
  expect(get().view.step).toBe('data')
})

test('a failed load names the model that was asked for, and keeps the one before', async () => {
  const replies = { ...good }
  const { actions, get } = await ready(replies)
  replies.loadModel = () => ({ ok: false, error: { ...failure, code: 'network-offline' } })
  await actions.loadModel('microsoft/resnet-18')
  expect(get().model).toMatchObject({
    status: 'ready',
    summary: { id: 'thaw-vision' },
    error: { id: 'microsoft/resnet-18', error: { code: 'network-offline' } },
  })
})

const firstEpoch = {
  epoch: 1,
  trainLoss: 1,
  validationLoss: 1,
  validationAccuracy: 0.5,
  validationPerplexity: null,
  learningRate: 0.1,
  seconds: 1,
}

/** A studio whose run's engine dies after an epoch, and where it was saved; `again` answers whoever trains next. */
async function dying(again: () => unknown, { saved, ...others }: Replies & { saved: boolean }) {
  let trained = 0
  const train = () => (trained++ === 0 ? never() : again())
  const studio = await ready({ ...good, storage: () => ok({ kind: 'keeping' }), ...others, train })
  const training = studio.actions.start()
  const engine = studio.engines[0]
  await vi.waitFor(() => expect(engine?.asked.at(-1)?.name).toBe('train'))
  const { run } = studio.get()
  const runId = run.status === 'idle' ? '' : run.log.runId
  const memory = { tensors: 1, bytes: 1, peakBytes: 1 }
  await engine?.emit({ type: 'epoch', runId, metrics: firstEpoch, bestEpoch: 1, updateRatios: [], memory })
  if (saved) await engine?.emit({ type: 'saved', runId, step: 9, epoch: 1, at: 5, cost: 0.001 })
  engine?.crash()
  await training
  return { ...studio, runId }
}

test('a worker that dies in mid-run is followed by another, and the run goes on from where it was saved', async () => {
  const { get, engines, runId } = await dying(() => ok(result), { saved: true })
  expect(get().run).toMatchObject({ status: 'finished', log: { runId, epochs: [firstEpoch] } })
  expect(engines[1]?.asked.map(({ name }) => name)).toEqual(['boot', 'readData', 'loadModel', 'storage', 'train'])
  expect(engines[1]?.asked.at(-1)?.parameters).toMatchObject({ runId, resume: true })
  expect(get().use.answering).toMatchObject({ kind: 'run', runId })
})

test('a run that was never saved begins again', async () => {
  const { get, engines, runId } = await dying(() => ok(result), { saved: false })
  expect(get().run).toMatchObject({ status: 'finished', log: { runId, epochs: [] } })
  expect(engines[1]?.asked.at(-1)?.parameters).toMatchObject({ runId, resume: false })
})

test('a worker that cannot be followed by another fails the run, which keeps its epochs', async () => {
  const replies = { saved: true, storage: () => ({ ok: false, error: failure }) }
  const { get } = await dying(() => ok(result), replies)
  expect(get().run).toMatchObject({ status: 'failed', error: { code: 'worker-lost' }, log: { epochs: [firstEpoch] } })
  await vi.waitFor(() => expect(get().device.status).toBe('ready'))
  expect(get()).toMatchObject({ data: { status: 'ready' }, model: { status: 'ready' }, use: { answering: null } })
})

test('calling a run off before its first epoch leads back to Tune', async () => {
  const { actions, get } = await ready({ ...good, train: () => ({ ok: false, error: cancelled }) })
  await actions.start()
  expect(runStatus(get())).toBe('idle')
  expect(get().view.step).toBe('tune')
})

test('a second start while one runs does nothing', async () => {
  const { actions, engines, get } = await ready({ ...good, train: never })
  void actions.start()
  await vi.waitFor(() => expect(runStatus(get())).toBe('preparing'))
  await actions.start()
  await actions.readSample('image-classification')
  await vi.waitFor(() => expect(engines[0]?.asked.filter(({ name }) => name === 'train')).toHaveLength(1))
  expect(engines[0]?.asked.filter(({ name }) => name === 'readData')).toHaveLength(1)
})

test('a changed label column has the same files read again before the run', async () => {
  const { actions, engines } = await ready()
  actions.setField('labelColumn', 'species')
  await actions.start()
  const reads = engines[0]?.asked.filter(({ name }) => name === 'readData').map(({ parameters }) => parameters)
  expect(reads).toEqual([
    { request: { kind: 'sample', task: 'image-classification' }, textColumn: '', labelColumn: '' },
    { request: { kind: 'sample', task: 'image-classification' }, textColumn: '', labelColumn: 'species' },
  ])
})

test('a page without any backend says so, and can try again', async () => {
  const error = toldError('backend-unavailable', 'No adapter.', 'Choose auto.')
  const { actions, get } = open({ ...good, boot: () => ({ ok: false, error }) })
  await actions.boot()
  expect(get().device).toEqual({ status: 'failed', choice: 'auto', error })
})

test('a backend that cannot be had leaves the one before at work', async () => {
  const replies = { ...good }
  const { actions, get } = await ready(replies)
  const error = toldError('backend-unavailable', 'No adapter.', 'Choose auto.')
  replies.boot = () => ({ ok: false, error })
  await actions.setBackend('webgpu')
  expect(get().device).toEqual({ status: 'ready', choice: 'auto', report, error })
  expect(get().model.status).toBe('ready')
})

test('another backend has the model measured again', async () => {
  const { actions, engines } = await ready()
  await actions.setBackend('cpu')
  expect(engines[0]?.asked.slice(-3).map(({ name }) => name)).toEqual(['boot', 'loadModel', 'storedModels'])
})

test('a model loaded back in answers on Use, and leaves the one that is tuned from', async () => {
  const brought = { ...vision, id: 'brought', labels: ['cat', 'dog'] }
  const replies = { ...good }
  const { actions, get } = await ready(replies)
  replies.loadModel = () => ok(brought)
  await actions.importModel([])
  expect(get().use).toMatchObject({ status: 'idle', answering: { kind: 'imported', summary: brought } })
  expect(get().model).toMatchObject({ status: 'ready', summary: { id: 'thaw-vision' } })
})

test('each waiting step says what is missing', async () => {
  const { actions, get } = open()
  expect(stepView(get(), 'tune')).toMatchObject({ state: 'waiting', missing: { step: 'data' } })
  // Not to Tune, which would only send them on.
  for (const step of ['watch', 'evaluate'] as const)
    expect(stepView(get(), step)).toMatchObject({ missing: { step: 'data', action: 'Choose data' } })
  await actions.readSample('image-classification')
  expect(stepView(get(), 'data')).toMatchObject({ state: 'done', line: '40 pictures, 2 classes' })
  expect(stepView(get(), 'tune')).toMatchObject({ state: 'waiting', missing: { step: 'model' } })
  await actions.loadModel('thaw-vision')
  expect(stepView(get(), 'tune')).toMatchObject({ state: 'open', missing: null })
  expect(stepView(get(), 'evaluate')).toMatchObject({ state: 'waiting', missing: { step: 'tune' } })
})

test('theme, backend, form and last model outlive the visit', async () => {
  const stored = new Map<string, string>()
  const storage = {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
  }
  const first = open(good, storage)
  first.actions.setTheme('dark')
  first.actions.setField('epochs', 12)
  await first.actions.boot()
  await first.actions.setBackend('wasm')
  await first.actions.loadModel('thaw-vision')
  const second = open(good, storage).get()
  expect(second).toMatchObject({
    view: { theme: 'dark', step: 'data' },
    device: { choice: 'wasm' },
    recipe: { forms: { 'image-classification': { touched: { head: { epochs: 12 } } } } },
    lastModel: 'thaw-vision',
  })
})

test('a first visit is simple; whoever comes back has everything until they choose, and their choice is kept', async () => {
  const stored = new Map<string, string>()
  const storage = {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
  }
  const first = open(good, storage)
  expect(first.get().view.detail).toBe('simple')
  first.actions.setDetail('expert')
  expect(open(good, storage).get().view.detail).toBe('expert')
  const before = { getItem: () => JSON.stringify({ theme: 'dark' }), setItem: () => {} }
  expect(open(good, before).get().view.detail).toBe('expert')
  const odd = { getItem: () => JSON.stringify({ detail: 'all' }), setItem: () => {} }
  expect(open(good, odd).get().view.detail).toBe('expert')
})

test('choices of an earlier or a later version cost only what this one does not know', () => {
  const restored = (choices: unknown) => open(good, { getItem: () => JSON.stringify(choices), setItem: () => {} }).get()
  const later = {
    theme: 'sepia',
    backend: 'webnn',
    lastModel: 'of-2030',
    forms: {
      'image-classification': {
        method: 'of-2030',
        touched: { head: { epochs: 12, seed: { draw: 'often' }, 'of.2030': 1 }, 'of-2030': { epochs: 3 } },
      },
      'video-classification': { method: 'head', touched: null },
      'text-classification': 7,
    },
  }
  expect(restored(later)).toMatchObject({
    view: { theme: 'system' },
    device: { choice: 'auto' },
    lastModel: null,
    recipe: { forms: { 'image-classification': { method: 'head', touched: { head: { epochs: 12 } } } } },
  })
  expect(Object.keys(restored(later).recipe.forms)).toHaveLength(taskIds.length)
  expect(restored(later).recipe.forms['image-classification'].touched.head).toEqual({ epochs: 12 })
  expect(restored({ theme: 'dark' })).toMatchObject({ view: { theme: 'dark' }, recipe: initialState.recipe })
})

test.each([
  ['nonsense', () => '{'],
  ['another type', () => '[1]'],
  [
    'nothing but refusals',
    () => {
      throw new Error('forbidden')
    },
  ],
])('a storage with %s costs only the memory of the choices', (_, getItem) => {
  const setItem = () => {
    throw new Error('full')
  }
  const { actions, get } = open(good, { getItem, setItem })
  actions.setTheme('light')
  expect(get().view.theme).toBe('light')
})
