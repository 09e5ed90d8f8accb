import { describe, expect, test } from 'vitest'
import { lowerBound, nearest, niceTicks, valueAxis, within, zoomed } from '../../src/studio/ui/charts/chartScale.ts'
import { csvOf, fewerRows } from '../../src/studio/ui/charts/sheet.ts'
import { smoothed } from '../../src/studio/ui/charts/smooth.ts'
import { drawnValues, readOff } from '../../src/studio/ui/charts/trace.ts'

const line = (values: readonly number[], step = 1) => values.map((y, index) => ({ x: step * (index + 1), y }))

describe('smoothing', () => {
  test('is the debiased moving average, written out', () => {
    const [keep, values] = [0.9, [4, 0, 1, 7, 3]]
    let mean = 0
    const expected = values.map((y, index) => {
      mean = keep * mean + (1 - keep) * y
      return mean / (1 - keep ** (index + 1))
    })
    const drawn = smoothed(line(values), keep).map(({ y }) => y)
    expect(drawn).toEqual(expected.map((y) => expect.closeTo(y, 12)))
    expect(drawn[0]).toBeCloseTo(4, 12)
  })
  test('leaves a level line level, and without smoothing the very points', () => {
    expect(smoothed(line([2, 2, 2]), 0.99).map(({ y }) => y)).toEqual([2, 2, 2].map((y) => expect.closeTo(y, 12)))
    const points = line([1, 2])
    expect(smoothed(points, 0)).toBe(points)
  })
  test('does not depend on how a long line was thinned', () => {
    const whole = line(Array.from({ length: 4000 }, (_, index) => 1 / (1 + index / 400)))
    const thin = whole.filter((_, index) => index % 8 === 0)
    const at = (points: readonly { x: number; y: number }[]) => nearest(smoothed(points, 0.9, 20), 3001)?.y
    expect(at(thin)).toBeCloseTo(at(whole) ?? 0, 3)
  })
  test('goes on after a value that is no number', () => {
    const drawn = smoothed(line([1, Number.NaN, 1]), 0.5)
    expect([drawn[1]?.y, drawn[2]?.y]).toEqual([Number.NaN, 1])
  })
})

describe('an axis of values', () => {
  test('ends at a round number above everything, or where it is told to', () => {
    expect(valueAxis([0.4, 1.3], { log: false })).toMatchObject({ from: 0, to: 1.6, log: false })
    expect(valueAxis([0.4], { log: false, most: 1 }).ticks).toEqual([0, 0.25, 0.5, 0.75, 1])
    expect(valueAxis([], { log: true })).toMatchObject({ from: 0, to: 1, log: false })
  })
  test('goes by powers of ten on a log scale, and heeds nothing at or below 0', () => {
    const { from, to, ticks, log } = valueAxis([0, -4, 0.003, 2, Number.NaN], { log: true })
    expect({ from, to, log }).toEqual({ from: 0.001, to: 10, log: true })
    expect(ticks).toEqual([0.001, 0.01, 0.1, 1, 10].map((tick) => expect.closeTo(tick, 12)))
    expect(valueAxis([1e-9, 1e9], { log: true }).ticks.length).toBeLessThanOrEqual(7)
    expect(valueAxis([1], { log: true })).toMatchObject({ from: 1, to: 10 })
  })
  test('has round ticks within what is shown', () => {
    expect(niceTicks([0, 30])).toEqual([0, 5, 10, 15, 20, 25, 30])
    expect(niceTicks([137.2, 409.9])).toEqual([150, 200, 250, 300, 350, 400])
    expect(niceTicks([0, 5], { whole: true })).toEqual([0, 1, 2, 3, 4, 5])
    expect(niceTicks([0.25, 0.75])).toEqual([0.3, 0.4, 0.5, 0.6, 0.7])
  })
})

describe('looking closer', () => {
  test('keeps what is pointed at in its place, and never leaves the whole', () => {
    expect(zoomed([0, 100], 0.5, [0, 100], 20)).toEqual([10, 60])
    expect(zoomed([0, 50], 0.5, [0, 100], 0)).toEqual([0, 25])
    expect(zoomed([80, 100], 2, [0, 100])).toEqual([60, 100])
    expect(zoomed([20, 80], 2, [0, 100])).toBeNull()
    expect(zoomed([1, 1.001], 0.5, [0, 100])).toEqual([1, 1.001])
  })
  test('shows a point more on either side, so that lines lead out', () => {
    const points = line([1, 2, 3, 4, 5, 6])
    expect(within(points, [2.5, 4]).map(({ x }) => x)).toEqual([2, 3, 4])
    expect(within(points, [2.5, 3.5]).map(({ x }) => x)).toEqual([2, 3, 4])
    expect(within(points, null)).toBe(points)
  })
  test('reads off the nearest point, or the latest', () => {
    const points = line([10, 20, 30])
    expect([1.4, 1.6, -5, 99].map((x) => readOff({ points }, x))).toEqual([10, 20, 10, 30])
    expect([readOff({ points }, null), readOff({ points: [] }, 3)]).toEqual([30, null])
    expect([0, 1, 1.5, 4].map((x) => lowerBound(points, x))).toEqual([0, 0, 1, 3])
  })
  test('fits the values that are shown', () => {
    const trace = { key: 'a', label: 'a', colour: '', mark: 'none', points: line([9, 1, 2, 3]) } as const
    expect(Math.max(...drawnValues([trace], [2.5, 4]))).toBe(3)
  })
})

describe('the table of a chart', () => {
  test('is written in full precision, with nothing where there is nothing', () => {
    const rows = [[1, 0.1 + 0.2, null]]
    expect(csvOf({ columns: ['Step', 'Loss', 'Other'], rows })).toBe('Step,Loss,Other\r\n1,0.30000000000000004,\r\n')
  })
  test('has no cell that a spreadsheet would compute, and quotes what would break a row', () => {
    const columns = ['=1+1', 'a,"b"', '-5', 'two\nlines']
    expect(csvOf({ columns, rows: [[-5, '@x', '', 'plain']] })).toBe(
      '\'=1+1,"a,""b""",\'-5,"two\nlines"\r\n-5,\'@x,,plain\r\n',
    )
  })
  test('shows evenly chosen rows with both ends', () => {
    const rows = Array.from({ length: 1001 }, (_, index) => index)
    expect(fewerRows(rows, 5)).toEqual([0, 250, 500, 750, 1000])
    expect(fewerRows(rows.slice(0, 4), 5)).toEqual([0, 1, 2, 3])
  })
})
