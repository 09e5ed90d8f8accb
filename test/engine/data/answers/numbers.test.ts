/** Numbers in tables, as people write them. */
import { describe, expect, test } from 'vitest'
import {
  type NumberForm,
  numberForm,
  numberFormNotices,
  numberReadings,
  readNumber,
} from '../../../../src/engine/data/answers/numbers.ts'
import { inWords, orWhy } from '../../../support/inWords.ts'

const point = { decimal: '.' } as const
const comma = { decimal: ',' } as const
const plain: NumberForm = { decimal: '.', grouped: false, currency: false, percent: false, durations: false }

test.each([
  ['12', 12],
  ['-0.5', -0.5],
  ['+.5', 0.5],
  ['3.', 3],
  ['1e-3', 0.001],
  ['1,234.50', 1234.5],
  ['$1,234.50', 1234.5],
  ['-$5', -5],
  ['$ -5', -5],
  ['(12.50)', -12.5],
  ['−7', -7],
  ['USD 1,000,000', 1e6],
  ['1 234.5', 1234.5],
  ["1'234'567.8", 1234567.8],
  ['12.5 %', 12.5],
  ['  8  ', 8],
])('with a decimal point "%s" is read', (cell, value) => {
  expect(readNumber(cell, point)).toBe(value)
})

test.each([
  ['1,5', 1.5],
  ['€1.234,50', 1234.5],
  ['1.234,50 €', 1234.5],
  ['1\u00a0234,5', 1234.5],
  ['1\u202f234\u202f567', 1234567],
  ['1.234', 1234],
  ['250 kr', 250],
  ['Fr. 1’234,5', 1234.5],
  ['12 zł', 12],
  ['−3,25', -3.25],
])('with a decimal comma "%s" is read', (cell, value) => {
  expect(readNumber(cell, comma)).toBe(value)
})

test.each([
  ['', 'It has no number.'],
  ['   ', 'It has no number.'],
  ['NaN', 'It has no number: it says "NaN".'],
  ['n/a', 'It has no number: it says "n/a".'],
  ['inf', 'Its number "inf" is not finite.'],
  ['-Infinity', 'Its number "-Infinity" is not finite.'],
  ['1e999', 'Its number "1e999" is not finite.'],
  ['about 12', '"about 12" is not a number.'],
  ['12 kg', '"12 kg" is not a number.'],
  ['2026-11-29', '"2026-11-29" is not a number.'],
  ['1,23,4', '"1,23,4" is not a number.'],
  ['3,5', 'Its number "3,5" is written differently from the rest, which have a decimal point.'],
])('"%s" is left out with its reason', (cell, reason) => {
  expect(orWhy(readNumber(cell, point))).toBe(reason)
})

test('a decimal point among commas is named too', () => {
  expect(orWhy(readNumber('3.5', comma))).toBe(
    'Its number "3.5" is written differently from the rest, which have a decimal comma.',
  )
})

describe('a column of numbers', () => {
  test('is told from its cells, whatever is missing among them', () => {
    expect(numberForm(['1', '2.5', '', 'NaN', '-'])).toEqual(plain)
    expect(numberForm(['1,5', '2', '1.234,50'])).toEqual({ ...plain, decimal: ',', grouped: true })
    expect(numberForm(['€1.234,50', '€3,20'])).toEqual({ ...plain, decimal: ',', grouped: true, currency: true })
    expect(numberForm(['$1,234.50', '$3.20'])).toEqual({ ...plain, grouped: true, currency: true })
    expect(numberForm(['12 %', '3.5 %'])).toEqual({ ...plain, percent: true })
    const many = Array.from({ length: 30 }, (_, at) => String(at))
    expect(numberForm([...many, 'cheap'])).toEqual(plain)
  })

  test('is none where more than a few cells are something else, or nothing is there', () => {
    expect(numberForm(['1', '2', 'three'])).toBeNull()
    expect(numberForm(['', 'NaN'])).toBeNull()
    expect(numberForm(['1-2', '3-4'])).toBeNull()
  })

  test('has the decimal mark that its unambiguous cells speak for; "1,234" alone is a thousand', () => {
    expect(numberForm(['1,234', '5,678'])).toEqual({ ...plain, grouped: true })
    expect(numberForm(['1,234', '5,67'])?.decimal).toBe(',')
    expect(numberForm(['1.234', '5.678'])).toEqual(plain)
    expect(numberForm(['1.234.567', '5.678'])?.decimal).toBe(',')
    expect(numberForm(['0,123', '0,456'])?.decimal).toBe(',')
    expect(numberForm(['1.234', '2.345', '7,5'])?.decimal).toBe(',')
  })

  test('shows what was guessed of it', () => {
    expect(numberFormNotices(plain)).toEqual([])
    expect(inWords(numberFormNotices({ ...plain, decimal: ',', grouped: true, currency: true }))).toEqual([
      'The comma was read as the decimal mark: "1,5" is one and a half.',
      'Currency signs were ignored.',
    ])
    expect(inWords(numberFormNotices({ ...plain, grouped: true, percent: true }))).toEqual([
      'The comma was read as a thousands separator: "1,234" is one thousand two hundred and thirty-four.',
      'Percentages were read as they are written: "12 %" is 12.',
    ])
  })
})

describe('what numbers may be', () => {
  const repeated = (values: number[], times: number) => Array.from({ length: times }, () => values).flat()
  const upTo = (count: number, from = 0) => Array.from({ length: count }, (_, at) => at + from)

  test('few integers, or integers without a gap, are classes first and numbers too', () => {
    expect(numberReadings(repeated([0, 1], 50))).toEqual(['classes', 'numbers'])
    expect(numberReadings(repeated(upTo(5, 1), 9))).toEqual(['classes', 'numbers'])
    expect(numberReadings(repeated(upTo(77), 10))).toEqual(['classes', 'numbers'])
  })

  test('other values that come again are numbers first', () => {
    expect(numberReadings(repeated([1, 1.5, 2, 2.5], 20))).toEqual(['numbers', 'classes'])
    expect(numberReadings(repeated(upTo(60, 18), 10))).toEqual(['numbers', 'classes'])
  })

  test('values that hardly come again are nothing but numbers', () => {
    expect(numberReadings(upTo(40).map((value) => value + 0.25))).toEqual(['numbers'])
    expect(numberReadings(upTo(40))).toEqual(['numbers'])
    expect(numberReadings([1, 2, 3])).toEqual(['numbers'])
  })
})

test.each([
  ['1:30', 90],
  ['1:02:30', 3750],
  ['0:00:07.5', 7.5],
  ['1h 20min', 4800],
  ['1 h 5 min', 3900],
  ['90 s', 90],
  ['120s', 120],
  ['1h 20m', 4800],
  ['2 hours, 3 minutes', 7380],
  ['PT1H20M', 4800],
  ['PT45S', 45],
  ['P1DT2H', 93_600],
])('"%s" takes that many seconds', (cell, seconds) => {
  const form = numberForm([cell, cell])
  expect(form?.durations).toBe(true)
  expect(form && readNumber(cell, form)).toBe(seconds)
})

test.each([
  ...['12', '1.5', '10:75', 'about 5 min', 'P', '5 pm', '3 miles', '12 m²'],
  ...['5m', '1.80 m', '19M', '2D', '3 d', '80s', '14h', '5M 3S'],
])('"%s" is no duration', (cell) => {
  expect(numberForm([cell])?.durations ?? false).toBe(false)
})
