import * as tf from '@tensorflow/tfjs-core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { inPieces } from '../../../src/engine/train/gradients.ts'
import { startBackend } from '../../support/backends.ts'
import { drawnDataset } from '../../support/drawnDataset.ts'
import { inWords } from '../../support/inWords.ts'
import {
  continued,
  interruptedRun,
  pictures,
  type SmallTask,
  smallRecipe,
  smallRun,
  texts,
} from '../../support/smallRuns.ts'

beforeEach(() => startBackend('wasm'))

test('pieces are of about one size, and never more than there are rows', () => {
  expect(inPieces([1, 2, 3, 4, 5], 2)).toEqual([
    [1, 2, 3],
    [4, 5],
  ])
  expect(inPieces([1, 2], 8)).toEqual([[1], [2]])
  expect(inPieces([1, 2, 3], 1)).toEqual([[1, 2, 3]])
})

const many = drawnDataset(20, 16)
/** Most of one class. */
const uneven: SmallTask = {
  ...pictures,
  data: { ...many, examples: many.examples.filter((_, at) => at < 20 || at % 3 === 0) },
}
const cases = [
  { name: 'pictures', task: pictures, method: 'full', changes: {} },
  {
    name: 'pictures with dropout before the head',
    task: pictures,
    method: 'full',
    changes: { 'regularisation.dropout': 0.3 },
  },
  { name: 'classes of uneven size, counted by weight', task: uneven, method: 'full', changes: {} },
  { name: 'texts of many lengths', task: texts, method: 'lora', changes: { thaw: 2 } },
  { name: 'a continued text with its padding', task: continued, method: 'top-blocks', changes: { thaw: 2 } },
] as const

describe('a batch in pieces has the losses of the batch in one', () => {
  test.each(cases)('$name', async ({ task, method, changes }) => {
    // A small rate: rounding is compared, not how training amplifies it.
    const settings = { ...changes, batch: 8, epochs: 2, 'optimiser.learningRate': 1e-3 }
    const whole = await smallRun(task, smallRecipe(task, method, settings))
    const pieces = await smallRun(task, smallRecipe(task, method, { ...settings, accumulate: 3 }))
    expect(whole.losses.length).toBeGreaterThan(3)
    whole.losses.forEach((loss, at) => {
      expect(Math.abs(loss - (pieces.losses[at] as number))).toBeLessThan(2e-5)
    })
  })
})

test('a batch in pieces needs less memory at its peak', async () => {
  const settings = { batch: 16, epochs: 1 }
  const peak = async (accumulate: number) =>
    (await smallRun(pictures, smallRecipe(pictures, 'full', { ...settings, accumulate }))).result.memory.peakBytes
  const [whole, pieces] = [await peak(1), await peak(8)]
  expect(pieces).toBeLessThan(0.6 * whole)
})

describe('where memory does not suffice', () => {
  let mostRows = Number.POSITIVE_INFINITY
  const name = 'Conv2DBackpropInput'
  let restore = () => {}

  /** The backend throws where a convolution's gradient is asked for too many pictures at once. */
  function limitMemory(rows: number): void {
    mostRows = rows
    const kernel = tf.getKernel(name, 'wasm')
    if (!kernel) throw new Error('no kernel')
    tf.unregisterKernel(name, 'wasm')
    tf.registerKernel({
      ...kernel,
      kernelFunc(options) {
        const batch = (options.inputs.dy as tf.Tensor).shape[0] as number
        if (batch > mostRows) throw new RangeError('Array buffer allocation failed')
        return kernel.kernelFunc(options)
      },
    })
    restore = () => {
      tf.unregisterKernel(name, 'wasm')
      tf.registerKernel(kernel)
    }
  }
  afterEach(() => restore())

  const recipe = smallRecipe(pictures, 'full', { batch: 8, epochs: 3, 'optimiser.learningRate': 1e-3 })

  test('the step is tried again in twice as many pieces, which is told, and nothing is lost', async () => {
    const before = tf.memory().numTensors
    const plain = await smallRun(pictures, recipe)
    limitMemory(2)
    const { losses, events } = await smallRun(pictures, recipe)
    const notices = events.flatMap((event) => (event.type === 'notice' ? [event.notice] : []))
    expect(notices.map(({ kind, step }) => ({ kind, step }))).toEqual([
      { kind: 'memory', step: 1 },
      { kind: 'memory', step: 1 },
    ])
    expect(inWords(notices.map(({ message }) => message))[1]).toContain('4 parts')
    expect(losses.length).toBe(plain.losses.length)
    plain.losses.forEach((loss, at) => {
      expect(Math.abs(loss - (losses[at] as number))).toBeLessThan(2e-5)
    })
    expect(tf.memory().numTensors).toBe(before)
  })

  test('a run that died after that goes on in as many pieces, to the bit', async () => {
    limitMemory(2)
    const whole = await smallRun(pictures, recipe)
    const parts = await interruptedRun(pictures, recipe, { step: 3 })
    expect(parts.losses).toEqual(whole.losses)
    expect(parts.events.filter(({ type }) => type === 'notice').length).toBe(2)
  })

  test('the run gives up where a single example is too much, and says what to do', async () => {
    const before = tf.memory().numTensors
    limitMemory(0)
    await expect(smallRun(pictures, recipe)).rejects.toMatchObject({
      code: 'out-of-memory',
      message: expect.stringContaining('step 1'),
      advice: expect.stringContaining('fewer blocks'),
    })
    expect(tf.memory().numTensors).toBe(before)
  })
})
