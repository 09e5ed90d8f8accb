import { expect, test } from 'vitest'
import { never, ok } from '../support/fakeEngine.ts'
import { cutRun, keeping, keptRun, recipeOf, withRuns } from '../support/keptRuns.ts'
import { told, toldError } from '../support/told.ts'

const other = { name: 'birds', fingerprint: 'b1rd' }
const failure = toldError('project-newer', 'It is newer.', 'Use a later version.')

test('deleted runs come back with undo, all that went in this visit', async () => {
  const { actions, get } = await withRuns([keptRun('a'), keptRun('b'), keptRun('c')])
  await actions.runs.remove(['a'])
  await actions.runs.remove(['b'])
  expect(get().runs).toMatchObject({ runs: [{ id: 'c' }], deleted: ['a', 'b'] })
  await actions.runs.undoRemove()
  expect(
    get()
      .runs.runs.map(({ id }) => id)
      .sort(),
  ).toEqual(['a', 'b', 'c'])
  expect(get().runs.deleted).toEqual([])
})

test('of two deletions at once, both can be undone', async () => {
  const { actions, get } = await withRuns([keptRun('a'), keptRun('b')])
  await Promise.all([actions.runs.remove(['a']), actions.runs.remove(['b'])])
  expect(get().runs.deleted).toEqual(['a', 'b'])
})

test('a run that waits for its data does so no more once it is deleted', async () => {
  const { actions, get } = await withRuns([cutRun('a', { recipe: recipeOf({ data: other }), data: null })])
  await actions.runs.resume('a')
  expect(get().runs.awaiting).toEqual({ runId: 'a', to: 'resume' })
  await actions.runs.remove(['a'])
  expect(get().runs.awaiting).toBeNull()
})

test('the curves of a marked run are fetched anew once it has grown', async () => {
  const { actions, asked, replies } = await withRuns([keptRun('a', { changedAt: 5 })])
  await actions.runs.select(['a'])
  await actions.runs.list()
  expect(asked('readRun')).toHaveLength(1)
  replies.listRuns = () => ok({ runs: [keptRun('a', { changedAt: 6 })], newer: 0 })
  await actions.runs.list()
  await expect.poll(() => asked('readRun')).toHaveLength(2)
})

test('no second run is taken up while one is being opened, nor while the model is replaced', async () => {
  const { actions, asked, replies } = await withRuns([keptRun('a'), keptRun('b')])
  replies.openRun = never
  void actions.runs.open('a')
  await expect.poll(() => asked('openRun')).toHaveLength(1)
  await actions.runs.open('b')
  await actions.runs.again('b')
  await actions.start()
  expect(asked('openRun')).toHaveLength(1)
  expect(asked('train')).toEqual([])
})

test('the run that trains now is not deleted', async () => {
  const { actions, get, asked, replies } = await withRuns([cutRun('a'), keptRun('b')])
  replies.train = never
  void actions.runs.resume('a')
  await expect.poll(() => get().run.status).toBe('preparing')
  await actions.runs.remove(['a', 'b'])
  expect(asked('deleteRuns').at(-1)?.parameters).toEqual({ runIds: ['b'] })
})

test('selected runs bring their curves once each, and lose them when they are deleted', async () => {
  const { actions, get, asked } = await withRuns([keptRun('a'), keptRun('b')])
  await actions.runs.select(['a'])
  await actions.runs.select(['a', 'b'])
  expect(asked('readRun').map(({ parameters }) => parameters)).toEqual([{ runId: 'a' }, { runId: 'b' }])
  expect(get().runs.records.map(({ id }) => id)).toEqual(['a', 'b'])
  await actions.runs.remove(['a'])
  expect(get().runs).toMatchObject({ selected: ['b'], records: [{ id: 'b' }] })
})

test('tags and notes are what the engine kept of them', async () => {
  const { actions, get } = await withRuns([keptRun('a')])
  await actions.runs.describe('a', { tags: ['baseline'], note: 'the first' })
  expect(get().runs.runs[0]).toMatchObject({ tags: ['baseline'], note: 'the first' })
})

test('what the engine refuses leaves the table and says why', async () => {
  const { actions, get, replies } = await withRuns([keptRun('a')])
  replies.deleteRuns = () => ({ ok: false, error: { ...failure, code: 'storage' } })
  await actions.runs.remove(['a'])
  expect(get().runs).toMatchObject({ runs: [{ id: 'a' }], deleted: [], error: { code: 'storage' } })
})

test('taking over makes this tab the one that keeps, and offers what was cut short', async () => {
  const { actions, get, replies } = await withRuns([cutRun('a')], { ...keeping, kind: 'reader' })
  replies.takeOver = () => ok(keeping)
  replies.storage = () => ok(keeping)
  await actions.runs.takeOver()
  expect(get()).toMatchObject({ storage: { kind: 'keeping' }, runs: { offered: 'a' } })
})

test('a project that is opened brings its data, model and recipe, and stays on Runs with what was in it', async () => {
  const recipe = recipeOf({ seed: 4 }, 'lora')
  const { actions, get, replies, asked } = await withRuns([keptRun('a')])
  const data = {
    request: { kind: 'kept', fingerprint: 'f00' },
    columns: { textColumn: '', labelColumn: '' },
    edits: [],
  }
  replies.openProject = () =>
    ok({
      name: 'pets',
      data,
      dataName: 'pets',
      fingerprint: 'f00',
      model: { kind: 'catalog', id: 'thaw-vision' },
      recipe,
      runs: { runs: [keptRun('a')], newer: 0 },
      warnings: [told('One was here already.')],
    })
  await actions.runs.openProject(new Blob(['zip']))
  expect(asked('readData').at(-1)?.parameters).toEqual({ request: data.request, ...data.columns })
  expect(get()).toMatchObject({
    view: { step: 'runs' },
    recipe: { forms: { 'image-classification': { method: 'lora', touched: { lora: { seed: 4 } } } } },
    runs: {
      busy: null,
      error: null,
      project: {
        name: 'pets',
        runs: 1,
        withData: true,
        modelTitle: 'Thaw vision',
        warnings: [told('One was here already.')],
      },
    },
  })
})

test('a newer project is refused with everything as it was', async () => {
  const { actions, get, replies } = await withRuns([keptRun('a')])
  const before = get().recipe
  replies.openProject = () => ({ ok: false, error: failure })
  await actions.runs.openProject(new Blob(['zip']))
  expect(get().runs).toMatchObject({ runs: [{ id: 'a' }], project: null, busy: null, error: failure })
  expect(get().recipe).toBe(before)
})

test('a project is saved as the file that the engine made', async () => {
  const { actions, replies, asked } = await withRuns([keptRun('a')])
  const file = { name: 'pets-project.zip', blob: new Blob(['zip']) }
  replies.exportProject = () => ok(file)
  expect(await actions.runs.saveProject(['a'], false)).toMatchObject({ name: 'pets-project.zip' })
  expect(asked('exportProject').at(-1)?.parameters).toEqual({ runIds: ['a'], withData: false })
})
