// What leaves is read back and asked again: files as they were written agree, files that were changed do not.
import * as tf from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { nodeCodec } from '../../../src/commands/nodeCodec.ts'
import { createEngineContext, type EngineContext } from '../../../src/engine/calls/engineContext.ts'
import { exportCalls } from '../../../src/engine/calls/exportCalls.ts'
import type { Dataset } from '../../../src/engine/data/dataset.ts'
import { splitDataset } from '../../../src/engine/data/splitDataset.ts'
import type { TunedModel } from '../../../src/engine/inference/tunedModel.ts'
import type { LiveModel } from '../../../src/engine/models/liveModel.ts'
import type { ModelText } from '../../../src/engine/models/modelText.ts'
import type { OpenModel } from '../../../src/engine/models/openModel.ts'
import { taskHead } from '../../../src/engine/models/taskHead.ts'
import { initialValues } from '../../../src/engine/nn/parameters.ts'
import { memoryStore } from '../../../src/engine/storage/blobStore.ts'
import type { RunRepository } from '../../../src/engine/storage/runRepository.ts'
import { methodEngines } from '../../../src/methods/engines.ts'
import type { MethodId } from '../../../src/methods/ids.ts'
import type { ExportedFile } from '../../../src/shared/domain/files.ts'
import { seeded } from '../../../src/shared/random.ts'
import { buildRecipe, defaultFields } from '../../../src/shared/recipe/recipe.ts'
import type { EngineEvent } from '../../../src/shared/wire/events.ts'
import { startBackend } from '../../support/backends.ts'
import { drawnDataset } from '../../support/drawnDataset.ts'
import { builtSite } from '../../support/runtimeSite.ts'
import { tinyResnet } from '../../support/tinyResnet.ts'
import { labelledTexts, passages, tinyBert, tinyGpt2, tinyText } from '../../support/tinyText.ts'
import { optionsOf } from '../../support/tuningNetwork.ts'

interface Standing {
  readonly dataset: Dataset
  readonly live: LiveModel
  readonly text: ModelText | null
}

const standings = {
  pictures: (): Standing => ({ dataset: drawnDataset(20), live: tinyResnet(), text: null }),
  texts: (): Standing => ({ dataset: labelledTexts(20), live: tinyBert(), text: tinyText() }),
  passages: (): Standing => ({ dataset: passages(30), live: tinyGpt2(), text: tinyText() }),
}

let opened: { context: EngineContext; live: LiveModel } | null = null

beforeAll(() => startBackend('cpu'))
afterEach(() => {
  opened?.context.replaceTuned(null)
  opened?.live.dispose()
  opened = null
})

/** A context in which a run by the method has ended. */
function ended({ dataset, live, text }: Standing, method: MethodId) {
  const events: EngineEvent[] = []
  const opener = async () => ({ adapter: 'test', software: false, threads: 1 })
  const context = createEngineContext({
    codec: nodeCodec,
    fetch: (address) =>
      String(address).startsWith(builtSite.siteBase)
        ? builtSite.fetch(address)
        : Promise.reject(new Error('no network')),
    store: memoryStore(),
    storeWarning: null,
    repository: {} as RunRepository, // nothing is kept
    siteBase: builtSite.siteBase,
    openers: { webgpu: opener, webgl: opener, wasm: opener, cpu: opener },
    emit: (event) => events.push(event),
  })
  const { task, name, fingerprint } = dataset
  const identity = { task, data: { name, fingerprint }, backend: 'cpu' as const, model: { id: 'a/b', revision: '1' } }
  const recipe = buildRecipe(identity, defaultFields(method, task))
  const model: OpenModel = { live, text, summary: {} as OpenModel['summary'], request: { kind: 'catalog', id: 'tiny' } }
  context.data = {
    ...{ dataset, request: { kind: 'sample', task }, columns: { textColumn: '', labelColumn: '' } },
    ...{ edits: [], origin: fingerprint },
  }
  context.model = model
  context.lastRun = { recipe, dataset, model }
  context.replaceTuned(tunedBy({ dataset, live, text }, method))
  opened = { context, live }
  const { split } = recipe
  const { test: tested } = splitDataset(dataset, { ...split, seed: split.seed || recipe.seed, maxTrain: 0 })
  return { context, calls: exportCalls(context), events, tested }
}

function tunedBy({ dataset, live, text }: Standing, method: MethodId): TunedModel {
  const { task, classes: labels } = dataset
  const model = live.fork()
  const options = optionsOf(method, task)
  const attachment = methodEngines[method].attach(model.trunk, options)
  const drawn = (specs: readonly Parameters<typeof initialValues>[0][], of: string) =>
    new Map(
      specs.map((spec) => {
        const random = seeded(of).fork(spec.name)
        const values = Float32Array.from(initialValues(spec, random), (value) => value + 0.2 * random.normal())
        return [spec.name, tf.tensor(values, [...spec.shape])] as const
      }),
    )
  return {
    ...{ task, model, labels, text, method: options, base: { id: 'a/b', revision: '1' } },
    head: drawn(taskHead(model.trunk, task, labels.length), 'head'),
    adapter: attachment.added.length > 0 ? { options, attachment, values: drawn(attachment.added, 'adapter') } : null,
    maxTokens: 12,
  }
}

const cases: [keyof typeof standings, MethodId, 'weights' | 'adapter'][] = [
  ['pictures', 'lora', 'weights'],
  ['pictures', 'lora', 'adapter'],
  ['texts', 'lora', 'weights'],
  ['texts', 'lora', 'adapter'],
  ['texts', 'adapter', 'adapter'],
  ['passages', 'lora', 'weights'],
  ['passages', 'lora', 'adapter'],
]

describe.each(cases)('%s by %s as %s', (kind, method, what) => {
  test('answer on the test as the model does, and leave no tensor', async () => {
    const { calls, events, tested } = ended(standings[kind](), method)
    const files = await calls.exportModel({ what })
    const before = tf.memory().numTensors
    const proof = await calls.proveExport({ what, files })
    expect(tf.memory().numTensors).toBe(before)
    expect(proof).toMatchObject({
      status: 'checked',
      from: 'test',
      of: 'probability',
      examples: asked(kind, tested),
      agrees: true,
    })
    // Merged weights are rounded once more.
    expect(proof.status === 'checked' && proof.largest).toBeLessThan(1e-5)
    const told = events.filter((event) => event.type === 'progress' && event.job === 'export')
    expect(told.at(-1)).toMatchObject({ unit: 'examples', total: asked(kind, tested) })
  })

  test('that were changed on the way are found out', async () => {
    const { calls } = ended(standings[kind](), method)
    const files = await calls.exportModel({ what })
    const proof = await calls.proveExport({ what, files: await Promise.all(files.map(damaged)) })
    expect(proof).toMatchObject({ status: 'checked', agrees: false })
    expect(proof.status === 'checked' && proof.largest).toBeGreaterThan(1e-3)
  })
})

describe.each(['pictures', 'texts', 'passages'] as const)('%s as a page', (kind) => {
  test('answer with weights of 8 bits nearly as the model does, alike as a file and as a folder', async () => {
    const { calls, tested } = ended(standings[kind](), 'lora')
    const examples = asked(kind, tested)
    const largest: number[] = []
    for (const what of ['page', 'site'] as const) {
      const files = await calls.exportModel({ what })
      const before = tf.memory().numTensors
      const proof = await calls.proveExport({ what, files })
      expect(tf.memory().numTensors).toBe(before)
      expect(proof).toMatchObject({ status: 'checked', from: 'test', examples, agrees: true })
      if (kind === 'passages') expect(proof).toMatchObject({ written: { places: expect.any(Number) } })
      else expect(proof).toMatchObject({ rounded: { most: 0.1 } })
      if (proof.status === 'checked') largest.push(proof.largest)
    }
    const [ofPage = 0, ofSite] = largest
    expect(ofSite).toBe(ofPage)
    // It is the rounding that is measured. The pictures' network is so small that its rows stay whole, or its answers sure.
    if (kind === 'pictures') expect(ofPage).toBeLessThan(0.1)
    else expect(ofPage).toBeGreaterThan(1e-5)
  })

  test('that were changed on the way are found out', async () => {
    const { calls } = ended(standings[kind](), 'lora')
    const folder = await Promise.all((await calls.exportModel({ what: 'site' })).map(damaged))
    const proof = await calls.proveExport({ what: 'site', files: folder })
    // Also of a writer that nobody trained, which finds all tokens about as likely.
    expect(proof).toMatchObject({ status: 'checked', agrees: false })
    const [page] = await calls.exportModel({ what: 'page' })
    const text = (await page?.blob.text()) ?? ''
    const half = new Blob([text.slice(0, text.length / 2)])
    const broken = calls.proveExport({ what: 'page', files: [{ name: 'page.html', blob: half }] })
    await expect(broken).rejects.toThrow()
  })
})

/** Passages are fewer: each is read at many places. */
function asked(kind: keyof typeof standings, { length }: readonly number[]): number {
  return Math.min(kind === 'passages' ? 24 : 50, length)
}

/** Every third number with another sign: all of them would be the same product of two small matrices again. */
async function damaged({ name, blob }: ExportedFile): Promise<ExportedFile> {
  if (!name.endsWith('.safetensors')) return { name, blob }
  const bytes = new Uint8Array(await blob.arrayBuffer())
  const header = Number(new DataView(bytes.buffer).getBigUint64(0, true)) + 8
  for (let at = header + 3; at < bytes.length; at += 12) bytes[at] = (bytes[at] as number) ^ 0x80
  return { name, blob: new Blob([bytes]) }
}

test('a model that was brought is asked about the data that are open', async () => {
  const { calls, context } = ended(standings.texts(), 'lora')
  const files = await calls.exportModel({})
  context.lastRun = null
  expect(await calls.proveExport({ what: 'weights', files })).toMatchObject({
    status: 'checked',
    from: 'data',
    examples: 50,
  })
})

test('without examples of its task, and without what an adapter stands on, nothing is claimed', async () => {
  const { calls, context } = ended(standings.texts(), 'lora')
  const files = await calls.exportModel({ what: 'adapter' })
  const open = context.data
  context.data = null
  const nothing = await calls.proveExport({ what: 'adapter', files })
  expect(nothing).toMatchObject({ status: 'unchecked', why: { key: 'proofNeedsExamples' } })
  context.data = open && { ...open, dataset: drawnDataset(4) }
  expect(await calls.proveExport({ what: 'adapter', files })).toMatchObject({ status: 'unchecked' })
  context.data = open
  context.lastRun = null
  context.model = null
  const alone = await calls.proveExport({ what: 'adapter', files })
  expect(alone).toMatchObject({ status: 'unchecked', why: { key: 'proofNeedsBase' } })
})

test('files of which some are lost are no proof but an error', async () => {
  const { calls } = ended(standings.pictures(), 'lora')
  const files = await calls.exportModel({})
  const without = files.filter(({ name }) => name !== 'model.safetensors')
  await expect(calls.proveExport({ what: 'weights', files: without })).rejects.toMatchObject({
    code: expect.any(String),
  })
})

test('a check that is called off ends, and frees what was read', async () => {
  const { calls, context } = ended(standings.texts(), 'lora')
  const files = await calls.exportModel({})
  const before = tf.memory().numTensors
  const proof = calls.proveExport({ what: 'weights', files })
  await new Promise((resolve) => setTimeout(resolve, 20))
  context.cancel('export')
  await expect(proof).rejects.toMatchObject({ code: 'cancelled' })
  expect(tf.memory().numTensors).toBe(before)
})

test('a plan tells size, files and code beforehand', async () => {
  const { calls } = ended(standings.texts(), 'lora')
  const weights = await calls.planExport({ what: 'weights' })
  const written = await calls.exportModel({})
  const file = written.find(({ name }) => name === 'model.safetensors')?.blob
  if (!file) throw new Error('no weights were written')
  const header = Number(new DataView(await file.slice(0, 8).arrayBuffer()).getBigUint64(0, true)) + 8
  expect(weights.bytes).toBe(file.size - header)
  expect(weights.snippets.find(({ language }) => language === 'python')?.code).toContain('from_pretrained(folder')
  const onnx = await calls.planExport({ what: 'onnx' })
  expect(new Set(onnx.snippets.map(({ language }) => language))).toEqual(new Set(['js', 'python']))
  const adapter = await calls.planExport({ what: 'adapter' })
  expect(adapter).toMatchObject({ note: expect.stringContaining('peft'), files: expect.arrayContaining(['README.md']) })
})

test('an export that nobody saves takes no room once it is dropped', async () => {
  const { calls, context } = ended(standings.texts(), 'lora')
  const { store } = context.around
  await calls.exportModel({ what: 'onnx' })
  expect((await store.list()).map(({ key }) => key.split('/').at(-1))).toContain('model.onnx')
  await calls.dropExport(null)
  expect(await store.list()).toEqual([])
})

test('a setting that a target does not have is refused before anything is written', async () => {
  const { calls } = ended(standings.pictures(), 'lora')
  const refused = { code: 'export-refused', said: { key: 'exportOptionUnknown' } }
  await expect(calls.exportModel({ what: 'weights', options: { title: 'x' } })).rejects.toMatchObject(refused)
  await expect(calls.planExport({ what: 'weights', options: { title: 'x' } })).rejects.toMatchObject(refused)
})

test('where peft has no place for an adapter, its card says what Python reads instead', async () => {
  const { calls } = ended({ ...standings.texts(), live: tinyBert({ thaw_pooling: 'cls' }) }, 'lora')
  const { note } = await calls.planExport({ what: 'adapter' })
  expect(note).toBe('Python’s peft loads it, and so does this studio.')
  opened?.context.replaceTuned(null)
  opened?.live.dispose()
  const ofMean = ended(standings.texts(), 'lora')
  expect((await ofMean.calls.planExport({ what: 'adapter' })).note).toMatch(
    /peft has no place for it, and its README says why\. For Python, take “The whole model”: /,
  )
  opened?.context.replaceTuned(null)
  opened?.live.dispose()
  // What merges into nothing has no whole model that Python reads.
  const bottleneck = ended(standings.texts(), 'adapter')
  expect((await bottleneck.calls.planExport({ what: 'adapter' })).note).toMatch(/its README says why\.$/)
})
