import { describe, expect, test } from 'vitest'
import type { EpochMetrics } from '../../src/shared/protocol.ts'
import { buildRecipe, defaultFields } from '../../src/shared/recipe.ts'
import {
  accuracyWords,
  baselineWords,
  differences,
  overfitHint,
  stopWords,
} from '../../src/studio/features/evaluate/wording.ts'
import { heatShade, lightTextFrom } from '../../src/studio/ui/charts/heat.ts'

describe('a score in words', () => {
  test('gives its interval and on how many pictures', () => {
    expect(accuracyWords({ accuracy: 0.8704, interval: [0.8, 0.9249], n: 80 })).toBe(
      '0.87, and with 95 % confidence between 0.80 and 0.92, on 80 pictures it never saw',
    )
  })
  test('is held against always answering the most frequent class', () => {
    expect(baselineWords({ baseline: 0.2, interval: [0.5, 0.8] })).toContain('surely better')
    expect(baselineWords({ baseline: 0.6, interval: [0.5, 0.8] })).toContain('cannot be told apart')
    expect(baselineWords({ baseline: 0.9, interval: [0.5, 0.8] })).toContain('worse')
  })
})

test('why a run ended, and which epoch was kept', () => {
  expect(stopWords('early', { epochs: 18, best: 10 })).toBe(
    'Stopped early after 18 epochs, because validation no longer improved. Epoch 10 was the best, and its weights were kept.',
  )
  expect(stopWords('finished', { epochs: 30, best: 30 })).toBe('Ran all 30 epochs. The last epoch was the best.')
})

describe('the hint of over-fitting', () => {
  const run = (losses: [number, number][]): EpochMetrics[] =>
    losses.map(([trainLoss, validationLoss], index) => ({
      epoch: index + 1,
      trainLoss,
      validationLoss,
      validationAccuracy: 0.5,
      learningRate: 0.001,
      seconds: 1,
    }))

  test('names the epoch from which validation turned', () => {
    const turned: [number, number][] = [
      [1, 1.1],
      [0.6, 0.8],
      [0.4, 0.85],
      [0.2, 1],
    ]
    expect(overfitHint(run(turned))).toContain('From epoch 2 on')
  })
  test('is given when the two losses stand far apart', () => {
    const apart: [number, number][] = [
      [1, 1.1],
      [0.5, 0.9],
      [0.2, 0.85],
    ]
    expect(overfitHint(run(apart))).toContain('by heart')
  })
  test('is silent while both fall together', () => {
    const together: [number, number][] = [
      [1, 1.1],
      [0.6, 0.7],
      [0.4, 0.5],
    ]
    expect(overfitHint(run(together))).toBeNull()
  })
})

test('a run is told by the settings that were not left at the defaults of its method', () => {
  const identity = { model: { id: 'thaw-vision', revision: '1' }, data: { name: 'x', fingerprint: 'f' } } as const
  const fields = { ...defaultFields('full'), epochs: 12, thaw: 3 }
  const recipe = buildRecipe({ ...identity, backend: 'auto' }, fields)
  expect(differences(recipe).map(({ field, value, usual }) => [field.key, value, usual])).toEqual([['epochs', 12, 30]])
})

test('a single mistake among many can still be seen, and full rows turn to light text', () => {
  expect(heatShade(0, 50)).toBe(0)
  expect(heatShade(1, 50)).toBeGreaterThan(0.2)
  expect(heatShade(50, 50)).toBe(1)
  expect(heatShade(50, 50)).toBeGreaterThan(lightTextFrom)
})
