import { expect, test } from 'vitest'
import { significant } from '../../src/shared/significant.ts'

test.each([
  [1.26, 2, '1.3'],
  [12.4, 2, '12'],
  [99.4, 2, '99'],
  [99.5, 2, '100'],
  [120.3, 2, '120'],
  [1204, 3, '1,204'],
  [-123.4, 2, '-123'],
  [0.0416, 2, '0.042'],
  [100, 2, '100'],
  [Number.NaN, 2, 'NaN'],
  [Number.POSITIVE_INFINITY, 2, 'Infinity'],
] as const)('%f to %d digits is written out as %s', (value, digits, written) => {
  expect(significant(value, digits)).toBe(written)
})
