import { expect, test } from 'vitest'
import { along, principalAxes } from '../../../src/commands/pretrain/principalAxes.ts'

// Four points in a plane about (1, 2, 3): ±2 along (3, 4, 0) / 5, and ±1 along (0, 0, 1).
const rows = Float32Array.from([...[1 + 1.2, 2 + 1.6, 3, 1 - 1.2, 2 - 1.6, 3], ...[1, 2, 3 + 1, 1, 2, 3 - 1]])

test('the axes are the directions of most variance, and say how much of it they hold', () => {
  const { mean, axes, explained } = principalAxes(rows, 3, 1)
  const [first = new Float64Array()] = axes
  for (const [at, value] of [1, 2, 3].entries()) expect(mean[at]).toBeCloseTo(value, 5)
  for (const [at, value] of [0.6, 0.8, 0].entries()) expect(Math.abs(first[at] as number)).toBeCloseTo(value, 5)
  expect(explained).toBeCloseTo(0.8, 6) // 8 of 10 in squares
})

test('rows along two axes keep their distances, which lie in a plane', () => {
  const found = along(rows, principalAxes(rows, 3, 2), { centred: true })
  expect(found).toHaveLength(8)
  expect(Math.abs(found[0] as number)).toBeCloseTo(2, 5)
  expect(found[0]).toBeCloseTo(-(found[2] as number), 5)
  expect(Math.abs(found[5] as number)).toBeCloseTo(1, 5)
})
