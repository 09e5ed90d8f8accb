import { expect, test } from 'vitest'
import { outliersOf } from '../../../src/engine/evaluate/findOutliers.ts'
import { seeded } from '../../../src/shared/random.ts'

test('what lies far from its own class is told of, and not what lies far from another', () => {
  const random = seeded('outliers')
  const around = (centre: number) => Float32Array.from({ length: 16 }, () => centre + random.normal())
  const rows = [...Array.from({ length: 40 }, () => around(0)), ...Array.from({ length: 40 }, () => around(8))]
  const labels = rows.map((_, row) => Number(row >= 40))
  const even = outliersOf(rows, labels)
  // A twentieth of each class, none of them much farther than the rest.
  expect(even).toHaveLength(4)
  expect(even[0]?.distance).toBeLessThan(1.7)
  // One of the second class has the label of the first.
  labels[57] = 0
  const [found, second] = outliersOf(rows, labels)
  expect(found?.example).toBe(57)
  expect(second?.distance).toBeLessThan(1.7)
  // Centres lie 8 apart in 16 dimensions, and a row of noise lies √16 from its own.
  expect(found?.distance).toBeGreaterThan((8 * Math.sqrt(16)) / 4 - 1)
  expect(found?.distance).toBeLessThan((8 * Math.sqrt(16)) / 4 + 2)
})

test('of a class of four nothing is said, and of rows that are all the same neither', () => {
  const rows = Array.from({ length: 10 }, (_, row) => Float32Array.of(row === 0 ? 9 : 1, 1))
  expect(outliersOf(rows.slice(0, 4), [0, 0, 0, 0])).toEqual([])
  expect(outliersOf(rows.slice(1), new Array<number>(9).fill(0))).toEqual([])
})
