// A run and what came of it outlive the engine and the backend: what the page shows and asks, with an engine that
// dies when the test says so.
import { expect, test, vi } from 'vitest'
import type { BackendId } from '../../src/shared/catalog/backends.ts'
import type { BackendReport } from '../../src/shared/domain/backend.ts'
import type { RunResult } from '../../src/shared/domain/run.ts'
import type { Parameters } from '../../src/shared/wire/calls.ts'
import { createStudio } from '../../src/studio/store/studio.ts'
import { pets, resultOf, vision } from '../support/comparing.ts'
import { everyAction } from '../support/everyAction.ts'
import { FakeEngine, never, ok, type Replies } from '../support/fakeEngine.ts'
import { errorInWords } from '../support/inWords.ts'
import { keeping, keptRun, recordOf } from '../support/keptRuns.ts'
import { toldError } from '../support/told.ts'

const result = { bestEpoch: 1, classes: ['cat', 'dog'] } as unknown as RunResult
const memory = { tensors: 1, bytes: 1, peakBytes: 1 }
const metrics = {
  ...{ epoch: 1, trainLoss: 1, validationLoss: 1, validationAccuracy: 0.5, validationPerplexity: null },
  ...{ learningRate: 0.1, seconds: 1 },
}

/** A studio on this backend, ready to train; `engine` is the one at hand. */
async function ready(backend: BackendId, replies: Replies = {}) {
  const engines: FakeEngine[] = []
  const stored = new Map<string, string>()
  const storage = {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
  }
  const all: Replies = {
    boot: ({ backend: asked }: Parameters<'boot'>) =>
      ok({ backend: asked, adapter: asked, software: true, threads: 1, tried: [] } as unknown as BackendReport),
    readData: () => ok(pets),
    loadModel: () => ok({ ...vision }),
    storedModels: () => ok([]),
    storage: () => ok(keeping),
    openRun: ({ runId }: { runId: string }) => ok(recordOf(keptRun(runId))),
    train: never,
    steer: () => ok(null),
    cancel: () => ok(null),
    ...replies,
  }
  const newStudio = () =>
    createStudio(() => {
      const engine = new FakeEngine(all)
      engines.push(engine)
      return engine.worker
    }, storage)
  const studio = newStudio()
  const get = () => studio.store.getState()
  await studio.actions.boot()
  await studio.actions.setBackend(backend)
  await studio.actions.readSample('image-classification')
  await studio.actions.loadModel('thaw-vision')
  const engine = () => engines.at(-1) as FakeEngine
  const asked = (name: string) => engine().asked.filter((each) => each.name === name)
  const training = async () => {
    await vi.waitFor(() => expect(asked('train')).toHaveLength(1))
    const { run } = get()
    return run.status === 'idle' ? '' : run.log.runId
  }
  const shown = async (step = 9) => {
    const runId = await training()
    await engine().emit({ type: 'epoch', runId, metrics, bestEpoch: 1, updateRatios: [], memory })
    await engine().emit({ type: 'saved', runId, step, epoch: 1, at: 5, cost: 0 })
    return runId
  }
  return {
    ...studio,
    actions: everyAction(studio),
    get,
    engines,
    engine,
    asked,
    replies: all,
    training,
    shown,
    next: () => newStudio().store.getState(),
  }
}

test('a run that dies twice on one backend goes on with the next, twice there too; the person’s choice stays', async () => {
  const studio = await ready('webgpu')
  const { actions, get, engine, engines, asked, next } = studio
  const ended = actions.start()
  const runId = await studio.shown()
  engine().crash()
  await studio.training()
  expect(asked('boot').map(({ parameters }) => parameters)).toEqual([{ backend: 'webgpu' }])
  engine().crash()
  await studio.training()
  expect(asked('boot').map(({ parameters }) => parameters)).toEqual([{ backend: 'webgpu' }, { backend: 'wasm' }])
  expect(engine().asked.map(({ name }) => name)).toEqual(
    'boot readData loadModel storage boot loadModel train'.split(' '),
  )
  expect(asked('train')[0]?.parameters).toMatchObject({ runId, resume: true })
  expect(get().device).toMatchObject({ choice: 'wasm', report: { backend: 'wasm' }, error: { code: 'device-lost' } })
  expect(next().device.choice).toBe('webgpu')
  engine().crash()
  await studio.training()
  expect(asked('boot').map(({ parameters }) => parameters)).toEqual([{ backend: 'wasm' }])
  expect(get().run).toMatchObject({ status: 'preparing', log: { runId, epochs: [metrics] } })
  engine().crash()
  await studio.training()
  expect(asked('boot').at(-1)?.parameters).toEqual({ backend: 'cpu' })
  engine().crash()
  await studio.training()
  engine().crash()
  await ended
  expect(get().run).toMatchObject({ status: 'failed', error: { code: 'worker-lost' }, log: { epochs: [metrics] } })
  expect(engines).toHaveLength(7)
})

test('what was changed after it was saved is changed again, and a paused run is paused again', async () => {
  const { actions, get, engine, asked, shown, training } = await ready('wasm')
  void actions.start()
  const runId = await shown()
  await engine().emit({ type: 'changed', runId, change: { step: 12, learningRate: 0.5 } })
  await engine().emit({ type: 'paused', runId, paused: true })
  expect(get().run).toMatchObject({ pace: 'paused' })
  engine().crash()
  await training()
  expect(asked('train')[0]?.parameters).toMatchObject({ recipe: { history: [{ step: 12, learningRate: 0.5 }] } })
  await vi.waitFor(() => expect(asked('steer')[0]?.parameters).toEqual({ runId, order: 'pause' }))
})

test('a run that was to stop and keep the best stops where it was saved; unsaved, it keeps what it showed', async () => {
  const saved = await ready('wasm')
  void saved.actions.start()
  const runId = await saved.shown()
  void saved.actions.steer.stop()
  saved.engine().crash()
  await saved.training()
  await vi.waitFor(() => expect(saved.asked('steer')[0]?.parameters).toEqual({ runId, order: 'stop' }))
  const unsaved = await ready('wasm')
  const ended = unsaved.actions.start()
  const id = await unsaved.training()
  await unsaved.engine().emit({ type: 'epoch', runId: id, metrics, bestEpoch: 1, updateRatios: [], memory })
  void unsaved.actions.steer.stop()
  unsaved.engine().crash()
  await ended
  expect(unsaved.get().run).toMatchObject({ status: 'failed', log: { epochs: [metrics] } })
})

test('a run that is called off while its engine is on the way back is not gone on with', async () => {
  const { actions, get, engine, asked, shown, replies } = await ready('wasm')
  const ended = actions.start()
  await shown()
  let answer = (_: unknown) => {}
  replies.storage = () => new Promise((resolve) => (answer = resolve))
  engine().crash()
  await vi.waitFor(() => expect(asked('storage')).toHaveLength(1))
  await actions.steer.stop()
  answer(ok(keeping))
  await ended
  expect(asked('train')).toHaveLength(0)
  expect(get().run).toMatchObject({ status: 'failed', error: { code: 'cancelled' }, log: { epochs: [metrics] } })
})

test('a run whose data cannot be brought back fails with what it was, not with what is missing', async () => {
  const { actions, get, engine, shown, replies } = await ready('wasm')
  const ended = actions.start()
  await shown()
  const error = toldError('data-unreadable', 'Gone.')
  replies.readData = () => ({ ok: false, error })
  engine().crash()
  await ended
  expect(get()).toMatchObject({
    run: { status: 'failed', error: { code: 'worker-lost' } },
    data: { status: 'empty', error: { code: 'data-unreadable' } },
  })
})

test('the model of the last run answers again after its engine was lost, and on another backend', async () => {
  const { actions, get, engine, asked } = await ready('wasm', { train: () => ok(result) })
  await actions.start()
  const { answering } = get().use
  expect(answering).toMatchObject({ kind: 'run', classes: 2 })
  engine().crash()
  await vi.waitFor(() => expect(get().device.status).toBe('ready'))
  expect(get().use.answering).toEqual(answering)
  await actions.setBackend('cpu')
  expect(get().use.answering).toEqual(answering)
  expect(asked('openRun')).toHaveLength(2)
  expect(get().lastBackend).toBe('cpu')
})

test('a run that was not kept answers no more on another backend', async () => {
  const { actions, get, replies } = await ready('wasm', { train: () => ok(result) })
  await actions.start()
  replies.openRun = () => ({ ok: false, error: toldError('run-unknown', '') })
  await actions.setBackend('cpu')
  expect(get().use.answering).toBeNull()
  expect(get().runs.error).toBeNull()
})

test('another backend is not taken while a closer look, a trial or a read is under way', async () => {
  const { actions, get, asked } = await ready('wasm', { findRate: never, readData: () => ok(pets) })
  void actions.probe.findRate()
  await vi.waitFor(() => expect(get().probe.running).toBe('rate'))
  const booted = asked('boot').length
  await actions.setBackend('cpu')
  expect(asked('boot')).toHaveLength(booted)
  expect(get().device).toMatchObject({ status: 'ready', choice: 'wasm' })
})

test('Start says why it does not start while the model is being replaced or a look is under way', async () => {
  const { actions, get, asked, replies } = await ready('wasm', { findLabelErrors: never })
  actions.analysis.forRun('a')
  void actions.analysis.findLabelErrors()
  await vi.waitFor(() => expect(get().analysis.running).toBe('labels'))
  await actions.start()
  expect(errorInWords(get().recipe.error)).toBe('The run was not started. An analysis on Evaluate is under way.')
  const other = await ready('wasm')
  other.replies.loadModel = never
  void other.actions.loadModel('microsoft/resnet-18')
  await vi.waitFor(() => expect(other.get().model.status).toBe('loading'))
  await other.actions.start()
  expect(errorInWords(other.get().recipe.error)).toBe('The run was not started. A model is being loaded.')
  expect([...asked('train'), ...other.asked('train')]).toEqual([])
  expect(replies.train).toBe(never)
})

test('an answer of a model that was replaced meanwhile is not shown as that of the next one', async () => {
  const studio = await ready('wasm', { train: () => ok(result) })
  const { actions, get, replies, asked } = studio
  await actions.start()
  let answer = (_: unknown) => {}
  replies.predict = () => new Promise((resolve) => (answer = resolve))
  const predicted = actions.predict({ kind: 'text', text: 'who?' })
  await vi.waitFor(() => expect(asked('predict')).toHaveLength(1))
  await actions.start()
  answer(ok({ classes: [], milliseconds: 1 }))
  await predicted
  expect(get().use).toMatchObject({ status: 'idle', prediction: null })
})

test('a comparison whose engine cannot come back stops there, and can be finished later', async () => {
  const { actions, get, engine, replies, training } = await ready('wasm')
  actions.compare.plan({ contenders: ['head', 'lora'], seeds: 1 })
  const compared = actions.compare.start()
  await training()
  const lost = toldError('backend-unavailable', 'None.')
  replies.boot = () => ({ ok: false, error: lost })
  engine().crash()
  await compared
  expect(get().device.status).toBe('failed')
  const [comparison] = get().compare.comparisons
  expect(comparison?.trials.map(({ outcome }) => outcome.status)).toEqual(['failed', 'stopped'])
  expect(get().compare.running).toBeNull()
})

test('a comparison whose engine dies in mid-trial goes on with that trial and the others', async () => {
  const { actions, get, engine, asked, replies, training } = await ready('wasm')
  actions.compare.plan({ contenders: ['head', 'lora'], seeds: 1 })
  const compared = actions.compare.start()
  const runId = await training()
  replies.train = (wanted: Parameters<'train'>) => ok(resultOf(wanted, 0.9))
  engine().crash()
  await compared
  expect(asked('train').map(({ parameters }) => parameters)).toMatchObject([
    { runId, about: { comparison: { contender: 'head' } } },
    { about: { comparison: { contender: 'lora' } } },
  ])
  const [comparison] = get().compare.comparisons
  expect(comparison?.trials.map(({ outcome }) => outcome.status)).toEqual(['finished', 'finished'])
})
