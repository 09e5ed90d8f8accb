/** A head whose rate, epsilon and decay are for features of size 1 learns alike on features of any size. */
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, expect, test } from 'vitest'
import { featureSize } from '../../../src/engine/train/featureSize.ts'
import { composedAdamW } from '../../../src/engine/train/optimiser.ts'
import { startBackend } from '../../support/backends.ts'
import { smallRecipe, smallRun, texts } from '../../support/smallRuns.ts'

beforeAll(() => startBackend('cpu'))

const recipe = smallRecipe(texts, 'head', { batch: 2 })
const { signal } = new AbortController()

/** What the head would read of each row. */
function reading(rows: readonly (readonly number[])[]) {
  const trainer = { features: ({ x }: { x: tf.Tensor }) => tf.clone(x) }
  const batch = async (views: readonly { readonly example: number }[]) => ({
    x: tf.tensor2d(views.map(({ example }) => [...(rows[example] ?? [])])),
    mask: null,
  })
  return { trainer, features: { batch }, recipe, signal }
}

test('the size is the root mean square of what the head reads', async () => {
  const before = tf.memory().numTensors
  const rows = [
    [3, 4],
    [0, 0],
    [1, -1],
  ]
  expect(await featureSize(reading(rows), [0, 1, 2])).toBeCloseTo(Math.sqrt(27 / 6), 6)
  expect(await featureSize(reading(rows), [1])).toBe(1)
  expect(tf.memory().numTensors).toBe(before)
})

test.each([0.05, 7])('weights on features of size %d move as those on features of size 1, divided by it', (size) => {
  const gradients = [
    [0.4, -0.2, 0.01],
    [0.3, 0.1, -0.02],
    [-0.1, 0.2, 0.05],
  ]
  const moved = (own: number, start: readonly number[]) => {
    const optimiser = composedAdamW({
      ...{ beta1: 0.9, beta2: 0.999, clipNorm: 0, epsilon: () => 0.3 * own },
      ...{ rate: () => 0.1 / own, weightDecay: () => 0.01 * own },
    })
    const w = tf.variable(tf.tensor1d(start.map((value) => value / own)))
    gradients.forEach((gradient, at) => {
      tf.tidy(() => {
        const w1 = tf.tensor1d(gradient.map((value) => value * own))
        optimiser.apply({ w: w1 }, { step: at + 1, variables: { w } })
      })
    })
    return [...w.dataSync()].map((value) => value * own)
  }
  const start = [0.5, -1, 2]
  moved(size, start).forEach((value, at) => {
    expect(value).toBeCloseTo(moved(1, start)[at] ?? Number.NaN, 5)
  })
})

test('a run learns by the size of its own features', async () => {
  const changes = { 'optimiser.unitFeatures': true, 'optimiser.learningRate': 0.1, 'optimiser.epsilon': 0.3 }
  const run = (unitFeatures: boolean) =>
    smallRun(texts, smallRecipe(texts, 'head', { ...changes, 'optimiser.unitFeatures': unitFeatures }))
  const [sized, plain] = [await run(true), await run(false)]
  expect(sized.losses[0]).toBe(plain.losses[0])
  expect(sized.losses[1]).not.toBe(plain.losses[1])
})
