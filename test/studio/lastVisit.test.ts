// What a first visit begins with, what a later one finds again, and what the rail's ticks say of other data.
import { expect, test, vi } from 'vitest'
import type { BackendReport } from '../../src/shared/domain/backend.ts'
import type { DatasetSummary } from '../../src/shared/domain/data.ts'
import type { ModelSummary } from '../../src/shared/domain/model.ts'
import type { Visit } from '../../src/shared/domain/record.ts'
import { holdsRuns, isOccupied } from '../../src/studio/store/occupied.ts'
import type { ChoiceStorage } from '../../src/studio/store/persist.ts'
import { type StepId, stepIds } from '../../src/studio/store/state.ts'
import { stepView } from '../../src/studio/store/steps.ts'
import { createStudio } from '../../src/studio/store/studio.ts'
import { FakeEngine, ok, type Replies } from '../support/fakeEngine.ts'
import { someRecipe, someRecord, someResult } from '../support/runRecords.ts'
import { toldError } from '../support/told.ts'

const report = { backend: 'cpu', adapter: 'test', software: true, threads: 1, tried: [] } satisfies BackendReport
const drawn = {
  task: 'image-classification',
  name: 'drawn',
  fingerprint: someRecipe.data.fingerprint,
  examples: 12,
  classes: [{}, {}, {}],
  namedSplits: [],
} as unknown as DatasetSummary
const tiny = {
  ...{ id: 'tiny', revision: '1', title: 'Tiny', tasks: ['image-classification'], blocks: [], labels: null },
} as unknown as ModelSummary
const finished = someRecord('run', { status: 'finished', weights: true, result: someResult('run') })
const columns = { textColumn: '', labelColumn: '' }
const visit: Visit = {
  data: { request: { kind: 'kept', fingerprint: 'f00d' }, columns, edits: [] },
  model: { kind: 'catalog', id: 'tiny' },
  runId: 'run',
}
const replies: Replies = {
  boot: () => ok(report),
  storedModels: () => ok([]),
  readData: () => ok(drawn),
  loadModel: () => ok(tiny),
  lastVisit: () => ok(visit),
  readRun: () => ok(finished),
  openRun: () => ok(finished),
  keepVisit: () => ok(null),
}

function open(storage: ChoiceStorage | null, changed: Replies = {}) {
  const engine = new FakeEngine({ ...replies, ...changed })
  const { store, actions } = createStudio(() => engine.worker, storage)
  const names = () => engine.asked.map(({ name }) => name)
  return { actions, engine, names, get: () => store.getState() }
}

/** As the browser's, for one test. */
function memory(): ChoiceStorage {
  const held = new Map<string, string>()
  return { getItem: (key) => held.get(key) ?? null, setItem: (key, value) => void held.set(key, value) }
}

/** A visit that left data, a model and a run behind. */
async function worked(storage: ChoiceStorage): Promise<void> {
  const { actions } = open(storage)
  await actions.boot()
  await actions.readSample('image-classification')
}

test('a first visit begins on Home; whoever has left it begins on Data from then on', () => {
  const storage = memory()
  expect(open(storage).get().view.step).toBe('home')
  const second = open(storage)
  expect(second.get().view.step).toBe('home')
  second.actions.goTo('data')
  expect(open(storage).get().view.step).toBe('data')
})

test('where nothing may be stored, no visit is taken for the first', () => {
  expect(open(null).get().view).toMatchObject({ step: 'data', returning: false })
})

test('a later visit finds data, model and run, and leaves the open screen alone', async () => {
  const storage = memory()
  await worked(storage)
  const { actions, get, engine } = open(storage)
  expect(get().view.returning).toBe(true)
  actions.goTo('watch')
  await actions.boot()
  await actions.lastVisit()
  expect(get().data).toMatchObject({ status: 'ready', ready: { summary: { name: 'drawn' } } })
  expect(get().model).toMatchObject({ status: 'ready', summary: { id: 'tiny' } })
  expect(get().run).toMatchObject({ status: 'finished', log: { runId: 'run' } })
  expect(get().use.answering).toMatchObject({ kind: 'run', runId: 'run' })
  expect(get().view).toMatchObject({ step: 'watch', returning: false })
  expect(engine.asked.find(({ name }) => name === 'readData')?.parameters).toMatchObject({
    request: { kind: 'kept', fingerprint: 'f00d' },
  })
})

test('no kept run is taken up while the last visit is brought back, though the engine is free', async () => {
  const storage = memory()
  await worked(storage)
  const { actions, get } = open(storage)
  await actions.boot()
  expect([isOccupied(get()), holdsRuns(get())]).toEqual([false, true])
  await actions.lastVisit()
  expect(holdsRuns(get())).toBe(false)
})

test('a first visit asks for nothing of an earlier one, and what it brings is noted for the next', async () => {
  const { actions, engine, names } = open(memory())
  await actions.boot()
  await actions.lastVisit()
  expect(names()).not.toContain('lastVisit')
  expect(names()).not.toContain('keepVisit')
  await actions.readSample('image-classification')
  await vi.waitFor(() => expect(engine.asked.at(-1)).toEqual({ name: 'keepVisit', parameters: { runId: null } }))
})

test('what a person brings first goes before what stood before', async () => {
  const storage = memory()
  await worked(storage)
  const cats = { ...drawn, name: 'cats', fingerprint: 'ca7' }
  const { actions, get } = open(storage, { readData: () => ok(cats) })
  await actions.boot()
  await actions.readData({ kind: 'files', name: 'cats', files: [] })
  await actions.lastVisit()
  expect(get().data).toMatchObject({ ready: { summary: { name: 'cats' } } })
})

test('a visit that ended the page while it was brought back is not tried twice in a row', async () => {
  const storage = memory()
  await worked(storage)
  storage.setItem('thaw.returning', 'yes')
  const again = open(storage)
  await again.actions.boot()
  await again.actions.lastVisit()
  expect(again.names()).not.toContain('lastVisit')
  expect(again.get().view.returning).toBe(false)
  expect(storage.getItem('thaw.returning')).toBe('')
})

test('an interrupted run is left to the offer that goes on with it; one that is gone is no error', async () => {
  const storage = memory()
  await worked(storage)
  const cut = open(storage, { readRun: () => ok(someRecord('run', { status: 'running' })) })
  await cut.actions.boot()
  await cut.actions.lastVisit()
  expect(cut.get()).toMatchObject({ run: { status: 'idle' }, model: { status: 'ready' }, runs: { opening: null } })

  const gone = { ok: false, error: toldError('run-unknown', 'This run is not kept.', 'Train it again.') }
  const lost = open(storage, { readRun: () => gone })
  await lost.actions.boot()
  await lost.actions.lastVisit()
  expect(lost.get()).toMatchObject({ run: { status: 'idle' }, runs: { opening: null, error: null } })
})

test('other data leave the ticks of Tune, Watch, Evaluate and Use open, and their lines say why', async () => {
  const storage = memory()
  await worked(storage)
  const letters = { ...drawn, task: 'text-classification', name: 'letters', fingerprint: 'bee' } as DatasetSummary
  const data: DatasetSummary[] = [drawn, letters, drawn]
  const { actions, get } = open(storage, { readData: () => ok(data.shift()), predict: () => ok({ labels: [] }) })
  await actions.boot()
  await actions.lastVisit()
  await actions.predict({ kind: 'image', image: new Blob() })
  const ticks = () => stepIds.map((id) => stepView(get(), id).state)
  const line = (id: StepId) => stepView(get(), id).line
  expect(ticks()).toEqual(['done', 'done', 'done', 'done', 'done', 'done', 'open'])
  await actions.readData({ kind: 'files', name: 'letters', files: [] })
  expect(ticks()).toEqual(['done', 'done', 'waiting', 'open', 'open', 'open', 'open'])
  expect([line('watch'), line('evaluate')]).toEqual(['A run on other data', 'A run on other data'])
  await actions.readData({ kind: 'files', name: 'drawn', files: [] })
  expect(ticks()).toEqual(['done', 'done', 'done', 'done', 'done', 'done', 'open'])
})
