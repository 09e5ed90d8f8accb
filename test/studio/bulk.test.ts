// Many at once, as the page keeps them: one at a time, those of a watched folder joined, what cannot be read left out by name.
import { expect, test, vi } from 'vitest'
import type { DatasetSummary } from '../../src/shared/domain/data.ts'
import type { ModelSummary } from '../../src/shared/domain/model.ts'
import type { RunResult } from '../../src/shared/domain/run.ts'
import type { BulkResult } from '../../src/shared/wire/bulkCalls.ts'
import { predictBulk, predictMore } from '../../src/studio/store/bulkActions.ts'
import { nothingAnswered } from '../../src/studio/store/state.ts'
import { createStudio } from '../../src/studio/store/studio.ts'
import { FakeEngine, ok, type Replies } from '../support/fakeEngine.ts'
import { toldError } from '../support/told.ts'

/** A studio in which a run of texts has ended. */
async function ended(replies: Replies) {
  const summary = {
    task: 'text-classification',
    name: 's',
    fingerprint: 'f',
    examples: 9,
    classes: [],
    namedSplits: [],
  }
  const model = { id: 'm', revision: 'r', title: 'M', tasks: ['text-classification'], blocks: [], labels: null }
  const engine = new FakeEngine({
    boot: () => ok({ backend: 'cpu', tried: [] }),
    storedModels: () => ok([]),
    readData: () => ok(summary as unknown as DatasetSummary),
    loadModel: () => ok(model as unknown as ModelSummary),
    train: () => ok({ bestEpoch: 1, classes: [], samples: null, test: {} } as unknown as RunResult),
    ...replies,
  })
  const { store, actions } = createStudio(() => engine.worker, null)
  await actions.boot()
  await actions.readSample('text-classification')
  await actions.loadModel('m')
  await actions.start()
  const asked = () => engine.asked.flatMap(({ name, parameters }) => (name === 'predictBulk' ? [parameters] : []))
  return { actions, engine, asked, bulk: () => store.getState().use.bulk }
}

function answered(path: string, answer: string, names: readonly string[] | null = null): BulkResult {
  return {
    ...{ header: 'path,answer\r\n', lines: new Blob([`${path},${answer}\r\n`]), answered: 1 },
    rows: [{ path, answer, probability: 0.75 }],
    counts: [{ name: answer, count: 1 }],
    columns: names && { names, textColumn: 'text', secondTextColumn: '' },
    ...{ skipped: [], unasked: 0, warnings: [], milliseconds: 10 },
  }
}

const given = (path: string) => ({ name: 'in', files: [{ path, file: new Blob(['x']) }] })

test('what comes into a folder is added to what came before, the newest first, with the columns that the CSV has', async () => {
  const replies = [
    answered('a.csv, row 2', 'cat', ['text', 'n']),
    answered('b.csv, row 2', 'dog'),
    answered('c', 'dog'),
  ]
  const { actions, asked, bulk } = await ended({ predictBulk: () => ok(replies.shift()) })
  for (const path of ['a.csv', 'b.csv', 'c.txt'])
    expect(await actions.by((context) => predictMore(context, given(path)))).toBe('taken')
  expect(bulk()).toMatchObject({
    ...{ name: 'in', files: null, running: false, error: null },
    result: {
      ...{ header: 'path,answer\r\n', answered: 3, milliseconds: 30, columns: { names: ['text', 'n'] } },
      rows: [{ path: 'c' }, { path: 'b.csv, row 2' }, { path: 'a.csv, row 2' }],
      counts: [
        { name: 'dog', count: 2 },
        { name: 'cat', count: 1 },
      ],
    },
  })
  expect(await bulk()?.result?.lines.text()).toBe('a.csv, row 2,cat\r\nb.csv, row 2,dog\r\nc,dog\r\n')
  expect(asked()).toMatchObject([{}, { names: ['text', 'n'] }, { names: ['text', 'n'] }])
  expect(asked()[0]).not.toHaveProperty('names')
})

test('a file that cannot be read is left out by name; the answers before it stay', async () => {
  const error = toldError('data-unreadable', 'Damaged.', 'Save it again.')
  let broken = false
  const { actions, bulk } = await ended({
    predictBulk: () => (broken ? { ok: false, error } : ok(answered('a.txt', 'cat'))),
  })
  await actions.by((context) => predictMore(context, given('a.txt')))
  broken = true
  expect(await actions.by((context) => predictMore(context, given('b.zip')))).toBe('taken')
  expect(bulk()).toMatchObject({
    error: null,
    result: { answered: 1, rows: [{ path: 'a.txt' }], skipped: [{ path: 'b.zip', reason: { key: error.key } }] },
  })
})

test('another fault ends the watching, with what was answered; so does calling it off', async () => {
  const error = toldError('device-lost', 'Gone.', 'Reload.')
  let lost = false
  const { actions, bulk } = await ended({
    predictBulk: () => (lost ? { ok: false, error } : ok({ ...answered('a.txt', 'cat'), unasked: 3 })),
  })
  expect(await actions.by((context) => predictMore(context, given('a.txt')))).toBe('end')
  expect(bulk()?.result).toMatchObject({ answered: 1, unasked: 3 })
  lost = true
  expect(await actions.by((context) => predictMore(context, given('b.txt')))).toBe('end')
  expect(bulk()).toMatchObject({ error: { code: 'device-lost' }, running: false, result: { answered: 1 } })
})

test('a watched folder that is let go while a file is read keeps its answers, and says no fault', async () => {
  const error = toldError('cancelled', 'Off.', 'Again.')
  let off = false
  const { actions, bulk } = await ended({
    predictBulk: () => (off ? { ok: false, error } : ok(answered('a.txt', 'cat'))),
  })
  await actions.by((context) => predictMore(context, given('a.txt')))
  off = true
  expect(await actions.by((context) => predictMore(context, given('b.txt')))).toBe('end')
  expect(bulk()).toMatchObject({ error: null, running: false, result: { answered: 1, skipped: [] } })
})

/** An engine that answers when the test says so. */
async function waiting() {
  let answer: (value: unknown) => void = () => {}
  const open = await ended({ predictBulk: () => new Promise((resolve) => (answer = resolve)) })
  return { ...open, finish: (value: unknown) => answer(value) }
}

test('one at a time: while many are answered nothing else is begun, and what comes is offered again', async () => {
  const { actions, asked, bulk, engine, finish } = await waiting()
  const first = actions.by((context) => predictBulk(context, given('a.txt')))
  expect(bulk()).toMatchObject({ running: true, files: [{ path: 'a.txt' }] })
  await actions.by((context) => predictBulk(context, given('b.txt')))
  expect(await actions.by((context) => predictMore(context, given('c.txt')))).toBe('later')
  await actions.start()
  await vi.waitFor(() => expect(asked()).toHaveLength(1))
  expect(engine.asked.filter(({ name }) => name === 'train')).toHaveLength(1)
  finish(ok(answered('a.txt', 'cat')))
  await first
  expect(bulk()).toMatchObject({ running: false, result: { answered: 1 } })
})

test('answers of a model that no longer stands are dropped; reading that is called off leaves nothing', async () => {
  const { actions, asked, bulk, finish } = await waiting()
  const before = actions.by((context) => predictBulk(context, given('a.txt')))
  await vi.waitFor(() => expect(asked()).toHaveLength(1))
  const answering = actions.by(({ get, change }) => {
    const { answering } = get().use
    change('use', { answering: answering && { ...answering }, ...nothingAnswered })
    return answering
  })
  expect(answering).not.toBeNull()
  finish(ok(answered('a.txt', 'cat')))
  await before
  expect(bulk()).toBeNull()
  const next = actions.by((context) => predictBulk(context, given('b.txt')))
  await vi.waitFor(() => expect(asked()).toHaveLength(2))
  finish({ ok: false, error: toldError('cancelled', 'Off.', 'Again.') })
  await next
  expect(bulk()).toBeNull()
})
