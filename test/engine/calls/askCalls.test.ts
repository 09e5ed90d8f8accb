// Held-out examples as questions, and what the network before the run says to them, at models as a run would leave them.

import * as tf from '@tensorflow/tfjs-core'
import { afterEach, describe, expect, test } from 'vitest'
import { nodeCodec } from '../../../src/commands/nodeCodec.ts'
import { askCalls } from '../../../src/engine/calls/askCalls.ts'
import { createEngineContext, type EngineContext } from '../../../src/engine/calls/engineContext.ts'
import type { Dataset } from '../../../src/engine/data/dataset.ts'
import { textOf } from '../../../src/engine/data/dataset.ts'
import { splitDataset } from '../../../src/engine/data/splitDataset.ts'
import { compareFeatures } from '../../../src/engine/evaluate/compareFeatures.ts'
import { exampleInput } from '../../../src/engine/evaluate/exampleInput.ts'
import { trunkFeatures } from '../../../src/engine/evaluate/trunkFeatures.ts'
import { continueText } from '../../../src/engine/inference/continueText.ts'
import type { LiveModel } from '../../../src/engine/models/liveModel.ts'
import type { ModelText } from '../../../src/engine/models/modelText.ts'
import type { OpenModel } from '../../../src/engine/models/openModel.ts'
import { initialValues } from '../../../src/engine/nn/parameters.ts'
import { memoryStore } from '../../../src/engine/storage/blobStore.ts'
import type { RunRepository } from '../../../src/engine/storage/runRepository.ts'
import { seeded } from '../../../src/shared/random.ts'
import { buildRecipe, defaultFields } from '../../../src/shared/recipe/recipe.ts'
import type { EngineEvent } from '../../../src/shared/wire/events.ts'
import { startBackend } from '../../support/backends.ts'
import { drawnDataset } from '../../support/drawnDataset.ts'
import { labelOf } from '../../support/targets.ts'
import { tinyResnet } from '../../support/tinyResnet.ts'
import { labelledTexts, passages, tinyBert, tinyGpt2, tinyText } from '../../support/tinyText.ts'

interface Standing {
  readonly dataset: Dataset
  readonly live: LiveModel
  readonly text?: ModelText | null
}

let opened: { context: EngineContext; live: LiveModel } | null = null

/** A context in which a full run has ended: its model is the untouched one with the lowest block's weights moved. */
function ended({ dataset, live, text = null }: Standing) {
  const events: EngineEvent[] = []
  const opener = async () => ({ adapter: 'test', software: false, threads: 1 })
  const context = createEngineContext({
    codec: nodeCodec,
    fetch: () => Promise.reject(new Error('no network')),
    store: memoryStore(),
    storeWarning: null,
    repository: {} as RunRepository, // nothing is kept
    siteBase: 'https://studio.example/',
    openers: { webgpu: opener, webgl: opener, wasm: opener, cpu: opener },
    emit: (event) => events.push(event),
  })
  const { task, classes, name, fingerprint } = dataset
  const identity = { task, data: { name, fingerprint }, backend: 'cpu' as const, model: { id: 'tiny', revision: '1' } }
  const recipe = buildRecipe(identity, defaultFields('full', task))
  const tuned = live.fork()
  const [spec] = live.trunk.blocks[0]?.parameters ?? []
  if (spec) tuned.put(spec.name, tf.tensor(initialValues(spec, seeded('moved')), [...spec.shape]))
  const specs = classes.length > 0 ? live.trunk.classifier.parameters(classes.length) : []
  const random = seeded('head')
  const head = new Map(
    specs.map((each) => [each.name, tf.tensor(initialValues(each, random.fork(each.name)), [...each.shape])]),
  )
  const model: OpenModel = { live, text, summary: {} as OpenModel['summary'], request: { kind: 'catalog', id: 'tiny' } }
  context.data = {
    ...{ dataset, request: { kind: 'sample', task }, columns: { textColumn: '', labelColumn: '' } },
    ...{ edits: [], origin: fingerprint },
  }
  context.model = model
  context.lastRun = { recipe, dataset, model }
  context.replaceTuned({ task, model: tuned, head, adapter: null, labels: classes, text, maxTokens: 12 })
  opened = { context, live }
  const { split } = recipe
  const { train, test } = splitDataset(dataset, { ...split, seed: split.seed || recipe.seed, maxTrain: 0 })
  return { context, calls: askCalls(context), events, live, dataset, train, test }
}

afterEach(() => {
  opened?.context.replaceTuned(null)
  opened?.live.dispose()
  opened = null
})

const kinds: [string, () => Standing][] = [
  ['pictures', () => ({ dataset: drawnDataset(20), live: tinyResnet() })],
  ['texts', () => ({ dataset: labelledTexts(20), live: tinyBert(), text: tinyText() })],
]

describe.each(kinds)('held-out %s', (_, standing) => {
  test('are all of the test, one of each class in turn, each with its true answer', async () => {
    await startBackend('cpu')
    const { calls, dataset, test: tested } = ended(standing())
    const { examples, of } = await calls.heldOut({ from: 0, most: 100 })
    expect(of).toBe(tested.length)
    expect(examples.map(({ example }) => example).toSorted((a, b) => a - b)).toEqual(tested)
    expect(examples.slice(0, 3).map(({ truth }) => truth)).toEqual(
      dataset.classes.map((name) => ({ kind: 'class', name })),
    )
    for (const { example, truth, input } of examples) {
      const { target, content } = dataset.examples[example] ?? {}
      expect(truth).toEqual({ kind: 'class', name: dataset.classes[target?.kind === 'class' ? target.class : -1] })
      const whole = content?.kind === 'image' ? content.blob : content && textOf(content)
      expect(input.kind === 'image' ? input.image : input.kind === 'text' && input.text).toBe(whole)
    }
    const next = await calls.heldOut({ from: 3, most: 2 })
    expect(next).toEqual({
      examples: examples
        .slice(3, 5)
        .map((each) => ({ ...each, thumbnail: next.examples[0]?.thumbnail && expect.any(Blob) })),
      of,
    })
  })

  test.each(['cpu', 'wasm'] as const)(
    'get the class of the nearest mean from the untouched network on %s',
    async (backend) => {
      await startBackend(backend)
      const { calls, context, dataset, events, live, test: tested } = ended(standing())
      const { examples } = await calls.heldOut({ from: 0, most: 100 })
      const before = tf.memory().numTensors
      const answers = []
      for (const { input } of examples) answers.push(await calls.askUntouched({ input }))
      expect(tf.memory().numTensors).toBe(before)
      const expected = await nearestByHand({ dataset, live, context, examples: tested })
      expect(answers.map((answer) => answer?.nearest[0])).toEqual(examples.map(({ example }) => expected.get(example)))
      // The same answers are the share that Evaluate shows.
      const right = answers.filter((answer, at) => answer?.nearest[0] === nameOf(examples[at]?.truth)).length
      const { nearestMean } = await compared(context)
      expect(right / tested.length).toBe(nearestMean?.before)
      // The means were computed once.
      const told = events.filter((event) => event.type === 'progress' && event.job === 'untouched')
      expect(told.at(-1)).toMatchObject({ done: answers[0]?.trained, total: answers[0]?.trained })
      expect(told).toHaveLength(Math.ceil((answers[0]?.trained ?? 0) / 16))
    },
  )
})

function nameOf(truth: unknown): string {
  return (truth as { name: string }).name
}

async function compared(context: EngineContext) {
  const { data, lastRun } = context
  if (!data) throw new Error('no data')
  const given = { dataset: data.dataset, lastRun, codec: nodeCodec, emit: () => {} }
  return context.ask((tuned) => compareFeatures(given, tuned, new AbortController().signal))
}

interface ByHand extends Pick<Standing, 'dataset' | 'live'> {
  readonly context: EngineContext
  readonly examples: readonly number[]
}

/** The same in plain loops: the mean of all training features of each class, and which is nearest. */
async function nearestByHand({ dataset, live, context, examples }: ByHand): Promise<Map<number, string>> {
  const recipe = context.lastRun?.recipe
  if (!recipe) throw new Error('no run')
  const { train } = splitDataset(dataset, { ...recipe.split, seed: recipe.split.seed || recipe.seed, maxTrain: 0 })
  const all = [...train, ...examples]
  const { signal } = new AbortController()
  const look = {
    dataset,
    trunk: live.trunk,
    text: context.lastRun?.model.text ?? null,
    maxTokens: 12,
    codec: nodeCodec,
  }
  const input = await exampleInput(look, all, signal)
  const rows = await trunkFeatures(live, input, all, { task: dataset.task, signal, onBatch: () => {} })
  const distance = (row: Float32Array, label: number) => {
    const own = train.flatMap((index, at) =>
      labelOf(dataset.examples[index]) === label ? [rows[at] as Float32Array] : [],
    )
    return Math.hypot(...row.map((value, i) => value - own.reduce((sum, each) => sum + (each[i] ?? 0), 0) / own.length))
  }
  return new Map(
    examples.map((example, at) => {
      const far = dataset.classes.map((_, label) => distance(rows[train.length + at] as Float32Array, label))
      return [example, dataset.classes[far.indexOf(Math.min(...far))] ?? '']
    }),
  )
}

test('typed words find the texts of the test that hold all of them', async () => {
  await startBackend('cpu')
  const { calls, dataset, test: tested } = ended({ dataset: labelledTexts(20), live: tinyBert(), text: tinyText() })
  const { examples, of } = await calls.heldOut({ from: 0, most: 100, containing: ' CAT  lou' })
  const held = tested.filter((index) => {
    const text = textOf(dataset.examples[index]?.content ?? { kind: 'words', words: [] }) ?? ''
    return /cat/.test(text) && /lou/.test(text)
  })
  expect(held.length).toBeGreaterThan(0)
  expect(held.length).toBeLessThan(tested.length)
  expect(of).toBe(held.length)
  expect(examples.map(({ example }) => example).toSorted((a, b) => a - b)).toEqual(held)
  expect(await calls.heldOut({ from: 0, most: 4, containing: 'nobody' })).toEqual({ examples: [], of: 0 })
})

describe('a text that is continued', () => {
  const settings = { prompt: 'the cat', tokens: 6, temperature: 1, topK: 0, topP: 1 }

  test('is continued by the untouched network as if there had been no run', async () => {
    await startBackend('cpu')
    const { calls, events, live } = ended({ dataset: passages(24), live: tinyGpt2(), text: tinyText() })
    const before = tf.memory().numTensors
    const untouched = await calls.generate({ settings, seed: 7, untouched: true })
    const tuned = await calls.generate({ settings, seed: 7 })
    expect(tf.memory().numTensors).toBe(before)
    const plain = await continueText(live, tinyText(), { settings, seed: 7, stopped: () => false, onText: () => {} })
    expect(untouched.text).toBe(plain.text)
    expect(tuned.text).not.toBe(plain.text)
    const told = events.filter((event) => event.type === 'generated')
    expect(told.filter((event) => event.untouched).at(-1)?.text).toBe(untouched.text)
    expect(told.filter((event) => !event.untouched).at(-1)?.text).toBe(tuned.text)
  })

  test('begins with the first words of a held-out passage, and its truth is the rest', async () => {
    await startBackend('cpu')
    const { calls, dataset, test: tested } = ended({ dataset: passages(24), live: tinyGpt2(), text: tinyText() })
    const { examples, of } = await calls.heldOut({ from: 0, most: 1 })
    expect(of).toBe(tested.length)
    const [{ example, input, truth }] = examples as [(typeof examples)[number]]
    const text = textOf(dataset.examples[example]?.content ?? { kind: 'words', words: [] })
    expect(input.kind === 'text' && input.text.split(' ')).toHaveLength(6)
    expect(`${input.kind === 'text' && input.text}${truth.kind === 'text' && truth.text}`).toBe(text)
    expect(await calls.askUntouched({ input })).toBeNull()
  })
})

test('a model that was brought without its run has no test and no model before it', async () => {
  await startBackend('cpu')
  const { calls, context } = ended({ dataset: passages(24), live: tinyGpt2(), text: tinyText() })
  const settings = { prompt: 'the cat', tokens: 2, temperature: 1, topK: 0, topP: 1 }
  context.lastRun = null
  await expect(calls.heldOut({ from: 0, most: 1 })).rejects.toMatchObject({ code: 'run-unknown' })
  await expect(calls.generate({ settings, seed: 1, untouched: true })).rejects.toMatchObject({ code: 'run-unknown' })
  expect((await calls.generate({ settings, seed: 1 })).tokens).toBe(2)
})

test('asking the untouched network is called off without a tensor left, and asked again begins anew', async () => {
  await startBackend('cpu')
  const { calls, context } = ended({ dataset: drawnDataset(20), live: tinyResnet() })
  const [first] = (await calls.heldOut({ from: 0, most: 1 })).examples
  if (!first) throw new Error('no example')
  const before = tf.memory().numTensors
  const asked = calls.askUntouched({ input: first.input })
  context.cancel('untouched')
  await expect(asked).rejects.toMatchObject({ code: 'cancelled' })
  expect(tf.memory().numTensors).toBe(before)
  expect((await calls.askUntouched({ input: first.input }))?.nearest.toSorted()).toEqual(['blue', 'green', 'red'])
})
