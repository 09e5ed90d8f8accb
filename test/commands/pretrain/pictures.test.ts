import { expect, test } from 'vitest'
import { batchOf, type Pictures, softened } from '../../../src/commands/pretrain/pictures.ts'
import { seeded } from '../../../src/shared/random.ts'

/** Two grey pictures of 2 × 2: 0, 40, 80, 120 and their halves. */
const values = [0, 40, 80, 120, 0, 20, 40, 60]
const pictures: Pictures = {
  classes: ['bright', 'dark'],
  side: 2,
  pixels: Uint8Array.from(values.flatMap((value) => [value, value, value])),
  labels: Uint8Array.of(0, 1),
}
const plain = { side: 2, mean: [0, 0, 0], std: [1, 1, 1], random: null }
const red = (batch: Float32Array) => [...batch].filter((_, at) => at % 3 === 0).map((value) => Math.round(value * 255))

test('without a random, a view is the picture itself, normalised', () => {
  expect(red(batchOf(pictures, [1, 0], plain))).toEqual([0, 20, 40, 60, 0, 40, 80, 120])
  const shifted = batchOf(pictures, [0], { ...plain, mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] })
  expect(shifted[0]).toBeCloseTo(-2, 6)
})

test('a softened picture holds the mean of each two by two', () => {
  expect(red(batchOf(softened(pictures), [0, 1], plain))).toEqual([60, 60, 60, 60, 30, 30, 30, 30])
})

test('augmented views differ from one another, and are the same for the same random', () => {
  const views = (seed: number) => {
    const random = seeded(seed)
    return [1, 2].map(() => [...batchOf(pictures, [0], { ...plain, side: 4, random, widest: 1.6 })])
  }
  const [first, second] = views(1)
  expect(first).not.toEqual(second)
  expect(views(1)).toEqual([first, second])
  for (const value of first ?? []) expect(Number.isFinite(value)).toBe(true)
})
