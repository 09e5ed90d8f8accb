// Adapters in the store: which there are among files, what Tune takes from one, and when that is over.
import { expect, test } from 'vitest'
import type { DatasetSummary } from '../../src/shared/domain/data.ts'
import type { NamedFile } from '../../src/shared/domain/files.ts'
import type { RunResult } from '../../src/shared/domain/run.ts'
import { ThawError, toWire } from '../../src/shared/messages/errors.ts'
import { notice, sayError } from '../../src/shared/messages/say.ts'
import { defaultFields } from '../../src/shared/recipe/recipe.ts'
import { adapterAmong } from '../../src/studio/store/adapterAmong.ts'
import { continuesFromAdapter, fieldsUnder } from '../../src/studio/store/recipeForm.ts'
import { fieldsOfRecipe } from '../../src/studio/store/state.ts'
import { createStudio } from '../../src/studio/store/studio.ts'
import { zipFiles } from '../../src/studio/store/zipFiles.ts'
import { FakeEngine, ok, type Replies } from '../support/fakeEngine.ts'
import { toldError } from '../support/told.ts'

const task = 'image-classification'
const pets = {
  task,
  name: 'pets',
  fingerprint: 'f00',
  examples: 40,
  classes: [{}, {}],
  namedSplits: [],
} as unknown as DatasetSummary
const vision = { id: 'thaw-vision', revision: 'main', title: 'Thaw vision', tasks: [task], blocks: [], labels: null }
const usual = fieldsOfMethod()
const lora = {
  ...vision,
  id: 'brought',
  labels: ['cat', 'dog'],
  adapter: { method: { ...usual, rank: 3, alpha: 7 }, thaw: 2 },
}
const result = {
  bestEpoch: 1,
  classes: ['cat', 'dog'],
  test: { kind: 'classification', accuracy: 0.9 },
} as unknown as RunResult

test.each([
  ['peft’s, loose', async () => [settings('some/adapter_config.json', { base_model_name_or_path: 'gpt2' })], 'gpt2'],
  ['the studio’s own, loose', async () => [settings('thaw_adapter.json', { base: { id: 'thaw-text' } })], 'thaw-text'],
  [
    'one in a zip',
    async () => [await zipped('adapter/adapter_config.json', { base_model_name_or_path: 'a/b' })],
    'a/b',
  ],
  ['one that does not say', async () => [settings('adapter_config.json', {})], null],
  ['one that is no JSON', async () => [{ path: 'adapter_config.json', file: new Blob(['{']) }], null],
])('the model that an adapter asks for is read from its settings: %s', async (_, files, base) => {
  expect(await adapterAmong(await files())).toEqual({ base })
})

test('a whole model, and a zip that is none, hold no adapter', async () => {
  expect(await adapterAmong([settings('config.json', {})])).toBeNull()
  expect(await adapterAmong([await zipped('config.json', {})])).toBeNull()
  expect(await adapterAmong([{ path: 'broken.zip', file: new Blob(['PK']) }])).toBeNull()
})

test('going on sets the method and its settings, locks them, and begins the run with the adapter', async () => {
  const { actions, get, asked } = await brought()
  actions.setField('method.id', 'lora')
  actions.setField('epochs', 3)
  actions.continueFrom()
  expect(get()).toMatchObject({ view: { step: 'tune' }, recipe: { continueFrom: { task, classes: 2 } } })
  const settled = { 'method.id': 'lora', 'method.rank': 3, 'method.alpha': 7, thaw: 2, epochs: 3 }
  expect(fieldsOfRecipe(get().recipe)).toMatchObject(settled)
  actions.setField('method.rank', 64)
  actions.setField('method.id', 'full')
  actions.applyPreset({ 'method.id': 'full' })
  actions.undoField()
  expect(fieldsOfRecipe(get().recipe)).toMatchObject(settled)
  actions.setField('optimiser.learningRate', 0.002)
  actions.resetFields()
  const usualRate = defaultFields('lora', task)['optimiser.learningRate']
  expect(fieldsOfRecipe(get().recipe)).toMatchObject({ 'method.rank': 3, thaw: 2, 'optimiser.learningRate': usualRate })
  expect(fieldsUnder(get().recipe, 'full')['method.id']).toBe('full')
  await actions.start()
  expect(asked('train').at(-1)).toMatchObject({
    fromAdapter: true,
    recipe: { method: { id: 'lora', rank: 3 }, thaw: 2 },
  })
  expect(get().use.answering).toMatchObject({ kind: 'run', method: 'lora' })
})

test('a run that begins anew is no longer given the adapter, and its settings are free again', async () => {
  const { actions, get, asked } = await brought()
  actions.continueFrom()
  actions.beginAnew()
  actions.setField('method.rank', 16)
  expect(fieldsOfRecipe(get().recipe)['method.rank']).toBe(16)
  await actions.start()
  expect(asked('train').at(-1)).not.toHaveProperty('fromAdapter')
})

test('another model ends the going on, and the adapter offers it no more', async () => {
  const { actions, get, replies } = await brought()
  actions.continueFrom()
  replies.loadModel = () => ok({ ...vision, id: 'microsoft/resnet-18' })
  await actions.loadModel('microsoft/resnet-18')
  expect(continuesFromAdapter(get().recipe)).toBe(false)
  actions.continueFrom()
  expect(get().recipe.continueFrom).toBeNull()
})

test('another device brings the adapter back, and the run still goes on with it', async () => {
  const { actions, get } = await brought()
  actions.continueFrom()
  await actions.setBackend('cpu')
  expect(continuesFromAdapter(get().recipe)).toBe(true)
  expect(get().use.answering).toMatchObject({ kind: 'imported', summary: { adapter: { thaw: 2 } } })
})

test('a refusal names the model that the adapter asks for, unless it is the one that stands', async () => {
  const { actions, get, replies } = await brought()
  const message = 'Expected "a" of shape [2] for this model, received [3].'
  const fault = notice('adapterTensorShape', { key: 'a', expected: [2], received: [3] })
  const refusal = toWire(new ThawError('adapter-invalid', 'adapterInvalid', { fault }))
  replies.loadModel = () => ({ ok: false, error: refusal })
  await actions.bringAdapter([settings('thaw_adapter.json', { base: { id: 'thaw-text' } })])
  expect(get().view.step).toBe('use')
  expect(get().use.error).toMatchObject({ code: 'adapter-invalid', causes: [] })
  expect(sayError(get().use.error ?? refusal)).toEqual([message, expect.stringContaining('“thaw-text”')])
  await actions.bringAdapter([settings('thaw_adapter.json', { base: { id: 'thaw-vision' } })])
  expect(get().use.error).toEqual(refusal)
})

test.each([
  toldError('weights-invalid', 'Expected one model, received both.', 'Add only one.'),
  toWire(new ThawError('adapter-invalid', 'adapterInvalid', { fault: notice('adapterPickled') })),
])('a refusal that another model would not mend keeps its own advice', async (refusal) => {
  const { actions, get, replies } = await brought()
  replies.loadModel = () => ({ ok: false, error: refusal })
  await actions.bringAdapter([settings('thaw_adapter.json', { base: { id: 'thaw-text' } })])
  expect(get().use.error).toEqual(refusal)
  const [, advice] = sayError(refusal)
  expect(advice).toMatch(/^(Add only one\.|In Python, save it again)/)
})

/** A studio with data, a model, and an adapter brought for it. */
async function brought() {
  const replies: Replies = {
    boot: () => ok({ backend: 'wasm', adapter: 'test', software: true, threads: 1, tried: [] }),
    readData: () => ok(pets),
    loadModel: ({ request }: { request: { kind: string } }) => ok(request.kind === 'files' ? lora : vision),
    storedModels: () => ok([]),
    train: () => ok(result),
  }
  const engine = new FakeEngine(replies)
  const { actions, store } = createStudio(() => engine.worker, null)
  await actions.boot()
  await actions.readSample(task)
  await actions.loadModel('thaw-vision')
  await actions.importModel([])
  const asked = (wanted: string) =>
    engine.asked.filter(({ name }) => name === wanted).map(({ parameters }) => parameters)
  return { actions, get: () => store.getState(), asked, replies }
}

function fieldsOfMethod() {
  const own = Object.entries(defaultFields('lora', task)).filter(([key]) => key.startsWith('method.'))
  return Object.fromEntries(own.map(([key, value]) => [key.slice('method.'.length), value]))
}

function settings(path: string, value: unknown): NamedFile {
  return { path, file: new Blob([JSON.stringify(value)]) }
}

async function zipped(name: string, value: unknown): Promise<NamedFile> {
  return { path: 'adapter.zip', file: await zipFiles([{ name, blob: new Blob([JSON.stringify(value)]) }]) }
}
