/** Runs of earlier visits: opened, described, looked at, deleted and brought back. */

import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, expect, test } from 'vitest'
import { memoryStore } from '../../../src/engine/storage/blobStore.ts'
import { memoryRepository } from '../../../src/engine/storage/storedRepository.ts'
import type { NamedFile } from '../../../src/shared/domain/files.ts'
import { buildRecipe, defaultFields } from '../../../src/shared/recipe/recipe.ts'
import { startBackend } from '../../support/backends.ts'
import { lampRecipe, loadFolder, readLamp, type Visit, visit, writerFolder } from '../../support/keptSession.ts'
import { sorted } from '../../support/predict.ts'
import { someRecord, someResult } from '../../support/runRecords.ts'
import { tinyReader } from '../../support/tinyTextModel.ts'

let folder: NamedFile[]
const asked = { settings: { prompt: 'The keeper', tokens: 6, temperature: 0, topK: 0, topP: 1 }, seed: 1 }

beforeAll(async () => {
  await startBackend('wasm')
  folder = await writerFolder()
})

test('a run of an earlier visit answers as it did, once its model is loaded, and leaves no tensor', async () => {
  const store = memoryStore()
  const first = await visit(memoryRepository(store))
  const recipe = lampRecipe(await loadFolder(first, folder), await readLamp(first), 'lora', { epochs: 1 })
  await first.session.train({ runId: 'run', recipe })
  const { text } = await first.session.generate(asked)
  await first.session.boot({ backend: 'wasm' })

  const before = tf.memory().numTensors
  const { session } = await visit(memoryRepository(store))
  await expect(session.openRun({ runId: 'run' })).rejects.toMatchObject({ code: 'model-unsupported' })
  await loadFolder({ session, events: [], onEvent: () => {} }, folder)
  expect(await session.openRun({ runId: 'run' })).toMatchObject({ id: 'run', status: 'finished' })
  expect((await session.generate(asked)).text).toBe(text)
  await session.boot({ backend: 'wasm' })
  expect(tf.memory().numTensors).toBe(before)
})

test('a run on another model says which one to load; one without weights says so; an unknown one is unknown', async () => {
  const repository = memoryRepository()
  const self = await visit(repository)
  const { id, revision } = await loadFolder(self, folder)
  const { recipe } = someRecord('x')
  await repository.writeRecord(someRecord('other'))
  await repository.writeRecord(someRecord('bare', { recipe: { ...recipe, model: { ...recipe.model, id, revision } } }))
  await expect(self.session.openRun({ runId: 'other' })).rejects.toMatchObject({
    code: 'model-mismatch',
    advice: 'Load Tiny first.',
  })
  await expect(self.session.openRun({ runId: 'bare' })).rejects.toThrow('weights of this run are not saved')
  await expect(self.session.openRun({ runId: 'none' })).rejects.toMatchObject({ code: 'run-unknown' })
  await expect(self.session.readRun({ runId: 'none' })).rejects.toMatchObject({ code: 'run-unknown' })
})

test('a run that is opened again is no second look, and the runs of one test set are counted together', async () => {
  const repository = memoryRepository()
  for (const id of ['a', 'b']) await repository.writeRecord(someRecord(id, { result: someResult(id) }))
  await repository.writeRecord(someRecord('c', { result: someResult('c', { testSet: 'another' }) }))
  const { session } = await visit(repository)
  const view = (runId: string) => session.countTestView({ runId })
  expect([await view('a'), await view('a'), await view('b'), await view('c')]).toEqual([
    { views: 1, runs: 1 },
    { views: 1, runs: 1 },
    { views: 1, runs: 2 },
    { views: 1, runs: 1 },
  ])
})

test('tags and notes are kept plainly; a deleted run can be brought back', async () => {
  const repository = memoryRepository()
  await repository.writeRecord(someRecord('a'))
  const { session } = await visit(repository)
  const { runs } = await session.describeRun({ runId: 'a', tags: [' good', 'good', ''], note: 'first try' })
  expect(runs).toMatchObject([{ tags: ['good'], note: 'first try' }])
  expect((await session.describeRun({ runId: 'a', tags: [] })).runs).toMatchObject([{ tags: [], note: 'first try' }])
  expect((await session.deleteRuns({ runIds: ['a', 'nobody'] })).runs).toEqual([])
  await expect(session.readRun({ runId: 'a' })).rejects.toMatchObject({ code: 'run-unknown' })
  expect((await session.restoreRuns({ runIds: ['a'] })).runs).toHaveLength(1)
  expect(await session.storage({})).toMatchObject({ kind: 'keeping' })
})

test('a temperature that was taken into use is kept with the run, and holds when it is opened again', async () => {
  const repository = memoryRepository()
  const first = await moodVisit(repository)
  await first.session.train({ runId: 'mood', recipe: first.recipe })
  const plain = await first.logRatio()
  await first.session.calibrate({ temperature: 4 })
  expect((await first.session.readRun({ runId: 'mood' })).temperature).toBe(4)

  const second = await moodVisit(repository)
  expect(await second.session.openRun({ runId: 'mood' })).toMatchObject({ temperature: 4 })
  expect(await second.logRatio()).toBeCloseTo(plain / 4, 5)
  await second.session.calibrate({ temperature: 1 })
  expect(await second.logRatio()).toBeCloseTo(plain, 5)
  await second.session.openRun({ runId: 'mood' })
  expect(await second.logRatio()).toBeCloseTo(plain, 5)
})

test("a temperature for a model that was brought is no run's", async () => {
  const repository = memoryRepository()
  const self = await moodVisit(repository)
  await self.session.train({ runId: 'mood', recipe: self.recipe })
  const files = (await self.session.exportModel({})).map(({ name, blob }) => ({ path: name, file: blob }))
  await self.session.loadModel({ request: { kind: 'files', files } })
  await self.session.calibrate({ temperature: 4 })
  expect((await repository.record('mood'))?.temperature).toBe(1)
})

/** A reader on sentences of two moods, with the recipe of a short run. */
async function moodVisit(repository: ReturnType<typeof memoryRepository>) {
  const self: Visit = await visit(repository)
  const files = (await tinyReader()).map(({ name, buffer }) => ({
    path: name,
    file: new Blob([new Uint8Array(buffer)]),
  }))
  const { id, revision } = await loadFolder(self, files)
  const rows = Array.from({ length: 20 }, (_, i) => (i % 2 ? `what a good day ${i},glad` : `it rained again ${i},sad`))
  const table = { path: 'moods.csv', file: new Blob([`text,label\n${rows.join('\n')}\n`]) }
  const request = { kind: 'files', name: 'moods', files: [table] } as const
  const { fingerprint } = await self.session.readData({ request, textColumn: 'text', labelColumn: 'label' })
  const task = 'text-classification'
  const identity = { task, model: { id, revision }, data: { name: 'moods', fingerprint }, backend: 'auto' } as const
  const recipe = buildRecipe(identity, { ...defaultFields('head', task), epochs: 1, maxTokens: 16 })
  const logRatio = async () => {
    const { classes } = sorted(await self.session.predict({ input: { kind: 'text', text: 'what a day' } }))
    const of = (name: string) => Math.log(classes.find((each) => each.name === name)?.probability ?? 0)
    return of('glad') - of('sad')
  }
  return { session: self.session, recipe, logRatio }
}

test('what stood in one visit is told to the next, with the files that only the person had', async () => {
  const store = memoryStore()
  const first = await visit(memoryRepository(store))
  expect(await first.session.lastVisit({})).toBe(null)
  const model = await loadFolder(first, folder)
  const data = await readLamp(first)
  await first.session.keepVisit({ runId: 'run' })

  const { session } = await visit(memoryRepository(store))
  const kept = await session.lastVisit({})
  expect(kept).toEqual({
    data: {
      request: { kind: 'kept', fingerprint: data.fingerprint },
      columns: { textColumn: '', labelColumn: '' },
      edits: [],
    },
    model: { kind: 'kept', id: model.id },
    runId: 'run',
  })
  if (!kept?.data || !kept.model) throw new Error('internal: it was just compared')
  expect(await session.readData({ request: kept.data.request, ...kept.data.columns })).toMatchObject({
    ...{ name: 'lamp', fingerprint: data.fingerprint },
  })
  expect(await session.loadModel({ request: kept.model })).toMatchObject({ revision: model.revision })
})
