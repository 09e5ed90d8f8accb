import { expect, test } from 'vitest'
import {
  added,
  corners,
  type Formula,
  formulaOf,
  nameOf,
  type Sizes,
  valueAt,
} from '../../../../src/engine/export/trace/sizes.ts'

const least: Sizes = { batch_size: 2, sequence_length: 3, past_sequence_length: 0 }

test.each<[string, (sizes: Required<Sizes>) => number]>([
  ['7', () => 7],
  ['batch_size', ({ batch_size: b }) => b],
  ['past_sequence_length + sequence_length', ({ sequence_length: l, past_sequence_length: p }) => p + l],
  ['-4 + 12 * batch_size * sequence_length', ({ batch_size: b, sequence_length: l }) => 12 * b * l - 4],
])('the formula %s is found from its values', (name, of) => {
  const values = corners(least).map((sizes) => of(sizes as Required<Sizes>))
  const formula = formulaOf(values, least)
  expect(nameOf(formula)).toBe(name)
  const elsewhere = { batch_size: 9, sequence_length: 31, past_sequence_length: 5 }
  expect(valueAt(formula, elsewhere)).toBe(of(elsewhere))
})

test('sides are added and taken from each other', () => {
  const tokens: Formula = { terms: [{ factor: 1, of: ['sequence_length'] }] }
  const past: Formula = { terms: [{ factor: 1, of: ['past_sequence_length'] }] }
  const all = added(tokens, past)
  expect(nameOf(all)).toBe('past_sequence_length + sequence_length')
  expect(nameOf(added(all, past, -1))).toBe('sequence_length')
  expect(added(all, all, -1)).toBe(0)
  expect(added(2, 3)).toBe(5)
})
