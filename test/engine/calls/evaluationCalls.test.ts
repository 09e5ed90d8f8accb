// The analyses, asked for as the page asks, at models as a run would leave them.

import * as tf from '@tensorflow/tfjs-core'
import { afterEach, describe, expect, test } from 'vitest'
import { nodeCodec } from '../../../src/commands/nodeCodec.ts'
import { createEngineContext, type EngineContext } from '../../../src/engine/calls/engineContext.ts'
import { evaluationCalls } from '../../../src/engine/calls/evaluationCalls.ts'
import type { Dataset } from '../../../src/engine/data/dataset.ts'
import { textOf } from '../../../src/engine/data/dataset.ts'
import { unpackedBlob } from '../../../src/engine/data/pictureBlob.ts'
import type { LiveModel } from '../../../src/engine/models/liveModel.ts'
import type { ModelText } from '../../../src/engine/models/modelText.ts'
import type { OpenModel } from '../../../src/engine/models/openModel.ts'
import { initialValues } from '../../../src/engine/nn/parameters.ts'
import { memoryStore } from '../../../src/engine/storage/blobStore.ts'
import type { RunRepository } from '../../../src/engine/storage/runRepository.ts'
import type { MethodId } from '../../../src/methods/ids.ts'
import { seeded } from '../../../src/shared/random.ts'
import { buildRecipe, defaultFields } from '../../../src/shared/recipe/recipe.ts'
import type { EngineEvent } from '../../../src/shared/wire/events.ts'
import { startBackend } from '../../support/backends.ts'
import { drawnDataset } from '../../support/drawnDataset.ts'
import { inWords } from '../../support/inWords.ts'
import { predict } from '../../support/predict.ts'
import { classTarget, labelOf } from '../../support/targets.ts'
import { tinyResnet } from '../../support/tinyResnet.ts'
import { labelledTexts, passages, tinyBert, tinyGpt2, tinyText } from '../../support/tinyText.ts'

interface Standing {
  readonly dataset: Dataset
  readonly live: LiveModel
  readonly text?: ModelText | null
  readonly method?: MethodId
}

let opened: { context: EngineContext; live: LiveModel } | null = null

/** A bench on which a run has ended: its model is the untouched one with the lowest block's weights moved. */
function bench({ dataset, live, text = null, method = 'full' }: Standing) {
  const events: EngineEvent[] = []
  const opener = async () => ({ adapter: 'test', software: false, threads: 1 })
  const made = createEngineContext({
    codec: nodeCodec,
    fetch: () => Promise.reject(new Error('no network')),
    store: memoryStore(),
    storeWarning: null,
    repository: {} as RunRepository, // no analysis keeps anything
    siteBase: 'https://studio.example/',
    openers: { webgpu: opener, webgl: opener, wasm: opener, cpu: opener },
    emit: (event) => events.push(event),
  })
  const { task, classes, name, fingerprint } = dataset
  const identity = { task, data: { name, fingerprint }, backend: 'cpu' as const, model: { id: 'tiny', revision: '1' } }
  const recipe = buildRecipe(identity, defaultFields(method, task))
  const tuned = live.fork()
  const [spec] = live.trunk.blocks[0]?.parameters ?? []
  if (spec && method !== 'head') tuned.put(spec.name, tf.tensor(initialValues(spec, seeded('moved')), [...spec.shape]))
  const specs = classes.length > 0 ? live.trunk.classifier.parameters(classes.length) : []
  const random = seeded('head')
  const head = new Map(
    specs.map((each) => [each.name, tf.tensor(initialValues(each, random.fork(each.name)), [...each.shape])]),
  )
  const model: OpenModel = { live, text, summary: {} as OpenModel['summary'], request: { kind: 'catalog', id: 'tiny' } }
  made.data = {
    ...{ dataset, request: { kind: 'sample', task }, columns: { textColumn: '', labelColumn: '' } },
    ...{ edits: [], origin: fingerprint },
  }
  made.model = model
  made.lastRun = { recipe, dataset, model }
  made.replaceTuned({ task, model: tuned, head, adapter: null, labels: classes, text, maxTokens: 12 })
  opened = { context: made, live }
  return { context: made, calls: evaluationCalls(made), events }
}

afterEach(() => {
  opened?.context.replaceTuned(null)
  opened?.live.dispose()
  opened = null
})

describe.each(['cpu', 'wasm'] as const)('on %s', (backend) => {
  const kinds: [string, () => Standing][] = [
    ['pictures', () => ({ dataset: drawnDataset(20), live: tinyResnet() })],
    ['texts', () => ({ dataset: labelledTexts(20), live: tinyBert(), text: tinyText() })],
  ]

  test.each(kinds)('%s are compared before and after, and nothing is left behind', async (_, standing) => {
    await startBackend(backend)
    const { calls, context: made, events } = bench(standing())
    const before = tf.memory().numTensors
    const comparison = await calls.compareFeatures({})
    expect(tf.memory().numTensors).toBe(before)
    const examples = made.data?.dataset.examples ?? []
    expect(comparison.points.map(({ truth }) => truth)).toEqual(
      comparison.points.map((p) => labelOf(examples[p.example])),
    )
    expect(new Set(comparison.points.map(({ truth }) => truth)).size).toBe(3)
    expect(comparison.points.map((p) => p.before)).not.toEqual(comparison.points.map((p) => p.after))
    expect(comparison.trained).toBeGreaterThan(20)
    for (const shown of [comparison.shown.before, comparison.shown.after]) {
      expect(shown).toBeGreaterThan(0.2)
      expect(shown).toBeLessThanOrEqual(1)
    }
    // Colours, and the names of animals, are told apart by random features too, if not always.
    expect(comparison.nearestMean?.before).toBeGreaterThan(0.5)
    const progress = events.filter((event) => event.type === 'progress')
    expect(progress.at(-1)).toMatchObject({ job: 'examine', done: progress.at(-1)?.total })
  })

  test.each(kinds)('a class of %s is explained, and nothing is left behind', async (_, standing) => {
    await startBackend(backend)
    const { calls, context: made } = bench(standing())
    const before = tf.memory().numTensors
    const answer = await calls.explain({ example: 25, label: 1 })
    expect(tf.memory().numTensors).toBe(before)
    const { content } = made.data?.dataset.examples[25] ?? {}
    if (!content) throw new Error('no example')
    const input =
      content.kind === 'image'
        ? { kind: 'image' as const, image: await unpackedBlob(content.blob) }
        : { kind: 'text' as const, text: textOf(content) ?? '' }
    const { classes } = await made.ask((tuned) => predict(tuned, input, nodeCodec))
    const name = made.data?.dataset.classes[1]
    expect(answer.probability).toBeCloseTo(classes.find((each) => each.name === name)?.probability ?? 0, 5)
    if (answer.kind === 'text') {
      expect(answer.tokens.map(({ text }) => text).join('')).toBe(content.kind === 'text' ? content.text : '')
      expect(Math.max(...answer.tokens.map(({ weight }) => Math.abs(weight)))).toBe(1)
      return
    }
    const { width } = await nodeCodec.decode(answer.picture, 1)
    expect([answer.side, width, answer.heat.length]).toEqual([32, 32, 32 * 32])
    expect(Math.max(...answer.heat)).toBe(1)
    expect(Math.min(...answer.heat)).toBeGreaterThanOrEqual(0)
  })

  test('a wrong label among pictures is doubted, with what it should be, and never one of the test', async () => {
    await startBackend(backend)
    const drawn = drawnDataset(40)
    const wrong = {
      ...drawn,
      examples: drawn.examples.map((each, at) => (at % 13 === 5 ? { ...each, target: classTarget(2) } : each)),
    }
    const { calls } = bench({ dataset: wrong, live: tinyResnet() })
    const before = tf.memory().numTensors
    const doubts = await calls.findLabelErrors({})
    expect(tf.memory().numTensors).toBe(before)
    expect(doubts.length).toBeGreaterThanOrEqual(2)
    for (const doubt of doubts) {
      expect([labelOf(drawn.examples[doubt.example]), doubt.label]).toEqual([doubt.suggested, 2])
      expect(doubt.probability).toBeGreaterThan(doubt.own)
      expect(doubt.thumbnail).not.toBeNull()
    }
    const { points } = await calls.compareFeatures({})
    const tested = new Set(points.map(({ example }) => example))
    expect(doubts.some(({ example }) => tested.has(example))).toBe(false)
  })
})

test('where only a head was trained, both sides of the comparison are one', async () => {
  await startBackend('cpu')
  const { calls } = bench({ dataset: drawnDataset(10), live: tinyResnet(), method: 'head' })
  const { points, nearestMean, shown } = await calls.compareFeatures({})
  expect(points.map((p) => p.after)).toEqual(points.map((p) => p.before))
  expect([nearestMean?.after, shown.after]).toEqual([nearestMean?.before, shown.before])
})

test('passages that are continued have a place on the plane, but no class to be nearest to, explain or doubt', async () => {
  await startBackend('cpu')
  const { calls } = bench({ dataset: passages(24), live: tinyGpt2(), text: tinyText() })
  const { points, nearestMean, trained } = await calls.compareFeatures({})
  expect(points.length).toBeGreaterThan(1)
  expect([nearestMean, trained]).toEqual([null, 0])
  await expect(calls.explain({ example: 0, label: 0 })).rejects.toMatchObject({ code: 'model-mismatch' })
  await expect(calls.findLabelErrors({})).rejects.toMatchObject({ code: 'model-mismatch' })
  await expect(calls.calibrate({ temperature: 2 })).rejects.toMatchObject({ code: 'model-mismatch' })
})

test('a model that was brought without its run, or other data, is told to the person', async () => {
  await startBackend('cpu')
  const { calls, context: made } = bench({ dataset: drawnDataset(10), live: tinyResnet() })
  const { lastRun, data } = made
  made.lastRun = null
  await expect(calls.compareFeatures({})).rejects.toMatchObject({ code: 'run-unknown' })
  made.lastRun = lastRun
  if (data) made.data = { ...data, dataset: { ...data.dataset, fingerprint: 'other' } }
  await expect(calls.findLabelErrors({})).rejects.toMatchObject({ code: 'run-unknown' })
  expect((await calls.explain({ example: 0, label: 0 })).kind).toBe('image') // needs no run
  await expect(calls.explain({ example: 0, label: 3 })).rejects.toMatchObject({ code: 'model-mismatch' })
  await expect(calls.explain({ example: 99, label: 0 })).rejects.toMatchObject({ code: 'data-empty' })
  made.replaceTuned(null)
  await expect(calls.explain({ example: 0, label: 0 })).rejects.toMatchObject({ code: 'model-unsupported' })
})

test('a look that is called off, or gives way to another, ends and leaves no tensor', async () => {
  await startBackend('cpu')
  const { calls, context: made } = bench({ dataset: drawnDataset(20), live: tinyResnet() })
  const before = tf.memory().numTensors
  const comparing = calls.compareFeatures({})
  const doubting = calls.findLabelErrors({})
  await expect(comparing).rejects.toMatchObject({ code: 'cancelled' })
  made.cancel('examine')
  await expect(doubting).rejects.toMatchObject({ code: 'cancelled' })
  expect(tf.memory().numTensors).toBe(before)
})

describe('examples are shown', () => {
  test('in the order asked, no larger than asked, and a broken picture says so', async () => {
    await startBackend('cpu')
    const drawn = drawnDataset(5)
    const examples = drawn.examples.map((each, at) =>
      at === 3 ? { ...each, content: { kind: 'image' as const, blob: new Blob(['nothing']) } } : each,
    )
    const { calls } = bench({ dataset: { ...drawn, examples }, live: tinyResnet() })
    const shown = await calls.showExamples({ examples: [7, 3, 0], side: 12 })
    expect(shown.map(({ example, path, label }) => [example, path, label])).toEqual([
      [7, 'green/2.png', 1],
      [3, 'red/3.png', 0],
      [0, 'red/0.png', 0],
    ])
    expect(shown[1]).toMatchObject({ thumbnail: null, text: '' })
    expect(inWords(shown.flatMap(({ fault = [] }) => fault))).toEqual(['This picture cannot be decoded.'])
    const { width, height } = await nodeCodec.decode(shown[0]?.thumbnail ?? new Blob(), 1)
    expect([width, height]).toEqual([12, 12])
    await expect(calls.showExamples({ examples: [15] })).rejects.toMatchObject({ code: 'data-empty' })
  })

  test('by the beginning of a text', async () => {
    await startBackend('cpu')
    const texts = labelledTexts(5)
    const long = 'the cat 🐈 '.repeat(100)
    const examples = texts.examples.map((each, at) =>
      at === 0 ? { ...each, content: { kind: 'text' as const, prompt: '', text: long } } : each,
    )
    const { calls } = bench({ dataset: { ...texts, examples }, live: tinyBert(), text: tinyText() })
    const [shown, short] = await calls.showExamples({ examples: [0, 1] })
    expect([...(shown?.text ?? '')]).toEqual([...long].slice(0, 400))
    expect(shown?.thumbnail).toBeNull()
    expect(examples[1]?.content).toMatchObject({ text: short?.text })
  })
})

test('what is edited adds up on the bench, by what each example is', async () => {
  await startBackend('cpu')
  const { calls, context: made } = bench({ dataset: drawnDataset(5), live: tinyResnet() })
  const { summary: first } = await calls.editData({
    edits: [
      { example: 0, label: 2 },
      { example: 6, label: null },
    ],
  })
  expect(first.classes.map(({ name, count }) => [name, count])).toEqual([
    ['blue', 6], // assembled as what is read: by name
    ['green', 4],
    ['red', 4],
  ])
  expect(made.data?.edits).toEqual([
    { digest: '0-0', path: 'red/0.png', label: 'blue' },
    { digest: '1-1', path: 'green/1.png', label: null },
  ])
  expect(made.data?.dataset.fingerprint).toBe(first.fingerprint)
  expect(made.data?.origin).toBe('drawn')
  const moved = made.data?.dataset.examples.findIndex(({ path }) => path === 'red/0.png') ?? -1
  const { summary: second } = await calls.editData({ edits: [{ example: moved, label: null }] })
  expect(second.examples).toBe(13)
  expect(made.data?.edits.map(({ label }) => label)).toEqual([null, null])
  await expect(calls.editData({ edits: [{ example: 0, label: 9 }] })).rejects.toMatchObject({ code: 'classes-too-few' })
  expect(made.data?.dataset.fingerprint).toBe(second.fingerprint)
})

test('a temperature holds for every answer from then on, and the next one replaces it', async () => {
  await startBackend('cpu')
  const { calls, context: made } = bench({ dataset: drawnDataset(5), live: tinyResnet() })
  const [example] = made.data?.dataset.examples ?? []
  if (example?.content.kind !== 'image') throw new Error('no picture')
  const blob = await unpackedBlob(example.content.blob)
  const before = tf.memory().numTensors
  const logRatio = async () => {
    const { classes } = await made.ask((tuned) => predict(tuned, { kind: 'image', image: blob }, nodeCodec))
    const of = (name: string) => Math.log(classes.find((each) => each.name === name)?.probability ?? 0)
    return of('red') - of('blue')
  }
  const plain = await logRatio()
  await calls.calibrate({ temperature: 4 })
  expect(await logRatio()).toBeCloseTo(plain / 4, 5)
  await calls.calibrate({ temperature: 0.5 })
  expect(await logRatio()).toBeCloseTo(plain * 2, 5)
  await calls.calibrate({ temperature: 1 })
  expect(await logRatio()).toBe(plain)
  expect(tf.memory().numTensors).toBe(before)
  await expect(calls.calibrate({ temperature: 0 })).rejects.toMatchObject({ code: 'recipe-invalid' })
  const [, late] = await Promise.allSettled([calls.calibrate({ temperature: 2 }), calls.calibrate({ temperature: 3 })])
  expect(late).toMatchObject({ status: 'rejected', reason: { code: 'cancelled' } })
  expect(await logRatio()).toBeCloseTo(plain / 2, 5)
  expect(tf.memory().numTensors).toBe(before)
})
