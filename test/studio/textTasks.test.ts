// The store with texts: columns, models that do not fit, models by name, and a tuned model that writes.
import { expect, test, vi } from 'vitest'
import type { DatasetSummary } from '../../src/shared/domain/data.ts'
import type { ModelSummary } from '../../src/shared/domain/model.ts'
import type { RunResult } from '../../src/shared/domain/run.ts'
import { addFiles } from '../../src/studio/store/addActions.ts'
import { recipeHash } from '../../src/studio/store/recipeLink.ts'
import { stepView } from '../../src/studio/store/steps.ts'
import { createStudio } from '../../src/studio/store/studio.ts'
import { everyAction } from '../support/everyAction.ts'
import { FakeEngine, ok, type Replies } from '../support/fakeEngine.ts'
import { recipeOf } from '../support/keptRuns.ts'
import { toldError } from '../support/told.ts'

const stories = {
  task: 'text-generation',
  name: 'stories',
  fingerprint: 'f00',
  examples: 12,
  classes: [],
  namedSplits: [],
} as unknown as DatasetSummary
const letters = {
  ...stories,
  task: 'text-classification',
  name: 'letters',
  classes: [{}, {}],
} as unknown as DatasetSummary
const bert = {
  id: 'google-bert/bert-base-uncased',
  revision: 'main',
  title: 'BERT base',
  tasks: ['text-classification'],
  blocks: [],
} as unknown as ModelSummary
const writer = { ...bert, id: 'thaw-writer', title: 'Thaw writer', tasks: ['text-generation', 'text-classification'] }
const result = {
  bestEpoch: 1,
  classes: [],
  samples: { prompt: 'Wind from', before: ' the', after: ' the west' },
  test: { kind: 'generation', perplexity: 27.13 },
} as unknown as RunResult
const failure = toldError('data-unsupported', 'No such column.', 'Choose another.')
const table = { kind: 'files', name: 'letters', files: [{ path: 'letters.csv', file: new Blob([]) }] } as const

async function open(replies: Replies) {
  const engine = new FakeEngine({
    boot: () => ok({ backend: 'cpu', tried: [] }),
    storedModels: () => ok([]),
    ...replies,
  })
  const studio = createStudio(() => engine.worker, null)
  await studio.actions.boot()
  const reads = () => engine.asked.filter(({ name }) => name === 'readData').map(({ parameters }) => parameters)
  return { ...studio, actions: everyAction(studio), engine, get: () => studio.store.getState(), reads }
}

test('other columns have the same file read at once, and stay for the run', async () => {
  const { actions, get, reads } = await open({ readData: () => ok(letters) })
  await actions.readData(table)
  await actions.setColumns({ textColumn: 'body', labelColumn: 'kind' })
  expect(reads()).toMatchObject([
    { textColumn: '', labelColumn: '' },
    { textColumn: 'body', labelColumn: 'kind' },
  ])
  expect(get().recipe.columns).toEqual({ textColumn: 'body', labelColumn: 'kind' })
})

test('columns that cannot be are taken back, and the data before stays', async () => {
  let answer: unknown = ok(letters)
  const { actions, get } = await open({ readData: () => answer })
  await actions.readData(table)
  answer = { ok: false, error: failure }
  await actions.setColumns({ textColumn: 'body', labelColumn: 'kind' })
  expect(get().recipe.columns).toEqual({ textColumn: '', labelColumn: '' })
  expect(get().data).toMatchObject({
    status: 'ready',
    ready: { summary: letters },
    error: { code: 'data-unsupported' },
  })
})

test('data that could be for another task are read anew for it, and Reset leaves that choice', async () => {
  const choices = ['text-classification', 'text-generation'] as const
  const { actions, get, reads } = await open({
    readData: ({ task = 'text-classification' }: { task?: string }) => ok({ ...letters, task, choices }),
  })
  await actions.readData(table)
  expect(get().recipe.task).toBe('text-classification')
  expect(reads().at(-1)).not.toHaveProperty('task')
  await actions.setTask('text-generation')
  expect(get().recipe.task).toBe('text-generation')
  expect(reads().at(-1)).toMatchObject({ task: 'text-generation' })
  await actions.setTask('text-generation')
  actions.resetFields()
  expect(reads()).toHaveLength(2)
  expect(get().recipe.columns.task).toBe('text-generation')
})

test('files that a linked recipe waits for are read for its task, and others for what they are', async () => {
  let task: string | undefined
  const fits = (wanted = 'text-classification') =>
    task === undefined || wanted === task ? ok({ ...letters, task: wanted }) : { ok: false, error: failure }
  const { actions, get, reads } = await open({ readData: ({ task: wanted }: { task?: string }) => fits(wanted) })
  const recipe = recipeOf({ task: 'text-pair-classification' })
  await actions.runs.followLink(await recipeHash({ recipe, examples: null }))
  await actions.readData(table)
  expect(reads()).toMatchObject([{ task: 'text-pair-classification' }])
  expect(get().recipe).toMatchObject({
    task: 'text-pair-classification',
    columns: { task: 'text-pair-classification' },
  })
  task = 'text-classification'
  await actions.readData(table)
  expect(reads()).toHaveLength(3)
  expect(reads().at(-1)).not.toHaveProperty('task')
  expect(get()).toMatchObject({ data: { status: 'ready', error: null }, recipe: { task: 'text-classification' } })
  await actions.runs.stopAwaiting()
  await actions.readData(table)
  expect(reads()).toHaveLength(4)
  expect(reads().at(-1)).not.toHaveProperty('task')
})

test('a table that was refused can be read once more by names, and a picture file cannot', async () => {
  let answer: unknown = { ok: false, error: failure }
  const { actions, get, reads } = await open({ readData: () => answer })
  await actions.readData({ ...table, files: [{ path: 'letters.png', file: new Blob([]) }] })
  expect(get().data).toMatchObject({ error: { table: false } })
  await actions.readData(table)
  expect(get().data).toMatchObject({ status: 'empty', error: { table: true } })
  answer = ok(letters)
  await actions.readRefused({ textColumn: 'body', labelColumn: 'kind' })
  expect(get().data).toMatchObject({ status: 'ready', error: null })
  expect(reads().at(-1)).toMatchObject({ request: { name: 'letters' }, textColumn: 'body', labelColumn: 'kind' })
})

test('files that could not be added are tried again with the edits and columns of what stands', async () => {
  let answer: unknown = ok(letters)
  const { actions, store, get, reads } = await open({ readData: () => answer, editData: () => ok(letters) })
  await actions.readData(table)
  await actions.setColumns({ textColumn: 'body', labelColumn: 'kind' })
  const { data } = get()
  if (data.status !== 'ready') throw new Error('nothing stands')
  const edits = [{ digest: 'd', path: 'letters.csv, row 2', label: null }]
  store.setState({ data: { ...data, ready: { ...data.ready, edits } } })
  answer = { ok: false, error: failure }
  await actions.by(addFiles([{ path: 'more.csv', file: new Blob([]) }]))
  expect(get().data).toMatchObject({ status: 'ready', error: { table: true } })
  answer = ok(letters)
  await actions.readRefused({ textColumn: '', labelColumn: '', separator: 'semicolon' })
  expect(reads().at(-1)).toMatchObject({
    ...{ textColumn: 'body', labelColumn: 'kind', separator: 'semicolon', edits },
    request: { files: [{ path: 'letters.csv' }, { path: '(added 1)/more.csv' }] },
  })
  expect(get().data).toMatchObject({ status: 'ready', ready: { edits, added: 1 } })
})

test('an encoding that was chosen for the files that stand is not taken for those that are added', async () => {
  const encoding = { read: 'koi8-r', likely: ['koi8-r'], named: true }
  const { actions, reads } = await open({ readData: () => ok({ ...letters, encoding }) })
  await actions.readData(table)
  await actions.setColumns({ textColumn: '', labelColumn: '', encoding: 'koi8-r' })
  await actions.by(addFiles([{ path: 'more.csv', file: new Blob([]) }]))
  expect(reads().at(-1)).toMatchObject({ encodings: ['letters.csv=koi8-r'] })
  expect(reads().at(-1)).not.toHaveProperty('encoding')
  // The names in an archive go by what is said of all.
  const zip = { ...table, files: [{ path: 'letters.zip', file: new Blob([]) }] }
  await actions.readData(zip)
  await actions.setColumns({ textColumn: '', labelColumn: '', encoding: 'koi8-r' })
  await actions.by(addFiles([{ path: 'more.csv', file: new Blob([]) }]))
  expect(reads().at(-1)).toMatchObject({ encoding: 'koi8-r' })
})

test('data of one’s own begins with guessed columns, whatever was named before', async () => {
  const { actions, reads } = await open({ readData: () => ok(letters) })
  await actions.readData(table)
  await actions.setColumns({ textColumn: 'body', labelColumn: 'kind' })
  await actions.readSample('text-classification')
  expect(reads().at(-1)).toMatchObject({ textColumn: '', labelColumn: '' })
})

test('a model that does not fit the data keeps Tune waiting, and says why', async () => {
  const { actions, get, engine } = await open({
    readData: () => ok(stories),
    loadModel: () => ok(bert),
    train: () => ok(result),
  })
  await actions.loadModel(bert.id)
  await actions.readSample('text-generation')
  expect(get().view.step).toBe('model')
  expect(stepView(get(), 'tune')).toMatchObject({
    state: 'waiting',
    missing: { step: 'model', action: 'Choose a model', text: expect.stringContaining('both sides') },
  })
  await actions.start()
  expect(engine.asked.some(({ name }) => name === 'train')).toBe(false)
})

test('a name that is none is refused without asking the engine; another is loaded by what was typed', async () => {
  const { actions, get, engine } = await open({ readData: () => ok(letters), loadModel: () => ok(bert) })
  await actions.loadReference('no such model')
  expect(get().model).toMatchObject({
    status: 'empty',
    error: { from: 'reference', error: { code: 'model-unsupported' } },
  })
  await actions.loadReference('someone/their-bert@v2')
  expect(engine.asked.filter(({ name }) => name === 'loadModel').map(({ parameters }) => parameters)).toEqual([
    { request: { kind: 'reference', text: 'someone/their-bert@v2' } },
  ])
  expect(get().model.status).toBe('ready')
})

test('a tuned model writes on from the prompt of the run, piece by piece, and can be stopped', async () => {
  let finish: (value: unknown) => void = () => {}
  const { actions, get, engine } = await open({
    readData: () => ok(stories),
    loadModel: () => ok(writer),
    train: () => ok(result),
    generate: () => new Promise((resolve) => (finish = resolve)),
    stopGenerating: () => ok(null),
  })
  await actions.readSample('text-generation')
  await actions.loadModel('thaw-writer')
  await actions.start()
  expect(get().use).toMatchObject({
    answering: { task: 'text-generation' },
    writing: { settings: { prompt: 'Wind from' } },
  })
  expect(stepView(get(), 'use').line).toBe('Give it a prompt')
  expect(stepView(get(), 'evaluate').line).toBe('Perplexity 27.1 on the test')
  const writing = actions.prompt.generate()
  await vi.waitFor(() => expect(engine.asked.at(-1)?.name).toBe('generate'))
  await engine.emit({ type: 'generated', text: ' the' })
  await engine.emit({ type: 'generated', text: ' the west' })
  await vi.waitFor(() => expect(get().use.written?.text).toBe(' the west'))
  expect(get().use).toMatchObject({
    status: 'generating',
    written: { prompt: 'Wind from', text: ' the west', end: null },
  })
  await actions.prompt.stop()
  finish(ok({ text: ' the west,', tokens: 3, milliseconds: 5, end: 'stopped' }))
  await writing
  expect(get().use).toMatchObject({ status: 'idle', written: { text: ' the west,', end: { end: 'stopped' } } })
})

test('what a model wrote that another has replaced meanwhile is dropped', async () => {
  let finish: (value: unknown) => void = () => {}
  const { actions, get } = await open({
    readData: () => ok(stories),
    loadModel: () => ok(writer),
    train: () => ok(result),
    generate: () => new Promise((resolve) => (finish = resolve)),
  })
  await actions.readSample('text-generation')
  await actions.loadModel('thaw-writer')
  await actions.start()
  const writing = actions.prompt.generate()
  await actions.start()
  finish(ok({ text: ' the west,', tokens: 3, milliseconds: 5, end: 'stopped' }))
  await writing
  expect(get().use).toMatchObject({ status: 'idle', written: null })
})
