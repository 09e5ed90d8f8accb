import { describe, expect, test } from 'vitest'
import {
  nextRange,
  type RatePoint,
  rampRate,
  rangeAround,
  rateCurve,
  rateRamp,
  suggestRates,
} from '../../../src/shared/metrics/rateSearch.ts'

/** A curve whose smoothed losses are given by hand. */
const curveOf = (smooth: readonly number[]): RatePoint[] =>
  smooth.map((value, at) => ({ rate: rampRate(at + 1), loss: value, smooth: value }))
const flat = (count: number, value: number) => Array.from({ length: count }, () => value)

test('the rate grows by one factor from 1e-7 to 10 in a hundred steps', () => {
  expect(rampRate(1)).toBe(1e-7)
  expect(rampRate(rateRamp.steps)).toBeCloseTo(10, 9)
  const factors = Array.from({ length: 99 }, (_, at) => rampRate(at + 2) / rampRate(at + 1))
  for (const factor of factors) expect(factor).toBeCloseTo(10 ** (8 / 99), 9)
})

describe('the range', () => {
  test('lies around the usual rate of the method, within what a recipe may have', () => {
    const { from, to } = rangeAround(0.003)
    expect([from, to]).toEqual([expect.closeTo(3e-6, 12), expect.closeTo(0.9487, 4)])
    expect(rangeAround(1e-5).from).toBe(1e-7)
    expect(rangeAround(1).to).toBe(10)
  })
  test('moves down where the loss left at once, up where it never moved, and stays where a rate was found', () => {
    const range = rangeAround(0.003)
    const search = { range, points: curveOf(flat(20, 1)), valley: null, steepest: null, end: 'diverged' } as const
    expect(nextRange(search)).toEqual({ from: 1e-7, to: expect.closeTo(range.to / 100, 9) })
    const still = nextRange({ ...search, points: curveOf(flat(100, 1)), end: 'finished' })
    expect(still).toEqual({ from: expect.closeTo(range.from * 100, 9), to: 10 })
    expect(nextRange({ ...search, valley: 0.01 })).toBeNull()
    expect(nextRange({ ...search, points: curveOf(flat(80, 1)) })).toBeNull()
  })
})

describe('the smoothed loss', () => {
  test('is the debiased exponential average', () => {
    const curve = rateCurve()
    for (const loss of [2, 1, 4]) curve.add(loss)
    const [first, second, third] = curve.points.map(({ smooth }) => smooth)
    expect(first).toBeCloseTo(2, 12)
    expect(second).toBeCloseTo((0.98 * 2 + 1) / 1.98, 12)
    expect(third).toBeCloseTo((0.98 ** 2 * 2 + 0.98 + 4) / (0.98 ** 2 + 0.98 + 1), 12)
  })

  test('ends the search at four times its best, with the point that left it', () => {
    const curve = rateCurve()
    expect(curve.add(1)).toBe(true)
    expect(curve.add(6.9)).toBe(true)
    expect(curve.add(6.9)).toBe(false)
    expect(curve.points).toHaveLength(3)
  })

  test.each([Number.NaN, Number.POSITIVE_INFINITY])(
    'a loss of %s ends the search and is no point of the curve',
    (loss) => {
      const curve = rateCurve()
      curve.add(1)
      expect(curve.add(loss)).toBe(false)
      expect(curve.points).toHaveLength(1)
    },
  )
})

describe('suggestions', () => {
  test('the valley is two thirds along the longest descent, the steepest where it falls fastest', () => {
    // Ten steps are left out; a plateau of 20, a descent of 31 values that is steepest from its 10th on, and a rise.
    const descent = Array.from({ length: 31 }, (_, at) => 2 - 0.01 * at - (at >= 10 ? 0.3 : 0))
    const smooth = [...flat(30, 2.1), ...descent, ...Array.from({ length: 20 }, (_, at) => 1.5 + 0.2 * at)]
    const { valley, steepest } = suggestRates(curveOf(smooth))
    // The last value of the plateau is the descent's first.
    expect(valley).toBe(rampRate(1 + Math.round(29 + (2 / 3) * 31)))
    expect(steepest).toBe(rampRate(30 + 10))
  })

  test('a bump in a descent does not end it', () => {
    const smooth = Array.from({ length: 60 }, (_, at) => 3 - 0.02 * at + (at === 30 ? 0.5 : 0))
    // Values 11 to 55 count, of which the bump is passed over.
    expect(suggestRates(curveOf(smooth)).valley).toBe(rampRate(1 + Math.round(10 + (2 / 3) * 44)))
  })

  test('what happens in the first ten and the last five steps suggests nothing', () => {
    const cliff = [...Array.from({ length: 10 }, (_, at) => 9 - at * 0.7), ...flat(40, 2), ...[1.5, 1.4, 1.3, 1.2, 1.1]]
    expect(suggestRates(curveOf(cliff))).toEqual({ valley: null, steepest: null })
  })

  test.each([
    ['rises', Array.from({ length: 60 }, (_, at) => 1 + 0.05 * at)],
    ['stays', flat(60, 1)],
    ['wavers by less than a hundredth', Array.from({ length: 60 }, (_, at) => 1 + 0.004 * Math.sin(at))],
    ['is too short to tell', [3, 2, 1]],
    ['is empty', []],
  ])('are none where the loss %s', (_, smooth) => {
    expect(suggestRates(curveOf(smooth))).toEqual({ valley: null, steepest: null })
  })
})
