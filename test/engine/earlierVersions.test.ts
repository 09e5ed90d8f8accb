/** What the first version wrote is opened by this one: people have such records, projects and adapters. */

import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Session } from '../../src/engine/calls/engineContext.ts'
import { memoryStore } from '../../src/engine/storage/blobStore.ts'
import { parseRecord, writeRecord } from '../../src/engine/storage/recordFile.ts'
import { memoryRepository } from '../../src/engine/storage/storedRepository.ts'
import { decodeCheckpoint } from '../../src/engine/train/checkpointFile.ts'
import { galleryRequest } from '../../src/shared/catalog/models.ts'
import type { PredictionInput } from '../../src/shared/domain/answers.ts'
import type { RunRecord } from '../../src/shared/domain/record.ts'
import { sayError } from '../../src/shared/messages/say.ts'
import { parseReport } from '../../src/shared/report/report.ts'
import { entriesOf } from '../support/archives.ts'
import {
  adapterLeft,
  bytesLeft,
  jsonLeft,
  type LeftBehind,
  leftBehind,
  textLeft,
  visitSite,
} from '../support/earlierVersion.ts'
import { inWords } from '../support/inWords.ts'
import { sorted } from '../support/predict.ts'

const letters = 'f332316214926f8fb76cf29d2d56b966547acbac6bae6edd6bed71f012e5a4ec'
const noColumns = { textColumn: '', labelColumn: '' }

/** As the first version's own screens had it. */
const figures = {
  pictures: {
    task: 'image-classification',
    model: { kind: 'catalog', id: 'thaw-vision' },
    request: { kind: 'sample', task: 'image-classification' },
    recipe: { seed: 1, epochs: 2, batch: 32, maxTrain: 96, thaw: 200, method: { id: 'lora', rank: 2, alpha: 16 } },
    counts: { examples: 480, train: 96, validation: 72, test: 96 },
    parameters: { total: 1_390_128, trainable: 21_022 },
    classes: ['butterfly', 'cat', 'fish', 'flower', 'house', 'ice-cream', 'rocket', 'snail'],
    validationLosses: [1.2805899066830082, 1.1717314109797494],
    bestEpoch: 2,
    test: { kind: 'classification', n: 96, loss: 1.164506556032426, accuracy: 0.8645833333333334, baseline: 0.125 },
    words: { tags: ['baseline', 'small'], note: 'the first of all' },
  },
  messages: {
    task: 'text-classification',
    model: { kind: 'catalog', id: 'thaw-text' },
    request: { kind: 'sample', task: 'text-classification' },
    recipe: { seed: 1, epochs: 2, batch: 32, maxTrain: 160, thaw: 1, method: { id: 'top-blocks' } },
    counts: { examples: 480, train: 160, validation: 72, test: 96 },
    parameters: { total: 1_200_388, trainable: 198_788 },
    classes: ['boast', 'excuse', 'invitation', 'warning'],
    validationLosses: [1.3525837108774657, 1.3401690053692539],
    bestEpoch: 2,
    test: { kind: 'classification', n: 96, loss: 1.345466418569279, accuracy: 0.4583333333333333, baseline: 0.25 },
    words: { tags: [], note: '' },
  },
  lighthouse: {
    task: 'text-generation',
    model: { kind: 'catalog', id: 'thaw-writer' },
    request: { kind: 'sample', task: 'text-generation' },
    recipe: { seed: 1, epochs: 1, batch: 8, maxTokens: 128, method: { id: 'prefix', tokens: 4 } },
    counts: { examples: 12, train: 8, validation: 2, test: 2 },
    parameters: { total: 889_984, trainable: 3072 },
    classes: [],
    validationLosses: [4.5591846410778984],
    bestEpoch: 1,
    test: { kind: 'generation', n: 914, perplexity: 91.40573642238566, bitsPerByte: 2.2716484175049088 },
    words: { tags: [], note: '' },
  },
  letters: {
    task: 'text-classification',
    model: { kind: 'catalog', id: 'thaw-text' },
    request: { kind: 'kept', fingerprint: letters },
    recipe: { seed: 7, epochs: 3, batch: 4, thaw: 1, method: { id: 'lora', rank: 2 } },
    counts: { examples: 20, train: 12, validation: 4, test: 4 },
    parameters: { total: 1_200_130, trainable: 4866 },
    classes: ['garden', 'travel'],
    validationLosses: [0.6569198298844057, 0.6399175033471853, 0.638204765785952],
    bestEpoch: 3,
    test: { kind: 'classification', n: 4, loss: 0.6314520510496353, accuracy: 1, baseline: 0.5 },
    words: { tags: [], note: '' },
  },
} as const satisfies Record<LeftBehind, unknown>

function recordLeft(name: LeftBehind | 'interrupted'): RunRecord {
  const record = parseRecord(textLeft(`${name}/record.json`))
  if (record === 'newer') throw new Error(`The record of "${name}" is taken for a later version's.`)
  return record
}

function projectLeft(name: LeftBehind): Blob {
  return new Blob([bytesLeft(`${name}/project.zip`)])
}

describe.each(leftBehind)('of the run on %s that an earlier version trained', (name) => {
  const expected = figures[name]
  const { task, model, request, words } = expected

  test('the record opens with its recipe and figures', () => {
    const record = recordLeft(name)
    const { recipe, log, result } = record
    expect(record).toMatchObject({ version: 2, status: 'finished', task, model, weights: true, testViews: 1, ...words })
    expect(record.data).toEqual({ request, columns: noColumns, edits: [] })
    expect(recipe).toMatchObject({ ...expected.recipe, task, backend: 'wasm', history: [], model: { id: model.id } })
    expect(recipe.split).toEqual({ validation: 0.15, test: 0.2, seed: 0, recordings: false })
    expect(log.epochs.map(({ validationLoss }) => validationLoss)).toEqual(expected.validationLosses)
    expect(log.bestEpoch).toBe(expected.bestEpoch)
    expect(result).toMatchObject({ counts: expected.counts, parameters: expected.parameters, test: expected.test })
    expect(result).toMatchObject({ classes: expected.classes, backend: 'wasm', stop: 'finished' })
    expect(result?.epochs).toEqual(log.epochs)
    expect(result?.recipe).toEqual(recipe)
  })

  test('the report reads, and says what the record says', () => {
    const report = parseReport(jsonLeft(`${name}/report.json`))
    const { recipe, result } = recordLeft(name)
    const { loss, n } = result?.test ?? {}
    const { chat: _, quantise: _______, ...others } = recipe
    const { recordings: __, ...split } = recipe.split
    const { unitFeatures: ___, trunkEpsilon: ____, ...optimiser } = recipe.optimiser
    const { minP: _____, repetitionPenalty: ______, ...sample } = recipe.sample
    const written = { ...others, split, optimiser, sample }
    expect(report).toMatchObject({ model: model.id, method: recipe.method.id, seed: recipe.seed, recipe: written })
    expect(report).toMatchObject({ bestEpoch: expected.bestEpoch, test: { loss, n } })
    expect(report.data).toEqual({ ...expected.counts, classes: expected.classes.length, skipped: [] })
    expect(report.epochs.map(({ validationLoss }) => validationLoss)).toEqual(expected.validationLosses)
  })

  test('the project opens with its run, its recipe, its model and its data', async () => {
    const session = await visitSite(memoryRepository())
    const contents = await session.openProject({ file: projectLeft(name) })
    const { id, recipe } = recordLeft(name)
    expect(contents).toMatchObject({ model, recipe, dataName: recipe.data.name, warnings: [] })
    expect(contents).toMatchObject({ fingerprint: recipe.data.fingerprint, data: { request } })
    expect(contents.runs.runs.map((run) => run.id)).toEqual([id])
    const run = await session.readRun({ runId: id })
    expect(run).toEqual({ ...recordLeft(name), weights: name !== 'messages' })
  })
})

describe('a run of an earlier version', () => {
  let session: Session
  beforeAll(async () => {
    session = await visitSite(memoryRepository())
  })

  // The page showed three digits. A picture was decoded by the browser there and by another JPEG decoder here.
  const questions: readonly [LeftBehind, number, () => Promise<PredictionInput>][] = [
    ['pictures', 0.02, async () => ({ kind: 'image', image: await firstPicture() })],
    ['letters', 0.001, async () => ({ kind: 'text', text: 'We took the train to the sea.' })],
  ]
  test.each(questions)('on %s answers as it did, from its project', async (name, tolerance, question) => {
    const { model } = await session.openProject({ file: projectLeft(name) })
    if (!model) throw new Error('The project names no model.')
    await session.loadModel({ request: model })
    await session.openRun({ runId: recordLeft(name).id })
    const { classes } = sorted(await session.predict({ input: await question() }))
    const { answer, shares } = jsonLeft(`${name}/answer.json`) as { answer: string; shares: string }
    expect(classes[0]?.name).toBe(answer)
    const shown = [...shares.matchAll(/([a-z-]+)([\d.]+)/g)].map(
      ([, kind = '', share]) => [kind, Number(share)] as const,
    )
    expect(shown).toHaveLength(classes.length)
    const answered = new Map(classes.map((each) => [each.name, each.probability]))
    for (const [kind, share] of shown)
      expect(Math.abs((answered.get(kind) ?? Number.NaN) - share), kind).toBeLessThan(tolerance)
  })

  test('has its data with it, and is trained again by its recipe to the same losses', async () => {
    const { data, recipe } = await session.openProject({ file: projectLeft('letters') })
    if (!data || !recipe) throw new Error('The project has no data or no recipe.')
    const read = await session.readData({ ...data, ...data.columns })
    expect(read).toMatchObject({ name: 'letters', fingerprint: recipe.data.fingerprint, task: 'text-classification' })
    await session.loadModel({ request: galleryRequest('thaw-text', recipe.model.revision) })
    const { epochs, test: tested, counts } = await session.train({ runId: 'again', recipe })
    expect(counts).toEqual(figures.letters.counts)
    // Sums are in another order on another machine's number of threads.
    for (const [index, loss] of figures.letters.validationLosses.entries())
      expect(epochs[index]?.validationLoss).toBeCloseTo(loss, 4)
    expect(tested).toMatchObject({ n: 4, accuracy: 1 })
  })

  test('finds its data where that version kept them', async () => {
    const store = memoryStore()
    await store.put(`data/${letters}`, bytesLeft('letters/data.pack'))
    await store.put(`run/${recordLeft('letters').id}/record`, bytesLeft('letters/record.json'))
    const visit = await visitSite(memoryRepository(store))
    expect(await visit.listRuns({})).toMatchObject({ newer: 0, runs: [{ epochs: 3, testScore: 1, weights: false }] })
    const read = await visit.readData({ request: { kind: 'kept', fingerprint: letters }, ...noColumns })
    expect(read).toMatchObject({ name: 'letters', fingerprint: letters, examples: 20 })
  })

  test('says in its own words what went wrong and what was noticed', () => {
    const left = jsonLeft('pictures/record.json') as { trail: object; result: object }
    const wordy = {
      ...left,
      trail: { ...left.trail, notices: [{ step: 7, kind: 'resumed', text: 'Goes on from step 6.' }] },
      result: { ...left.result, warnings: ['Two pictures are the same.'] },
      error: { code: 'worker-lost', message: 'The engine stopped.', advice: 'Start again.', causes: ['Error: gone'] },
    }
    const record = parseRecord(JSON.stringify(wordy))
    if (record === 'newer') expect.fail('The record is taken for a later version’s.')
    expect(inWords(record.result?.warnings ?? [])).toEqual(['Two pictures are the same.'])
    expect(record.log.notices).toMatchObject([{ step: 7, kind: 'resumed' }])
    expect(inWords(record.log.notices.map(({ message }) => message))).toEqual(['Goes on from step 6.'])
    expect(record.error).toMatchObject({ code: 'worker-lost', causes: ['Error: gone'] })
    expect(record.error && sayError(record.error)).toEqual(['The engine stopped.', 'Start again.'])
    // As this version writes it, it is read again as the same.
    expect(parseRecord(new TextDecoder().decode(writeRecord(record)))).toEqual(record)
  })

  test('that was interrupted goes on from its checkpoint to its end', async () => {
    const left = recordLeft('interrupted')
    expect(left).toMatchObject({ status: 'running', checkpoint: { step: 15, epoch: 3 }, result: null })
    const repository = memoryRepository(memoryStore())
    const bytes = bytesLeft('interrupted/checkpoint.safetensors')
    const { position } = decodeCheckpoint(bytes.slice())
    expect(position).toMatchObject({ step: 15, bestEpoch: 3, epochs: left.log.epochs, history: [] })
    await repository.writeRecord(left)
    await repository.writePart(left.id, 'checkpoint', bytes)
    const visit = await visitSite(repository)
    await visit.readData({ request: { kind: 'sample', task: 'text-classification' }, ...noColumns })
    await visit.loadModel({ request: galleryRequest('thaw-text', left.recipe.model.revision) })
    const { epochs, stop } = await visit.train({ runId: left.id, recipe: left.recipe, resume: true })
    expect(epochs.slice(0, 3)).toEqual(left.log.epochs)
    expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6])
    expect(epochs[5]?.validationLoss).toBeLessThan(left.log.epochs[2]?.validationLoss ?? 0)
    expect(stop).toBe('finished')
  })
})

describe('an adapter of an earlier version', () => {
  const bases = [
    ['pictures', 'thaw-vision', { method: { id: 'lora', rank: 2 } }, figures.pictures.classes],
    ['lighthouse', 'thaw-writer', { method: { id: 'prefix', tokens: 4 } }, []],
    ['letters', 'thaw-text', { method: { id: 'lora', rank: 2 }, thaw: 1 }, figures.letters.classes],
  ] as const
  test.each(bases)('of %s stands on %s with its method and its classes', async (name, id, adapter, labels) => {
    const session = await visitSite(memoryRepository())
    await session.loadModel({ request: galleryRequest(id, baseOf(name)) })
    const summary = await session.loadModel({ request: { kind: 'files', files: adapterLeft(name) } })
    expect(summary).toMatchObject({ id: 'brought', tasks: [figures[name].task], adapter, labels })
    if (name !== 'letters') return
    const { classes } = sorted(
      await session.predict({ input: { kind: 'text', text: 'We took the train to the sea.' } }),
    )
    expect(classes[0]?.name).toBe('travel')
    expect(classes[0]?.probability).toBeCloseTo(0.523, 2)
  })
})

/** The revision that the adapter says it was made for. */
function baseOf(name: LeftBehind): string {
  const own = adapterLeft(name).some(({ path }) => path === 'thaw_adapter.json')
  const { base } = (own ? jsonLeft(`${name}/adapter/thaw_adapter.json`) : {}) as { base?: { revision: string } }
  return base?.revision ?? ''
}

test('an adapter of an embedded model that has been renewed since is refused on the new one, and says how', async () => {
  const session = await visitSite(memoryRepository())
  await session.loadModel({ request: { kind: 'catalog', id: 'thaw-text' } })
  const brought = session.loadModel({ request: { kind: 'files', files: adapterLeft('letters') } })
  await expect(brought).rejects.toMatchObject({
    code: 'adapter-invalid',
    message: expect.stringContaining('made for an earlier thaw-text, revision 8041f150e3a2'),
    advice: expect.stringContaining('thaw-text@8041f150e3a2'),
  })
  await session.loadModel({ request: { kind: 'reference', text: 'thaw-text@8041f150e3a2' } })
  expect(await session.loadModel({ request: { kind: 'files', files: adapterLeft('letters') } })).toMatchObject({
    id: 'brought',
    title: 'Your adapter of Thaw text',
  })
})

async function firstPicture(): Promise<Blob> {
  const [first] = await entriesOf(await readFile('public/samples/picture-book.zip'))
  return new Blob([new Uint8Array(first?.bytes ?? [])])
}
