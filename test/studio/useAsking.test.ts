// Asking on Use: the model that answers, then the network before its run; and texts, each press another.
import { expect, test, vi } from 'vitest'
import type { DatasetSummary } from '../../src/shared/domain/data.ts'
import type { ModelSummary } from '../../src/shared/domain/model.ts'
import type { RunResult } from '../../src/shared/domain/run.ts'
import type { HeldOutExample } from '../../src/shared/wire/useCalls.ts'
import { predictLive } from '../../src/studio/store/predictLive.ts'
import { createStudio } from '../../src/studio/store/studio.ts'
import type { TaskId } from '../../src/tasks/ids.ts'
import { everyAction } from '../support/everyAction.ts'
import { FakeEngine, ok, type Replies } from '../support/fakeEngine.ts'
import { toldError } from '../support/told.ts'

/** A studio in which a run of the sample has ended. @param sample of which task, where the task has none of its own. */
async function ended(task: TaskId, replies: Replies, sample = task) {
  const summary = { task, name: 'sample', fingerprint: 'f00', examples: 12, classes: [], namedSplits: [] }
  const model = { id: 'tiny', revision: 'main', title: 'Tiny', tasks: [task], blocks: [], labels: null }
  const engine = new FakeEngine({
    boot: () => ok({ backend: 'cpu', tried: [] }),
    storedModels: () => ok([]),
    readData: () => ok(summary as unknown as DatasetSummary),
    loadModel: () => ok(model as unknown as ModelSummary),
    train: () => ok({ bestEpoch: 1, classes: [], samples: null, test: {} } as unknown as RunResult),
    ...replies,
  })
  const { store, ...studio } = createStudio(() => engine.worker, null)
  const actions = everyAction(studio)
  await actions.boot()
  await actions.readSample(sample)
  await actions.loadModel('tiny')
  await actions.start()
  const asked = (name: string) => engine.asked.filter((call) => call.name === name).map((call) => call.parameters)
  return { actions, engine, asked, use: () => store.getState().use }
}

const prediction = (name: string) => ({ kind: 'classes', classes: [{ name, probability: 1 }], milliseconds: 1 })
const untouched = (name: string) => ({ nearest: [name], trained: 8, milliseconds: 1 })
const example = {
  example: 7,
  path: 'a.csv, row 8',
  thumbnail: null,
  input: { kind: 'text', text: 'one' },
  truth: { kind: 'class', name: 'cat' },
} as const satisfies HeldOutExample

test('a held-out example is asked of the tuned network and then of the untouched one, and its truth stays with it', async () => {
  const { actions, asked, use } = await ended('text-classification', {
    predict: () => ok(prediction('dog')),
    askUntouched: () => ok(untouched('bird')),
  })
  await actions.predict(example.input, example)
  expect(use()).toMatchObject({
    ...{ status: 'idle', question: example.input, example, prediction: prediction('dog') },
    untouched: { asking: false, answer: untouched('bird'), error: null },
  })
  expect(asked('askUntouched')).toEqual([{ input: example.input }])
  await actions.predict({ kind: 'text', text: 'my own' })
  expect(use().example).toBeNull()
})

test('the camera is answered picture by picture, silently, without the untouched network; a question goes before it', async () => {
  const waiting: ((answer: unknown) => void)[] = []
  const { actions, asked, use } = await ended('image-classification', {
    predict: () => new Promise((resolve) => waiting.push(resolve)),
    askUntouched: () => ok(untouched('bird')),
  })
  const live = (image: Blob) => actions.by((context) => predictLive(context, image))
  const answer = async (place: number, name: string) => {
    await vi.waitFor(() => expect(waiting.length).toBeGreaterThan(place))
    waiting[place]?.(ok(prediction(name)))
  }
  const first = live(new Blob(['1']))
  await answer(0, 'cat')
  expect(await first).toBe(true)
  expect(use()).toMatchObject({ status: 'idle', live: true, prediction: prediction('cat'), example: null })
  // While the next is on its way, the answer before stands; then the person asks something else.
  const second = live(new Blob(['2']))
  expect(use()).toMatchObject({ status: 'idle', prediction: prediction('cat') })
  const own = actions.predict({ kind: 'image', image: new Blob(['3']) })
  await answer(1, 'too late')
  expect(await second).toBe(true)
  await answer(2, 'dog')
  await own
  expect(use()).toMatchObject({ live: false, prediction: prediction('dog'), untouched: { answer: untouched('bird') } })
  expect(asked('askUntouched')).toHaveLength(1)
  const third = live(new Blob(['4']))
  await vi.waitFor(() => expect(waiting).toHaveLength(4))
  waiting[3]?.({ ok: false, error: toldError('image-unreadable', 'broken', 'Take another.') })
  expect(await third).toBe(false)
  expect(use()).toMatchObject({ prediction: prediction('dog'), error: { code: 'image-unreadable' } })
})

test('of questions that come while the untouched network computes, only the newest is asked after it', async () => {
  const waiting: ((answer: unknown) => void)[] = []
  const { actions, asked, use } = await ended('text-classification', {
    predict: ({ input }: { input: { text: string } }) => ok(prediction(input.text)),
    askUntouched: () => new Promise((resolve) => waiting.push(resolve)),
  })
  const first = actions.predict({ kind: 'text', text: 'one' })
  await vi.waitFor(() => expect(waiting).toHaveLength(1))
  await actions.predict({ kind: 'text', text: 'two' })
  await actions.predict({ kind: 'text', text: 'three' })
  expect(use().untouched).toMatchObject({ asking: true, answer: null })
  waiting[0]?.(ok(untouched('of one')))
  await vi.waitFor(() => expect(waiting).toHaveLength(2))
  waiting[1]?.(ok(untouched('of three')))
  await first
  expect(asked('askUntouched')).toEqual([
    { input: { kind: 'text', text: 'one' } },
    { input: { kind: 'text', text: 'three' } },
  ])
  expect(use()).toMatchObject({ prediction: prediction('three'), untouched: { answer: untouched('of three') } })
})

test('an untouched network that cannot answer says why, beside the answer', async () => {
  const error = toldError('run-unknown', 'Brought.', 'Train it here.')
  const { actions, use } = await ended('text-classification', {
    predict: () => ok(prediction('dog')),
    askUntouched: () => ({ ok: false, error }),
  })
  await actions.predict({ kind: 'text', text: 'one' })
  expect(use()).toMatchObject({ prediction: prediction('dog'), error: null, untouched: { asking: false, error } })
})

test('the same settings once more write another text, by the next seed; other settings begin with their own', async () => {
  const written = (text: string) => ok({ text, tokens: 2, milliseconds: 1, end: 'length' })
  const { actions, asked, use } = await ended('text-generation', {
    generate: ({ seed, untouched: before = false }: { seed: number; untouched?: boolean }) =>
      written(before ? `before ${seed}` : `after ${seed}`),
  })
  const { settings } = use().writing
  await actions.prompt.generate()
  expect(use()).toMatchObject({ written: { text: 'after 1' }, untouched: { written: { text: 'before 1' } } })
  await actions.prompt.generate()
  expect(use()).toMatchObject({ written: { text: 'after 2' }, untouched: { written: { text: 'before 2' } } })
  actions.prompt.set({ settings: { ...settings, prompt: 'Once' } })
  await actions.prompt.generate()
  expect(use().written).toMatchObject({ prompt: 'Once', text: 'after 2' })
  expect(asked('generate')).toEqual([
    { settings, seed: 1 },
    { settings, seed: 1, untouched: true },
    { settings, seed: 2 },
    { settings, seed: 2, untouched: true },
    { settings: { ...settings, prompt: 'Once' }, seed: 2 },
    { settings: { ...settings, prompt: 'Once' }, seed: 2, untouched: true },
  ])
})

test('a text that was stopped is not written by the untouched network', async () => {
  const { actions, asked, use } = await ended('text-generation', {
    generate: () => ok({ text: 'a', tokens: 1, milliseconds: 1, end: 'stopped' }),
  })
  await actions.prompt.generate()
  expect(asked('generate')).toHaveLength(1)
  expect(use().untouched.written).toBeNull()
})

test('a conversation stays behind where the model that answers continues texts', async () => {
  const { actions, asked, use } = await ended('text-generation', {
    generate: () => ok({ text: 'a', tokens: 1, milliseconds: 1, end: 'stopped' }),
  })
  const { settings } = use().writing
  // As another model left it, before this one was brought in.
  actions.prompt.set({ turns: [{ speaker: 'user', text: 'Hello' }] })
  await actions.prompt.generate()
  await actions.prompt.generate()
  expect(asked('generate')).toEqual([
    { settings, seed: 1 },
    { settings, seed: 2 },
  ])
})

test('a conversation goes along to a model that answers in conversations', async () => {
  const replies = { generate: () => ok({ text: 'a', tokens: 1, milliseconds: 1, end: 'stopped' }) }
  const { actions, asked, use } = await ended('conversation', replies, 'text-generation')
  const { settings } = use().writing
  const turns = [{ speaker: 'user', text: 'Hello' }] as const
  actions.prompt.set({ turns })
  await actions.prompt.generate()
  expect(asked('generate')).toEqual([{ settings, seed: 1, turns }])
})
