import { expect, test } from 'vitest'
import { tickFormat } from '../../src/studio/ui/charts/tickFormat.ts'
import {
  countOf,
  formatBytes,
  formatCount,
  formatPercent,
  formatRate,
  formatSeconds,
} from '../../src/studio/ui/format.ts'

/** With plain spaces, to be readable here. */
const plain = (text: string) => text.replaceAll('\u00a0', ' ')

test.each([
  [0, '0'],
  [480, '480'],
  [9_876, '9,876'],
  [12_345, '12.3 k'],
  [218_544, '219 k'],
  [999_499, '999 k'],
  [999_500, '1 M'],
  [1_200_000, '1.2 M'],
  [23_561_152, '23.6 M'],
  [110_000_000, '110 M'],
])('%d is written %s', (count, text) => {
  expect(plain(formatCount(count))).toBe(text)
})

test.each([
  [0, '0 s'],
  [0.0002, '1 ms'],
  [0.08, '80 ms'],
  [0.9999, '1.0 s'],
  [4.21, '4.2 s'],
  [9.96, '10 s'],
  [14.2, '14 s'],
  [59.7, '1 min 0 s'],
  [200, '3 min 20 s'],
  [3900, '1 h 05 min'],
  [Number.POSITIVE_INFINITY, '–'],
])('%d seconds are written %s', (seconds, text) => {
  expect(plain(formatSeconds(seconds))).toBe(text)
})

test.each([
  [812, '812 B'],
  [640_000, '640 kB'],
  [1_902_176, '1.9 MB'],
  [210_000_000, '210 MB'],
  [1_240_000_000, '1.2 GB'],
])('%d bytes are written %s', (bytes, text) => {
  expect(plain(formatBytes(bytes))).toBe(text)
})

test.each([
  [0, '0 %'],
  [0.0004, '< 0.1 %'],
  [0.052, '5.2 %'],
  [0.125, '13 %'],
  [1, '100 %'],
])('a share of %d is written %s', (share, text) => {
  expect(plain(formatPercent(share))).toBe(text)
})

test.each([
  [0, '0'],
  [0.003, '0.003'],
  [0.00003, '3e-5'],
  [0.0000321, '3.2e-5'],
])('a rate of %d is written %s', (rate, text) => {
  expect(formatRate(rate)).toBe(text)
})

test('one of a thing is not many', () => {
  expect(countOf(1, 'class', 'classes')).toBe('1 class')
  expect(countOf(5, 'class', 'classes')).toBe('5 classes')
})

test.each([
  ['learning rates', [0, 0.00075, 0.0015, 0.00225, 0.003], ['0', '0.00075', '0.00150', '0.00225', '0.00300']],
  ['tiny rates', [0, 7.5e-5, 1.5e-4, 2.25e-4, 3e-4], ['0', '0.75e-4', '1.50e-4', '2.25e-4', '3.00e-4']],
  ['losses', [0, 0.5, 1, 1.5, 2], ['0', '0.5', '1.0', '1.5', '2.0']],
  ['large numbers', [0, 500, 1000, 1500, 2000], ['0', '500', '1,000', '1,500', '2,000']],
  ['powers of ten', [0.01, 0.1, 1], ['0.01', '0.1', '1']],
  ['small powers of ten', [1e-5, 1e-4, 0.001, 0.01], ['1e-5', '1e-4', '1e-3', '1e-2']],
])('%s on an axis are all of one form', (_, ticks, texts) => {
  expect(ticks.map(tickFormat(ticks))).toEqual(texts)
})
