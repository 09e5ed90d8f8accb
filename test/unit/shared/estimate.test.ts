import { describe, expect, test } from 'vitest'
import { estimate } from '../../../src/shared/estimate.ts'
import type { BlockSummary } from '../../../src/shared/protocol.ts'

const block = (name: string, parameters: number, outputShape: number[]): BlockSummary => ({
  name,
  label: name,
  parameters,
  outputShape,
  forwardMs: 2,
  activationBytes: 1000,
  sites: [],
  biases: 0,
  norms: 0,
  attentionWidth: null,
})
const augment = { views: 0, flip: true, crop: 1, colour: 0 }
const recipe = { method: { id: 'head' as const }, thaw: 0, batch: 4, augment, cache: true }

describe('of pictures', () => {
  const model = {
    blocks: [block('stem', 100, [8, 8, 4]), block('top', 200, [16])],
    parameters: 300,
    featureSize: 16,
    inputSize: 64,
  }
  const data = { classes: 3, train: 100, validation: 20, test: 30, tokens: 0 }

  test('a head alone trains its own weights, on features that are kept', () => {
    const figures = estimate(model, { ...recipe, task: 'image-classification' }, data)
    expect(figures).toMatchObject({ thawed: 0, trainable: 17 * 3, total: 300 + 51, secondsPerEpoch: 0 })
    expect(figures.prepareSeconds).toBeCloseTo((150 * 4) / 1000, 9)
    expect(figures.memoryBytes).toBe(4 * 351 + 12 * 51 + 4 * 150 * 16)
  })
  test('views multiply what is prepared of the training pictures', () => {
    const viewed = { ...recipe, augment: { ...augment, views: 4 }, task: 'image-classification' as const }
    expect(estimate(model, viewed, data).prepareSeconds).toBeCloseTo((450 * 4) / 1000, 9)
  })
})

describe('of texts', () => {
  const vocabulary = 500
  const model = {
    blocks: [block('embedding', (vocabulary + 128) * 16, [64, 16]), block('layer 1', 1000, [64, 16])],
    parameters: (vocabulary + 128) * 16 + 1000,
    featureSize: 16,
    inputSize: 128,
  }
  const data = { classes: 4, train: 100, validation: 20, test: 30, tokens: 64 }
  const top = { ...recipe, method: { id: 'top-blocks' as const }, thaw: 1, task: 'text-classification' as const }

  test('time and activations grow with the tokens', () => {
    const short = estimate(model, top, data)
    const long = estimate(model, top, { ...data, tokens: 128 })
    expect(long.secondsPerEpoch).toBeCloseTo(2 * short.secondsPerEpoch, 9)
    expect(long.prepareSeconds).toBeCloseTo(2 * short.prepareSeconds, 9)
    expect(long.memoryBytes - short.memoryBytes).toBe(4 * 150 * 64 * 16 + 4 * 1000)
  })
  test('a network that continues them has no head, and pays for a word of its whole vocabulary at each token', () => {
    const continuing = { ...top, task: 'text-generation' as const }
    const figures = estimate(model, continuing, { ...data, classes: 0 })
    expect(figures).toMatchObject({ trainable: 1000, total: model.parameters })
    expect(figures.secondsPerEpoch).toBeGreaterThan(estimate(model, top, data).secondsPerEpoch)
  })
})
