import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { nodeCodec } from '../../../../src/commands/nodeCodec.ts'
import type { View } from '../../../../src/engine/inputs/inputs.ts'
import type { LiveModel } from '../../../../src/engine/models/liveModel.ts'
import type { FeatureFile } from '../../../../src/engine/storage/featureFile.ts'
import { featureStore } from '../../../../src/engine/storage/featureStore.ts'
import { widened } from '../../../../src/engine/storage/packedRow.ts'
import { CachedFeatures } from '../../../../src/engine/train/cache/cachedFeatures.ts'
import { rowComputer } from '../../../../src/engine/train/cache/rowComputer.ts'
import { grouped, groupSize, stagesOf } from '../../../../src/engine/train/cache/rowGroups.ts'
import { activationsAt } from '../../../../src/engine/train/features.ts'
import { seeded } from '../../../../src/shared/random.ts'
import { taskEngines } from '../../../../src/tasks/engines.ts'
import { startBackend } from '../../../support/backends.ts'
import { testFiles } from '../../../support/featureFiles.ts'
import { continued, pictures, type SmallTask, smallRecipe, texts } from '../../../support/smallRuns.ts'
import { tinyText } from '../../../support/tinyText.ts'

const tasks = [
  ['pictures', pictures],
  ['texts', texts],
  ['continued texts', continued],
] as const
const never = new AbortController().signal

async function assigned(task: SmallTask, model: LiveModel) {
  const all = task.data.examples.map((_, index) => index)
  const third = Math.ceil(all.length / 3)
  const split = { train: all.slice(0, third), validation: all.slice(third, 2 * third), test: all.slice(2 * third) }
  return taskEngines[task.data.task].prepare({
    recipe: smallRecipe(task, 'top-blocks', { 'augment.views': 2 }),
    dataset: task.data,
    split: { ...split, warnings: [] },
    trunk: model.trunk,
    virtualTokens: 0,
    text: model.trunk.input.kind === 'text' ? tinyText() : null,
    codec: nodeCodec,
    emit: () => {},
    signal: never,
  })
}

describe.each(['cpu', 'wasm'] as const)('on %s', (backend) => {
  test.each(tasks)('the features of %s do not depend on who stands beside them, by the bit', async (_, task) => {
    await startBackend(backend)
    const before = tf.memory().numTensors
    const model = task.model()
    const { input, objective, rows } = await assigned(task, model)
    const network = { trunk: model.trunk, weight: model.weight, rest: model.rest }
    const views = [...rows.train, ...rows.validation].map((example): View => ({ example, view: null }))
    for (let line = 1; line <= model.trunk.blocks.length; line++) {
      const part = { network, line, readout: objective.readout }
      const valuesOf = async (order: readonly View[], atOnce: number) => {
        const computer = rowComputer({
          input,
          activations: (some, how) => activationsAt(part, input, some, how),
          atOnce: () => atOnce,
          signal: never,
        })
        const made = await computer.rows(order)
        return new Map(order.map((view, at) => [view.example, widened(made[at] as (typeof made)[number])]))
      }
      const together = await valuesOf(views, 64)
      const apart = await valuesOf(views, 1)
      const mixed = await valuesOf(seeded('mixed').shuffled(views), 12)
      expect(together.get(views[0]?.example ?? -1)?.some((value) => value !== 0)).toBe(true)
      for (const { example } of views) {
        expect(apart.get(example)).toEqual(together.get(example))
        expect(mixed.get(example)).toEqual(together.get(example))
      }
    }
    model.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })
})

test('of a layer that answers for the first token alone, a text keeps one token whatever its length', async () => {
  await startBackend('cpu')
  const model = texts.model()
  const { input, rows } = await assigned(texts, model)
  const views = rows.train.map((example): View => ({ example, view: null }))
  const computer = rowComputer({
    input,
    activations: async (some) => ({
      x: tf.tensor3d(
        some.flatMap(({ example }) => [example + 1, -example]),
        [some.length, 1, 2],
      ),
      mask: null,
    }),
    atOnce: () => 8,
    signal: never,
  })
  const made = await computer.rows(views)
  expect(computer.shape()).toEqual([1, 2])
  for (const [at, { example }] of views.entries()) {
    expect(made[at]?.tokens).toBeNull()
    expect([...widened(made[at] as (typeof made)[number])]).toEqual([example + 1, -example])
  }
  model.dispose()
})

test('a batch that finds no memory is computed in halves, to the same values', async () => {
  await startBackend('wasm')
  const model = pictures.model()
  const { input, objective, rows } = await assigned(pictures, model)
  const network = { trunk: model.trunk, weight: model.weight, rest: model.rest }
  const part = { network, line: 2, readout: objective.readout }
  const views = rows.train.map((example): View => ({ example, view: null }))
  const sizes: number[] = []
  const make = (most: number) =>
    rowComputer({
      input,
      async activations(some, how) {
        sizes.push(some.length)
        if (some.length > most) throw new RangeError('Array buffer allocation failed')
        return activationsAt(part, input, some, how)
      },
      atOnce: () => 8,
      signal: never,
    })
  const whole = await make(8).rows(views)
  sizes.length = 0
  expect(await make(4).rows(views)).toEqual(whole)
  expect(sizes).toEqual([8, 4, 4])
  await expect(make(0).rows(views)).rejects.toThrow('allocation failed')
  model.dispose()
})

test('what memory does not hold is read from the file, and without one computed anew, to the same values', async () => {
  await startBackend('wasm')
  const before = tf.memory().numTensors
  const model = pictures.model()
  const preparedTask = await assigned(pictures, model)
  const network = { trunk: model.trunk, weight: model.weight, rest: model.rest }
  const part = { network, line: 1, readout: preparedTask.objective.readout }
  const views = preparedTask.rows.train.map((example): View => ({ example, view: null }))
  const files = testFiles()
  const store = featureStore({ files, estimate: async () => ({ quota: 1e9 }), now: () => 1 })
  const fed = async (memory: { besideFile: number; alone: number }, file: FeatureFile | null) => {
    const { input } = preparedTask
    let rows = 0
    const features = new CachedFeatures({
      ...{ input, memory, file, signal: never, stages: [views], atOnce: () => 4, onComputed: () => {} },
      activations: (some, how) => {
        rows += some.length
        return activationsAt(part, input, some, how)
      },
    })
    const passes: (readonly number[])[] = []
    for (let pass = 0; pass < 2; pass++) {
      const { x } = await features.batch(views)
      passes.push([...(await x.data())])
      x.dispose()
    }
    const { keptBytes, full } = features
    await features.close()
    return { passes, rows, keptBytes, full }
  }
  const roomy = await fed({ besideFile: 1e9, alone: 1e9 }, null)
  const [values] = roomy.passes
  expect(roomy).toEqual({ passes: [values, values], rows: 8, keptBytes: 2 * (values?.length ?? 0), full: false })
  const some = roomy.keptBytes / 2
  const filed = await fed({ besideFile: some, alone: 1e9 }, await store.open('aa'))
  expect(filed).toEqual({ ...roomy, keptBytes: some })
  expect(files.reads).toBeGreaterThan(4)
  const cramped = await fed({ besideFile: 0, alone: some }, null)
  expect(cramped).toEqual({ ...roomy, rows: 12, keptBytes: some, full: true })
  model.dispose()
  expect(tf.memory().numTensors).toBe(before)
})

test('groups follow the first epoch, hold texts of one padded length, and lose no view', async () => {
  await startBackend('cpu')
  const model = texts.model()
  const preparedTask = await assigned(texts, model)
  const { input, rows } = preparedTask
  const recipe = smallRecipe(texts, 'head')
  const stages = stagesOf(recipe, preparedTask, rows.validation.slice(0, 2))
  expect(stages.map((stage) => stage.length)).toEqual([
    rows.train.length + 2,
    rows.validation.length - 2,
    rows.test.length,
  ])
  const order = input.order(rows.train, recipe.batch, seeded(recipe.seed).fork('order/1'))
  expect(stages[0]?.map(({ example }) => example)).toEqual([...rows.validation.slice(0, 2), ...order])
  const groups = grouped(stages[0] ?? [], input, () => 4)
  expect(
    groups
      .flat()
      .map(({ example }) => example)
      .toSorted(),
  ).toEqual((stages[0] ?? []).map(({ example }) => example).toSorted())
  for (const group of groups) {
    expect(group.length).toBeLessThanOrEqual(4)
    expect(new Set(group.map(({ example }) => input.paddedTokens(example))).size).toBe(1)
  }
  for (const example of rows.train) {
    const [tokens, padded] = [input.tokens(example) ?? 0, input.paddedTokens(example) ?? 0]
    expect(padded).toBeGreaterThanOrEqual(tokens)
    expect(padded).toBeLessThan(tokens + 4)
  }
  model.dispose()
})

test('a picture’s further views wait for the epoch that meets them', async () => {
  await startBackend('cpu')
  const model = pictures.model()
  const preparedTask = await assigned(pictures, model)
  const stages = stagesOf(smallRecipe(pictures, 'head', { 'augment.views': 8, epochs: 3 }), preparedTask, [])
  const { train } = preparedTask.rows
  const views = [stages[0], stages[3], stages[4]].map(
    (stage) => new Map(stage?.map((each) => [each.example, each.view])),
  )
  expect(stages.length).toBe(5)
  for (const example of train)
    expect(views.map((of) => of.get(example))).toEqual([1, 2, 3].map((epoch) => (epoch + example) % 8))
  model.dispose()
})

test('as many rows are computed at once as keep a product busy, and no more than a person’s memory allows', () => {
  const size = (changes: Record<string, number>, side: number, tokens: number | null) =>
    groupSize(smallRecipe(pictures, 'head', changes), side)(tokens)
  expect([size({}, 224, null), size({}, 96, null), size({}, 512, null)]).toEqual([16, 64, 4])
  expect([size({}, 0, 16), size({}, 0, 64), size({}, 0, 512)]).toEqual([64, 32, 4])
  expect(size({ batch: 16, accumulate: 2 }, 32, null)).toBe(8)
})
