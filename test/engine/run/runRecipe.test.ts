import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { nodeCodec } from '../../../src/commands/nodeCodec.ts'
import type { Dataset } from '../../../src/engine/data/dataset.ts'
import { exportFiles } from '../../../src/engine/export/weights/exportWeights.ts'
import { disposeTuned, importTuned } from '../../../src/engine/inference/tunedModel.ts'
import { runRecipe } from '../../../src/engine/run/runRecipe.ts'
import { runControl } from '../../../src/engine/train/runControl.ts'
import { readModelFiles } from '../../../src/engine/weights/modelFiles.ts'
import { methodCards, methodRefusal } from '../../../src/methods/cards.ts'
import type { MethodId } from '../../../src/methods/ids.ts'
import type { RunResult } from '../../../src/shared/domain/run.ts'
import type { FieldValue } from '../../../src/shared/recipe/field.ts'
import { buildRecipe, defaultFields, type Recipe } from '../../../src/shared/recipe/recipe.ts'
import type { EngineEvent } from '../../../src/shared/wire/events.ts'
import type { ClassificationTest } from '../../../src/tasks/classification/card.ts'
import { startBackend } from '../../support/backends.ts'
import { drawnDataset } from '../../support/drawnDataset.ts'
import { inWords } from '../../support/inWords.ts'
import { predict } from '../../support/predict.ts'
import { tinyResnet } from '../../support/tinyResnet.ts'

const dataset = drawnDataset(20)

function recipeOf(method: MethodId, changes: Record<string, FieldValue> = {}): Recipe {
  const identity = {
    task: 'image-classification' as const,
    model: { id: 'tiny', revision: '1' },
    data: { name: dataset.name, fingerprint: dataset.fingerprint },
    backend: 'wasm' as const,
  }
  return buildRecipe(identity, {
    ...defaultFields(method),
    epochs: 4,
    batch: 8,
    'earlyStopping.patience': 0,
    ...changes,
  })
}

async function run(recipe: Recipe, options: { stopAfter?: number; signal?: AbortSignal; dataset?: Dataset } = {}) {
  const model = tinyResnet()
  const events: EngineEvent[] = []
  const control = runControl()
  try {
    const { result, tuned } = await runRecipe({
      runId: 'run',
      recipe,
      dataset: options.dataset ?? dataset,
      model,
      text: null,
      codec: nodeCodec,
      backend: { backend: 'wasm', adapter: 'test' },
      emit: (event) => {
        events.push(event)
        if (event.type === 'epoch' && event.metrics.epoch === options.stopAfter) control.give('stop')
      },
      control,
      from: null,
      sink: null,
      signal: options.signal ?? new AbortController().signal,
    })
    return { result, tuned, events, steps: events.flatMap((event) => (event.type === 'steps' ? event.steps : [])) }
  } finally {
    model.dispose()
  }
}

function classified({ test }: RunResult): ClassificationTest {
  if (test.kind !== 'classification') throw new Error('expected a test of classes')
  return test
}

async function lossesOf(recipe: Recipe): Promise<number[]> {
  const { steps, tuned } = await run(recipe)
  disposeTuned(tuned)
  return steps.map((step) => step.loss)
}

const fitting = methodCards
  .map((card) => card.id)
  .filter((id) => methodRefusal(id, 'image-classification', 'resnet') === null)

describe('every method', () => {
  test.each(fitting)('%s learns, leaves no tensor behind and counts the same after every epoch', async (id) => {
    await startBackend('wasm')
    const before = tf.memory().numTensors
    const { result, tuned, events, steps } = await run(
      recipeOf(id, { epochs: 6, 'augment.views': 2, 'optimiser.learningRate': 0.01 }),
    )
    expect(steps.at(-1)?.loss).toBeLessThan(0.9 * (steps[0]?.loss ?? 0))
    const test = classified(result)
    expect(test.accuracy).toBeGreaterThan(test.baseline)
    const counts = events.flatMap((event) => (event.type === 'epoch' ? [event.memory.tensors] : []))
    // Blocks that join bring their own moments.
    expect(new Set(id === 'gradual' ? counts.slice(4) : counts).size).toBe(1)
    disposeTuned(tuned)
    expect(tf.memory().numTensors).toBe(before)
  })

  test.each(fitting)('%s gives the same losses with and without the feature cache', async (id) => {
    await startBackend('wasm')
    const changes = { 'augment.views': 2 }
    const cached = await lossesOf(recipeOf(id, { ...changes, cache: true }))
    const uncached = await lossesOf(recipeOf(id, { ...changes, cache: false }))
    expect(cached.length).toBeGreaterThan(10)
    // Kept features are halves, each within 2⁻¹¹ of its value, which training carries on and does not heap up.
    cached.forEach((loss, index) => {
      expect(Math.abs(loss - (uncached[index] as number))).toBeLessThan(1e-3)
    })
  })
})

test('a method that the network has no place for is refused, and why', async () => {
  await startBackend('wasm')
  await expect(run(recipeOf('prefix', {}))).rejects.toThrow('needs attention layers')
})

test('the same recipe and seed give the same losses; another seed gives others', async () => {
  await startBackend('wasm')
  const recipe = recipeOf('top-blocks', { 'augment.views': 2 })
  const losses = await lossesOf(recipe)
  expect(await lossesOf(recipe)).toEqual(losses)
  expect(await lossesOf(recipeOf('top-blocks', { 'augment.views': 2, seed: 2 }))).not.toEqual(losses)
})

test('a frozen block keeps its weights to the bit, a thawed one moves', async () => {
  await startBackend('wasm')
  const base = tinyResnet()
  const { tuned } = await run(recipeOf('top-blocks', { thaw: 1 }))
  const same = async (name: string) =>
    expect.soft([...(await tuned.model.weight(name).data())], name).toEqual([...(await base.weight(name).data())])
  const [embedding, stage1, stage2] = tuned.model.trunk.blocks
  for (const spec of [...(embedding?.parameters ?? []), ...(stage1?.parameters ?? [])]) await same(spec.name)
  for (const spec of stage2?.parameters ?? []) {
    if (spec.role === 'mean' || spec.role === 'variance') await same(spec.name)
    else
      expect([...(await tuned.model.weight(spec.name).data())]).not.toEqual([...(await base.weight(spec.name).data())])
  }
  base.dispose()
  disposeTuned(tuned)
})

test('stop keeps the best weights and still tests them', async () => {
  await startBackend('wasm')
  const { result, tuned } = await run(recipeOf('head', { epochs: 50 }), { stopAfter: 2 })
  expect(result.stop).toBe('stopped')
  expect(result.epochs.length).toBe(2)
  expect(result.test.n).toBe(result.counts.test)
  disposeTuned(tuned)
})

test('early stopping restores the epoch with the lowest validation loss', async () => {
  await startBackend('wasm')
  const { result, tuned } = await run(
    recipeOf('full', {
      epochs: 60,
      'optimiser.learningRate': 0.05,
      'optimiser.trunkRate': 1,
      'earlyStopping.patience': 2,
    }),
  )
  expect(result.stop).toBe('early')
  const losses = result.epochs.map((epoch) => epoch.validationLoss)
  expect(result.bestEpoch).toBe(losses.indexOf(Math.min(...losses)) + 1)
  expect(result.epochs.length).toBe(result.bestEpoch + 2)
  disposeTuned(tuned)
})

test('a learning rate that blows up says so and names the rate', async () => {
  await startBackend('wasm')
  const before = tf.memory().numTensors
  const recipe = recipeOf('full', {
    'optimiser.learningRate': 10,
    'optimiser.trunkRate': 10,
    'regularisation.clipNorm': 0,
    'optimiser.weightDecay': 10,
    'schedule.warmup': 0,
  })
  const outcome = await run(recipe).then(
    ({ result, tuned }) => {
      disposeTuned(tuned)
      return inWords(result.warnings).join(' ')
    },
    (error: unknown) => String(error),
  )
  expect(outcome).toMatch(/became NaN/)
  expect(tf.memory().numTensors).toBe(before)
})

test('cancelling ends the run with no tensor left', async () => {
  await startBackend('wasm')
  const before = tf.memory().numTensors
  await expect(run(recipeOf('head'), { signal: AbortSignal.abort() })).rejects.toThrow()
  expect(tf.memory().numTensors).toBe(before)
})

test('a picture that turns out damaged in mid-run is named, with what to do', async () => {
  await startBackend('wasm')
  const before = tf.memory().numTensors
  const broken = {
    ...(dataset.examples[7] as (typeof dataset.examples)[number]),
    content: { kind: 'image' as const, blob: new Blob(['not a picture']) },
  }
  const examples = dataset.examples.map((example, index) => (index === 7 ? broken : example))
  await expect(run(recipeOf('head'), { dataset: { ...dataset, examples } })).rejects.toMatchObject({
    code: 'image-unreadable',
    message: expect.stringContaining(broken.path),
    advice: expect.stringContaining('Remove this file'),
  })
  expect(tf.memory().numTensors).toBe(before)
})

test('an exported model that is read back in answers alike', async () => {
  await startBackend('wasm')
  const { tuned } = await run(recipeOf('top-blocks'))
  const input = (dataset.examples[0] as (typeof dataset.examples)[number]).content as { kind: 'image'; blob: Blob }
  const picture = { kind: 'image', image: input.blob } as const
  const answer = await predict(tuned, picture, nodeCodec)
  const files = (await exportFiles(tuned)).map(({ name, blob }) => ({ path: name, file: blob }))
  const brought = importTuned(await readModelFiles(files))
  const again = await predict(brought, picture, nodeCodec)
  expect(again.classes).toEqual(answer.classes)
  disposeTuned(tuned)
  disposeTuned(brought)
})
