/** Optimiser, schedule, clipping and loss against torch and transformers; see test/reference/README.md. */
import { readFileSync } from 'node:fs'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, expect, test } from 'vitest'
import { crossEntropy } from '../../../src/engine/nn/crossEntropy.ts'
import {
  chain,
  clipByGlobalNorm,
  decayWeights,
  globalNorm,
  scaleByAdam,
  scaleByRate,
} from '../../../src/engine/train/gradientTransforms.ts'
import { scheduleMultiplier } from '../../../src/engine/train/schedule.ts'
import { startBackend } from '../../support/backends.ts'
import { relativeError } from '../../support/relativeError.ts'

beforeAll(() => startBackend('cpu'))

interface AdamWFixture {
  learningRate: number
  beta1: number
  beta2: number
  epsilon: number
  weightDecay: number
  start: number[]
  gradients: number[][]
  parameters: number[][]
}

test('AdamW with bias correction and decoupled decay moves as torch’s', () => {
  const fixture = read<AdamWFixture>('adamw')
  const optimiser = chain(
    scaleByAdam({ ...fixture, epsilon: () => fixture.epsilon }),
    decayWeights(() => fixture.weightDecay),
    scaleByRate(() => fixture.learningRate),
  )
  let w: tf.Tensor = tf.tensor1d(fixture.start)
  fixture.gradients.forEach((gradient, index) => {
    w = tf.tidy(() => {
      const updates = optimiser.update({ w: tf.tensor1d(gradient) }, { step: index + 1, parameters: { w } })
      return tf.sub(w, updates.w as tf.Tensor)
    })
    expect(relativeError(w.dataSync(), fixture.parameters[index] as number[])).toBeLessThan(2e-6)
  })
  optimiser.dispose()
})

test('the cosine schedule with warm-up is transformers’', () => {
  const { totalSteps, warmupSteps, multipliers } = read<{
    totalSteps: number
    warmupSteps: number
    multipliers: number[]
  }>('schedule')
  const warmup = warmupSteps / totalSteps
  multipliers.forEach((multiplier, step) => {
    expect(scheduleMultiplier({ shape: 'cosine', warmup }, step, totalSteps)).toBeCloseTo(multiplier, 12)
  })
})

test('clipping by global norm scales all gradients together, as torch’s', () => {
  const { gradients, cases } = read<{
    gradients: [number[][], number[][]]
    cases: { maxNorm: number; norm: number; clipped: [number[][], number[][]] }[]
  }>('clip')
  for (const { maxNorm, norm, clipped } of cases) {
    const named = { a: tf.tensor2d(gradients[0]), b: tf.tensor(gradients[1]) }
    const result = clipByGlobalNorm(maxNorm).update(named, { step: 1, parameters: {} })
    expect(globalNorm(named).dataSync()[0]).toBeCloseTo(norm, 5)
    expect(relativeError((result.a as tf.Tensor).dataSync(), clipped[0].flat())).toBeLessThan(1e-6)
    expect(relativeError((result.b as tf.Tensor).dataSync(), clipped[1].flat())).toBeLessThan(1e-6)
  }
})

test('cross-entropy with label smoothing is torch’s, rows weighed by their labels, gradient included', () => {
  const { logits, labels, cases } = read<{
    logits: number[][]
    labels: number[]
    cases: { labelSmoothing: number; weights: number[] | null; loss: number; gradient: number[][] }[]
  }>('lossSmoothing')
  expect(cases.length).toBe(4)
  for (const { labelSmoothing, weights, loss, gradient } of cases) {
    const classWeights = weights ? tf.tensor1d(weights) : null
    const compute = (x: tf.Tensor) =>
      crossEntropy(x as tf.Tensor2D, tf.tensor1d(labels, 'int32'), { smoothing: labelSmoothing, classWeights })
    const { value, grad } = tf.valueAndGrad(compute)(tf.tensor2d(logits))
    expect(value.dataSync()[0]).toBeCloseTo(loss, 5)
    expect(relativeError(grad.dataSync(), gradient.flat())).toBeLessThan(2e-6)
  }
})

function read<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../fixtures/reference/${name}.json`, import.meta.url), 'utf8')) as T
}
