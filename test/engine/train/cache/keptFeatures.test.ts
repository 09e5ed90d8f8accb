/** Runs over kept features: whatever happens to what keeps them, the losses are the same. */
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { type FeatureStore, featureStore } from '../../../../src/engine/storage/featureStore.ts'
import type { Recipe } from '../../../../src/shared/recipe/recipe.ts'
import type { EngineEvent } from '../../../../src/shared/wire/events.ts'
import { startBackend } from '../../../support/backends.ts'
import { drawnDataset } from '../../../support/drawnDataset.ts'
import { type TestFiles, testFiles } from '../../../support/featureFiles.ts'
import {
  continued,
  interruptedRun,
  pictures,
  type SmallRun,
  type SmallTask,
  smallRecipe,
  smallRun,
  texts,
} from '../../../support/smallRuns.ts'

beforeAll(() => startBackend('wasm'))

function storeOver(files: TestFiles): FeatureStore {
  let time = 0
  return featureStore({ files, estimate: async () => ({ quota: 1e9, usage: 0 }), now: () => ++time })
}

const kept = (files: TestFiles, weights = 'tiny@1') => ({ keeping: { store: storeOver(files), weights } })

/** A run, with how many rows passed through its lowest block; `rows` takes them batch by batch. */
async function counted(task: SmallTask, recipe: Recipe, options: SmallRun = {}, rows: number[] = []) {
  const model = task.model
  const counting: SmallTask = {
    ...task,
    model() {
      const live = model()
      const [lowest] = live.trunk.blocks
      if (!lowest) throw new Error('a network without blocks')
      const forward = lowest.forward
      const blocks = [
        {
          ...lowest,
          forward(f: Parameters<typeof forward>[0], x: tf.Tensor) {
            rows.push(x.shape[0] ?? 0)
            return forward(f, x)
          },
        },
        ...live.trunk.blocks.slice(1),
      ]
      Object.assign(live.trunk, { blocks })
      return live
    },
  }
  const run = await smallRun(counting, recipe, options)
  return { ...run, rows: sumOf(rows) }
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0)
}

const figures = ({ losses, weights }: { losses: readonly number[]; weights: unknown }) => ({ losses, weights })
const views = { 'augment.views': 2 }
const cases = [
  ['pictures', pictures, smallRecipe(pictures, 'top-blocks', views)],
  ['texts', texts, smallRecipe(texts, 'lora', { thaw: 1, 'method.rank': 2 })],
  ['continued texts', continued, smallRecipe(continued, 'top-blocks', { thaw: 2 })],
] as const

describe.each(cases)('of %s', (_, task, recipe) => {
  test('a second run has the losses of the first to the bit, and computes next to nothing', async () => {
    const files = testFiles()
    const before = tf.memory().numTensors
    const plain = await counted(task, recipe)
    const first = await counted(task, recipe, kept(files))
    const second = await counted(task, recipe, kept(files))
    expect(figures(first)).toEqual(figures(plain))
    expect(figures(second)).toEqual(figures(first))
    // Of the trunk's features before and after, and of untouched answers, others ask as well: alike in both.
    expect(first.rows - second.rows).toBeGreaterThan(20)
    expect(files.held.size).toBe(1)
    expect(tf.memory().numTensors).toBe(before)
  })
})

test('every row is computed once, whatever the epochs', async () => {
  const rows = async (epochs: number) => (await counted(pictures, smallRecipe(pictures, 'head', { epochs }))).rows
  expect(await rows(6)).toBe(await rows(2))
})

test('training begins when one group of rows is there, not all of them', async () => {
  const many: SmallTask = { ...pictures, data: drawnDataset(60, 16) }
  const batches: number[] = []
  let atFirst = 0
  const onEvent = (event: EngineEvent) => {
    if (event.type === 'watched' && event.epoch === 0) atFirst = sumOf(batches)
  }
  await counted(many, smallRecipe(many, 'head', { epochs: 1 }), { onEvent }, batches)
  // What is looked at before the first step stands in one group with the rows of the first steps.
  expect(atFirst).toBe(64)
  expect(sumOf(batches)).toBeGreaterThanOrEqual(180)
})

test('another seed, with another split and order, finds the rows of the first, and loses nothing by it', async () => {
  const files = testFiles()
  await counted(pictures, smallRecipe(pictures, 'head'), kept(files))
  const other = smallRecipe(pictures, 'head', { seed: 9 })
  const alone = await counted(pictures, other)
  const after = await counted(pictures, other, kept(files))
  expect(figures(after)).toEqual(figures(alone))
  // One row is computed, in a batch of four, to see whether what was found can be believed.
  expect(after.rows).toBe(4)
})

test('another line, other weights and random ones have features of their own', async () => {
  const files = testFiles()
  await counted(pictures, smallRecipe(pictures, 'head'), kept(files))
  await counted(pictures, smallRecipe(pictures, 'top-blocks'), kept(files))
  await counted(pictures, smallRecipe(pictures, 'head'), kept(files, 'tiny@2'))
  for (const seed of [1, 2])
    await counted(pictures, smallRecipe(pictures, 'head', { 'model.initialisation': 'random', seed }), kept(files))
  expect(files.held.size).toBe(5)
})

test('features that are not what the network computes are found out and thrown away', async () => {
  const files = testFiles()
  const other: SmallTask = { ...pictures, model: () => changed(pictures.model()) }
  const recipe = smallRecipe(pictures, 'head')
  await counted(other, recipe, kept(files))
  const before = files.held.values().next().value?.bytes.length ?? 0
  const alone = await counted(pictures, recipe)
  const after = await counted(pictures, recipe, kept(files))
  expect(figures(after)).toEqual(figures(alone))
  expect(files.held.values().next().value?.bytes.length).toBe(before)
  expect((await counted(pictures, recipe, kept(files))).rows).toBe(4)
})

test('what a damaged file held is computed anew', async () => {
  const files = testFiles()
  const recipe = smallRecipe(texts, 'head')
  const first = await counted(texts, recipe, kept(files))
  for (const held of files.held.values()) held.bytes.fill(1, held.bytes.length - 40)
  const second = await counted(texts, recipe, kept(files))
  expect(figures(second)).toEqual(figures(first))
  expect(second.rows).toBeGreaterThan(4)
  expect(second.rows).toBeLessThan(first.rows)
})

test.each([
  ['is full', (files: TestFiles) => Object.assign(files, { room: 1000 })],
  ['is another tab’s', (files: TestFiles) => Object.assign(files, { locked: true })],
] as const)('a device that %s changes no loss', async (_, fault) => {
  const recipe = smallRecipe(pictures, 'top-blocks', views)
  const alone = await counted(pictures, recipe)
  const after = await counted(pictures, recipe, kept(fault(testFiles())))
  expect(figures(after)).toEqual(figures(alone))
  expect(after.rows).toBe(alone.rows)
})

test('features that are freed in the midst of a run are computed anew, and change no loss', async () => {
  const files = testFiles()
  const recipe = smallRecipe(pictures, 'head', { epochs: 4 })
  const alone = await counted(pictures, recipe)
  await counted(pictures, recipe, kept(files))
  const { keeping } = kept(files)
  const freeing = (event: EngineEvent) => {
    if (event.type === 'epoch' && event.metrics.epoch === 1) void keeping.store.clear()
  }
  const after = await counted(pictures, recipe, { keeping, onEvent: freeing })
  expect(figures(after)).toEqual(figures(alone))
  expect(files.held.size).toBe(0)
})

test('a run that died goes on to the bit with the features that it left', async () => {
  const recipe = smallRecipe(pictures, 'head', { ...views, 'regularisation.dropout': 0.2 })
  const whole = await smallRun(pictures, recipe)
  const parts = await interruptedRun(pictures, recipe, { step: 6 }, kept(testFiles()))
  expect(parts.losses).toEqual(whole.losses)
  expect(parts.weights).toEqual(whole.weights)
})

test('where blocks below the line have learned, features go to a file that goes with the run', async () => {
  const files = testFiles()
  const names: string[] = []
  const recipe = smallRecipe(pictures, 'top-blocks', { thaw: 2 }, [{ step: 3, thaw: 1 }])
  const run = await smallRun(pictures, recipe, {
    ...kept(files),
    onEvent: (event) => {
      if (event.type === 'epoch') names.push(...files.held.keys())
    },
  })
  expect(run.losses).toEqual((await smallRun(pictures, recipe)).losses)
  expect(new Set(names.filter((name) => name.startsWith('spill'))).size).toBe(1)
  expect([...files.held.keys()].filter((name) => name.startsWith('spill'))).toEqual([])
})

function changed(model: ReturnType<SmallTask['model']>) {
  const [lowest] = model.trunk.blocks
  const name = lowest?.parameters[0]?.name ?? ''
  model.put(
    name,
    tf.tidy(() => tf.keep(tf.mul(model.weight(name), 1.5))),
  )
  return model
}
