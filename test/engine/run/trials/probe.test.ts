/** Trials before a run: that they train as the run would, find what they look for, and leave nothing behind. */
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { nodeCodec } from '../../../../src/commands/nodeCodec.ts'
import { createEngineContext, type Surroundings } from '../../../../src/engine/calls/engineContext.ts'
import { probeCalls } from '../../../../src/engine/calls/probeCalls.ts'
import { disposeTuned } from '../../../../src/engine/inference/tunedModel.ts'
import type { LiveModel } from '../../../../src/engine/models/liveModel.ts'
import { runRecipe } from '../../../../src/engine/run/runRecipe.ts'
import { findRate } from '../../../../src/engine/run/trials/findRate.ts'
import type { TrialOptions } from '../../../../src/engine/run/trials/trial.ts'
import { batchSizes, tryBatches } from '../../../../src/engine/run/trials/tryBatches.ts'
import { memoryStore } from '../../../../src/engine/storage/blobStore.ts'
import { memoryRepository } from '../../../../src/engine/storage/storedRepository.ts'
import { runControl } from '../../../../src/engine/train/runControl.ts'
import type { MethodId } from '../../../../src/methods/ids.ts'
import { say } from '../../../../src/shared/messages/say.ts'
import { rampRate } from '../../../../src/shared/metrics/rateSearch.ts'
import type { FieldValue } from '../../../../src/shared/recipe/field.ts'
import { buildRecipe, defaultFields, type Recipe } from '../../../../src/shared/recipe/recipe.ts'
import type { EngineEvent } from '../../../../src/shared/wire/events.ts'
import { startBackend } from '../../../support/backends.ts'
import { drawnDataset } from '../../../support/drawnDataset.ts'
import { tinyResnet } from '../../../support/tinyResnet.ts'
import { passages, tinyGpt2, tinyText } from '../../../support/tinyText.ts'

const dataset = drawnDataset(20)

beforeAll(() => startBackend('wasm'))

function recipeOf(method: MethodId, changes: Record<string, FieldValue> = {}): Recipe {
  const identity = {
    task: 'image-classification' as const,
    model: { id: 'tiny', revision: '1' },
    data: { name: dataset.name, fingerprint: dataset.fingerprint },
    backend: 'wasm' as const,
  }
  return buildRecipe(identity, { ...defaultFields(method), epochs: 2, batch: 8, ...changes })
}

function optionsOf(recipe: Recipe, model: LiveModel, events: EngineEvent[] = []): TrialOptions {
  const emit = (event: EngineEvent) => void events.push(event)
  return { recipe, dataset, model, text: null, codec: nodeCodec, emit, signal: new AbortController().signal }
}

/** The work on a tiny network, and that it leaves its weights and no tensor. */
async function leavingNothing<T>(work: (model: LiveModel) => Promise<T>): Promise<T> {
  const before = tf.memory().numTensors
  const model = tinyResnet()
  const own = tf.memory().numTensors
  const specs = model.trunk.blocks.flatMap((block) => block.parameters)
  const values = () => Promise.all(specs.map(async ({ name }) => [...(await model.weight(name).data())]))
  const begun = await values()
  const result = await work(model)
  expect(tf.memory().numTensors).toBe(own)
  expect(await values()).toEqual(begun)
  model.dispose()
  expect(tf.memory().numTensors).toBe(before)
  return result
}

describe('the search for a rate', () => {
  test.each(['full', 'lora', 'head', 'gradual'] as const)('finds where the loss of %s falls', async (method) => {
    const events: EngineEvent[] = []
    const recipe = recipeOf(method, { 'augment.views': 2 })
    const found = await leavingNothing((model) => findRate(optionsOf(recipe, model, events)))
    const { range, points, valley, steepest, end } = found
    expect(points.length).toBeGreaterThan(40)
    points.forEach(({ rate }, at) => {
      expect(rate).toBe(rampRate(at + 1, range))
    })
    expect(end).toBe(points.length < 100 ? 'diverged' : end)
    for (const rate of [valley, steepest]) {
      expect(rate).toBeGreaterThan(1e-6)
      expect(rate).toBeLessThan(points.at(-1)?.rate ?? 0)
    }
    const progress = events.flatMap((event) => (event.type === 'progress' ? [event] : []))
    expect(new Set(progress.map(({ job }) => job))).toEqual(new Set(['probe']))
    expect(progress.at(-1)).toMatchObject({
      total: 100,
      unit: 'steps',
      done: points.length,
    })
  })

  test('begins with the loss that the run itself begins with, dropout and pieces included', async () => {
    const recipe = recipeOf('top-blocks', { 'regularisation.dropout': 0.3, accumulate: 2, 'schedule.warmup': 0.5 })
    const search = await leavingNothing((model) => findRate(optionsOf(recipe, model)))
    const losses: number[] = []
    const model = tinyResnet()
    const { tuned } = await runRecipe({
      ...optionsOf(recipe, model),
      ...{ runId: 'run', backend: { backend: 'wasm', adapter: 'test' }, control: runControl(), from: null, sink: null },
      emit: (event) => void (event.type === 'steps' && losses.push(...event.steps.map(({ loss }) => loss))),
    })
    disposeTuned(tuned)
    model.dispose()
    expect(search.points[0]?.loss).toBe(losses[0])
  })

  test('is not moved by what was changed during an earlier run', async () => {
    const recipe = recipeOf('head')
    const replay = { ...recipe, history: [{ step: 1, learningRate: 5, dropout: 0.9 }] }
    const [plain, changed] = await leavingNothing(async (model) => [
      await findRate(optionsOf(recipe, model)),
      await findRate(optionsOf(replay, model)),
    ])
    expect(changed).toEqual(plain)
  })

  test('that finds no memory says so, and leaves nothing', async () => {
    const [four] = (await roomyTrial(recipeOf('top-blocks'))).tried
    await leavingNothing(async (model) => {
      const search = findRate(optionsOf(recipeOf('top-blocks', { batch: 32 }), cramped(model, four?.peakBytes ?? 0)))
      await expect(search).rejects.toMatchObject({
        code: 'out-of-memory',
        message: 'There was not enough memory for a batch of 32.',
      })
    })
  })
})

/** A model on a backend that holds so many bytes. */
function cramped(model: LiveModel, limit: number): LiveModel {
  return asked(model, (bytes) => {
    if (bytes > limit) throw new Error('Out of memory')
  })
}

/** `heard` is told what the backend holds whenever the model is asked for a weight. */
function asked(model: LiveModel, heard: (bytes: number) => void): LiveModel {
  return {
    ...model,
    fork() {
      const fork = model.fork()
      const weight = (name: string) => {
        heard(tf.memory().numBytes)
        return fork.weight(name)
      }
      return { ...fork, weight }
    },
  }
}

const roomyTrial = (recipe: Recipe) => leavingNothing((model) => tryBatches(optionsOf(recipe, model), 2 ** 30))

describe('the trial of batches', () => {
  test('measures ever larger batches, and all fit where there is room', async () => {
    const found = await roomyTrial(recipeOf('full'))
    const { tried, fits, accumulate, budgetBytes } = found
    expect(tried.map(({ batch }) => batch)).toEqual([4, 8, 16, 32])
    const peaks = tried.map(({ peakBytes }) => peakBytes)
    expect(peaks).toEqual(peaks.toSorted((a, b) => a - b))
    // What a batch adds grows with it.
    expect((peaks[3] ?? 0) - (peaks[2] ?? 0)).toBeGreaterThan(1.5 * ((peaks[1] ?? 0) - (peaks[0] ?? 0)))
    for (const { msPerExample, failure } of tried) {
      expect(msPerExample).toBeGreaterThan(0)
      expect(failure).toBeNull()
    }
    expect({ fits, accumulate, budgetBytes }).toEqual({ fits: 32, accumulate: 1, budgetBytes: 2 ** 30 })
  })

  test('stops at the first beyond the budget, and tells in how many pieces the wanted batch fits', async () => {
    const all = await roomyTrial(recipeOf('full'))
    const budget = (all.tried[1]?.peakBytes ?? 0) + 1
    const recipe = recipeOf('full', { batch: 30 })
    const found = await leavingNothing((model) => tryBatches(optionsOf(recipe, model), budget))
    expect(found.tried.map(({ batch }) => batch)).toEqual([4, 8, 16])
    expect(found).toMatchObject({ fits: 8, accumulate: 4 })
  })

  test('goes below four where four are too many, and says when not one fits', async () => {
    const found = await leavingNothing((model) => tryBatches(optionsOf(recipeOf('full'), model), 1))
    expect(found.tried.map(({ batch }) => batch)).toEqual([1, 2, 4])
    expect(found).toMatchObject({ fits: 0, accumulate: 8 })
  })

  test('takes memory that runs out for a batch that does not fit', async () => {
    const recipe = recipeOf('top-blocks', { batch: 32 })
    let most = 0
    const heard = (bytes: number) => {
      most = Math.max(most, bytes)
    }
    await leavingNothing((model) => tryBatches(optionsOf(recipe, asked(model, heard)), 2 ** 30))
    // A little less than what the largest batch holds when it asks for a weight.
    const found = await leavingNothing((model) => tryBatches(optionsOf(recipe, cramped(model, most - 1)), 2 ** 30))
    const failures = found.tried.map(({ failure }) => failure && say(failure))
    expect(failures).toEqual([null, null, null, 'There was not enough memory.'])
    expect(found).toMatchObject({ fits: 16, accumulate: 2 })
  })

  test('is made with texts as with pictures; texts that are continued have a rate too', async () => {
    const data = passages(24)
    const identity = {
      task: data.task,
      model: { id: 'tiny', revision: '1' },
      data: { name: data.name, fingerprint: data.fingerprint },
      backend: 'wasm' as const,
    }
    const fields = { ...defaultFields('lora', data.task), batch: 8, thaw: 2, 'regularisation.dropout': 0 }
    const recipe = buildRecipe(identity, fields)
    const before = tf.memory().numTensors
    const model = tinyGpt2()
    const options = { ...optionsOf(recipe, model), dataset: data, text: tinyText() }
    const { tried } = await tryBatches(options, 2 ** 30)
    expect(tried.map(({ failure }) => failure)).toEqual(tried.map(() => null))
    const { steepest } = await findRate(options)
    expect(steepest).toBeGreaterThan(1e-6)
    model.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })

  test.each([
    [60, 8, [4, 8, 16, 32]],
    [60, 48, [4, 8, 16, 32, 48]],
    [5000, 512, [4, 8, 16, 32, 64, 128, 256, 512]],
    [3, 32, [3]],
    [10, 2, [2, 4, 8]],
  ])('for %i examples and a wanted batch of %i tries %o', (examples, wanted, sizes) => {
    expect(batchSizes(examples, wanted)).toEqual(sizes)
  })
})

describe('the calls', () => {
  const opener: Surroundings['openers']['cpu'] = async () => ({ adapter: 'test', software: false, threads: 1 })

  function benchOf(emit: Surroundings['emit'] = () => {}) {
    const context = createEngineContext({
      codec: nodeCodec,
      fetch: () => Promise.reject(new Error('no network')),
      store: memoryStore(),
      storeWarning: null,
      repository: memoryRepository(),
      siteBase: 'https://studio.example/',
      openers: { webgpu: opener, webgl: opener, wasm: opener, cpu: opener },
      emit,
    })
    context.backend = { backend: 'wasm', adapter: 'test', software: false, threads: 1, tried: [] }
    const columns = { textColumn: '', labelColumn: '' }
    context.data = { dataset, request: { kind: 'files', name: '', files: [] }, columns, edits: [], origin: 'drawn' }
    return context
  }

  test('a trial that is called off rejects as cancelled, and leaves nothing', async () => {
    await leavingNothing(async (live) => {
      const context = benchOf((event) => event.type === 'progress' && event.done === 3 && context.cancel('probe'))
      context.model = { live, text: null } as unknown as NonNullable<typeof context.model>
      const search = probeCalls(context).findRate({ recipe: recipeOf('full') })
      await expect(search).rejects.toMatchObject({ code: 'cancelled' })
    })
  })

  test('a trial beside a run is refused', async () => {
    const context = benchOf()
    context.run = { id: 'run', control: runControl() }
    await expect(probeCalls(context).tryBatches({ recipe: recipeOf('full') })).rejects.toMatchObject({
      message: 'A run is in progress, and a trial beside it would slow down both.',
    })
  })

  test('without a budget, WASM has one of a gibibyte', async () => {
    const found = await leavingNothing((live) => {
      const context = benchOf()
      context.model = { live, text: null } as unknown as NonNullable<typeof context.model>
      return probeCalls(context).tryBatches({ recipe: recipeOf('head') })
    })
    expect(found.budgetBytes).toBe(2 ** 30)
  })

  test('going on asks for an adapter that was brought', async () => {
    await leavingNothing(async (live) => {
      const context = benchOf()
      context.model = { live, text: null } as unknown as NonNullable<typeof context.model>
      const search = probeCalls(context).findRate({ recipe: recipeOf('lora'), fromAdapter: true })
      await expect(search).rejects.toMatchObject({ message: 'No adapter was given.' })
    })
  })
})
