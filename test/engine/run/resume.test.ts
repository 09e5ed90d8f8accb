import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import type { Checkpoint } from '../../../src/engine/train/checkpoint.ts'
import type { RunResult } from '../../../src/shared/domain/run.ts'
import type { Recipe } from '../../../src/shared/recipe/recipe.ts'
import type { EngineEvent } from '../../../src/shared/wire/events.ts'
import { startBackend } from '../../support/backends.ts'
import {
  answered,
  continued,
  interruptedRun,
  pictures,
  type SmallTask,
  smallRecipe,
  smallRun,
  texts,
} from '../../support/smallRuns.ts'

interface Case {
  readonly name: string
  readonly task: SmallTask
  readonly recipe: Recipe
  readonly step: number
}

const views = { 'augment.views': 2 }
// 24 pictures, of which a fifth each are kept back: four steps an epoch.
const cases: Case[] = [
  { name: 'in mid-epoch', task: pictures, recipe: smallRecipe(pictures, 'full'), step: 5 },
  { name: 'between two epochs', task: pictures, recipe: smallRecipe(pictures, 'top-blocks', views), step: 8 },
  {
    name: 'with dropout',
    task: pictures,
    recipe: smallRecipe(pictures, 'head', { 'regularisation.dropout': 0.4 }),
    step: 6,
  },
  { name: 'with views', task: pictures, recipe: smallRecipe(pictures, 'full', { 'augment.views': 3 }), step: 7 },
  {
    name: 'without the cache',
    task: pictures,
    recipe: smallRecipe(pictures, 'head', { cache: false, 'augment.views': 2 }),
    step: 3,
  },
  {
    name: 'with low-rank pairs and their dropout',
    task: texts,
    recipe: smallRecipe(texts, 'lora', { thaw: 2, 'method.rank': 2, 'method.dropout': 0.2 }),
    step: 5,
  },
  {
    // Its trunk has changed by then, so that a size measured anew would be another one.
    name: 'with the size of the features measured at its start',
    task: texts,
    recipe: smallRecipe(texts, 'full', { 'optimiser.unitFeatures': true }),
    step: 5,
  },
  {
    name: 'with pairs at principal directions',
    task: pictures,
    recipe: smallRecipe(pictures, 'lora', { thaw: 2, 'method.rank': 2, 'method.initialisation': 'pissa' }),
    step: 6,
  },
  {
    name: 'with gradual thawing',
    task: pictures,
    recipe: smallRecipe(pictures, 'gradual', { thaw: 2, epochs: 4, 'method.epochsPerBlock': 1 }),
    step: 10,
  },
  {
    name: 'with gradual thawing, before the line moves',
    task: pictures,
    recipe: smallRecipe(pictures, 'gradual', { thaw: 2, epochs: 4, 'method.epochsPerBlock': 1 }),
    step: 4,
  },
  { name: 'of a continued text', task: continued, recipe: smallRecipe(continued, 'top-blocks', { thaw: 2 }), step: 5 },
  { name: 'of answers', task: answered, recipe: smallRecipe(answered, 'top-blocks', { thaw: 2 }), step: 5 },
  {
    name: 'in pieces',
    task: texts,
    recipe: smallRecipe(texts, 'full', { accumulate: 2, 'regularisation.dropout': 0.2 }),
    step: 5,
  },
  {
    name: 'after more was thawed',
    task: pictures,
    recipe: smallRecipe(pictures, 'top-blocks', {}, [{ step: 3, thaw: 2 }]),
    step: 6,
  },
  {
    name: 'after more was thawed beside which pairs stand',
    task: texts,
    recipe: smallRecipe(texts, 'lora', { thaw: 1, 'method.rank': 2 }, [{ step: 3, thaw: 3, learningRate: 0.02 }]),
    step: 6,
  },
  {
    name: 'after less was thawed',
    task: pictures,
    recipe: smallRecipe(pictures, 'top-blocks', { thaw: 2 }, [
      { step: 3, thaw: 1 },
      { step: 9, dropout: 0.1, weightDecay: 0.2 },
    ]),
    step: 6,
  },
]

describe.each(['cpu', 'wasm'] as const)('on %s a run that died goes on to the bit', (backend) => {
  test.each(cases)('$name', async ({ task, recipe, step }) => {
    await startBackend(backend)
    const before = tf.memory().numTensors
    const whole = await smallRun(task, recipe)
    const parts = await interruptedRun(task, recipe, { step })
    expect(whole.losses.length).toBeGreaterThan(step)
    expect(parts.losses).toEqual(whole.losses)
    expect(figures(parts.result)).toEqual(figures(whole.result))
    expect(parts.weights).toEqual(whole.weights)
    expect(told(parts.events)).toEqual(told(whole.events))
    expect(tf.memory().numTensors).toBe(before)
  })
})

test('the seconds of a run that died add up', async () => {
  await startBackend('wasm')
  const { result } = await interruptedRun(pictures, smallRecipe(pictures, 'full'), { step: 5 })
  const { prepare, train, total } = result.seconds
  expect(total).toBeGreaterThanOrEqual(prepare + train)
  const epochs = result.epochs.reduce((sum, { seconds }) => sum + seconds, 0)
  expect(train).toBeGreaterThanOrEqual(epochs)
  expect(train).toBeLessThan(epochs + 1)
})

test.each(['value/', 'since/', 'first/', 'second/'])(
  'a checkpoint whose %s tensors do not fit is refused by name, and leaves no tensor',
  async (prefix) => {
    await startBackend('wasm')
    const before = tf.memory().numTensors
    const recipe = smallRecipe(pictures, 'full')
    const whole = await takenAt(pictures, recipe, 5)
    // The last of its kind: those before it have been made by then.
    const key = [...whole.tensors.keys()].filter((name) => name.startsWith(prefix)).at(-1) ?? ''
    const misshapen = { shape: [2, 5], values: new Float32Array(10) }
    const from = { ...whole, tensors: new Map([...whole.tensors, [key, misshapen]]) }
    await expect(smallRun(pictures, recipe, { from })).rejects.toThrow(`should hold "${key}"`)
    expect(tf.memory().numTensors).toBe(before)
  },
)

test('the checkpoint of a run by another method is refused, and leaves no tensor', async () => {
  await startBackend('wasm')
  const before = tf.memory().numTensors
  const from = await takenAt(texts, smallRecipe(texts, 'lora', { thaw: 2, 'method.rank': 2 }), 5)
  const other = smallRecipe(texts, 'full')
  await expect(smallRun(texts, other, { from })).rejects.toMatchObject({ code: 'weights-invalid' })
  expect(tf.memory().numTensors).toBe(before)
})

async function takenAt(task: SmallTask, recipe: Recipe, step: number): Promise<Checkpoint> {
  let taken: Checkpoint | null = null
  const save = async (checkpoint: Checkpoint) => {
    if (checkpoint.position.step === step) taken = checkpoint
  }
  await smallRun(task, recipe, { sink: { due: () => true, save } })
  if (!taken) throw new Error(`no checkpoint at step ${step}`)
  return taken
}

/** Without times and memory, which differ from run to run. */
function figures({ seconds: _, memory: __, epochs, ...result }: RunResult) {
  return { ...result, epochs: epochs.map(({ seconds: ___, ...metrics }) => metrics) }
}

/** What a person was told, each step by itself. */
function told(events: readonly EngineEvent[]) {
  return events.flatMap((event): unknown[] => {
    switch (event.type) {
      case 'progress':
        return []
      case 'steps':
        return event.steps.map(({ seconds: _, ...step }) => step)
      case 'epoch': {
        const { seconds: _, ...metrics } = event.metrics
        return [{ type: event.type, metrics, bestEpoch: event.bestEpoch, updateRatios: event.updateRatios }]
      }
      default:
        return [event]
    }
  })
}
