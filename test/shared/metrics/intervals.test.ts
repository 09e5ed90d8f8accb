/** Intervals against scipy's and numpy's. */
import { expect, test } from 'vitest'
import {
  bootstrapInterval,
  bootstrapSlices,
  type Interval,
  meanOver,
} from '../../../src/shared/metrics/bootstrapInterval.ts'
import { wilsonInterval } from '../../../src/shared/metrics/wilsonInterval.ts'
import { type Random, seeded } from '../../../src/shared/random.ts'
import { expectAllClose, type Intervals, metricsFixture } from './metricsFixture.ts'

const { wilson, bootstrap } = metricsFixture<Intervals>('intervals')
const rows = bootstrap.values.length
const values = Float64Array.from(bootstrap.values)

test('the interval of a share is scipy’s Wilson interval', () => {
  for (const { right, rows, low, high } of wilson) expectAllClose(wilsonInterval(right, rows), [low, high])
  expect(wilsonInterval(0, 0)).toEqual([0, 1])
})

test('from the same resamples the bootstrap takes numpy’s percentiles, of a mean and of a median', () => {
  const { resamples } = bootstrap
  const means = bootstrapInterval(rows, meanOver(values), { random: replayed(bootstrap.drawn), resamples })
  expectAllClose(means as Interval, bootstrap.means)
  const medians = bootstrapInterval(rows, median, { random: replayed(bootstrap.drawn), resamples })
  expectAllClose(medians as Interval, bootstrap.medians)
})

test('from resamples of its own the bootstrap agrees with scipy’s within chance', () => {
  const [low, high] = bootstrapInterval(rows, meanOver(values), {
    random: seeded(4),
    resamples: 20_000,
  }) as Interval
  const [from, to] = bootstrap.scipyMean
  // A percentile at 2.5 % of 20,000 draws strays by 0.003 of the interval's width; this is six times that.
  expect(Math.abs(low - from)).toBeLessThan(0.02 * (to - from))
  expect(Math.abs(high - to)).toBeLessThan(0.02 * (to - from))
})

test('a seed decides the interval, and slices do not change it', () => {
  const options = () => ({ random: seeded('interval'), resamples: 300 })
  const whole = bootstrapInterval(rows, meanOver(values), options())
  expect(bootstrapInterval(rows, meanOver(values), options())).toEqual(whole)
  expect(bootstrapInterval(rows, meanOver(values), { ...options(), random: seeded('other') })).not.toEqual(whole)
  const slices = bootstrapSlices(rows, meanOver(values), { ...options(), sliceMs: 0 })
  const shares: number[] = []
  let slice = slices.next()
  for (; !slice.done; slice = slices.next()) shares.push(slice.value)
  expect(slice.value).toEqual(whole)
  expect(shares).toHaveLength(299)
  expect(shares[149]).toBe(0.5)
})

test('resamples without a value are left out; without any there is no interval', () => {
  const mean = meanOver(values)
  let calls = 0
  const patchy = (drawn: Int32Array) => (calls++ % 2 === 0 ? mean(drawn) : Number.NaN)
  const twice = bootstrap.drawn.length / rows
  const doubled = Array.from({ length: twice }, (_, i) => bootstrap.drawn.slice(i * rows, (i + 1) * rows)).flatMap(
    (drawn) => [...drawn, ...drawn],
  )
  const interval = bootstrapInterval(rows, patchy, { random: replayed(doubled), resamples: 2 * bootstrap.resamples })
  expectAllClose(interval as Interval, bootstrap.means)
  expect(bootstrapInterval(rows, () => Number.NaN, { random: seeded(1), resamples: 10 })).toBeNull()
  expect(bootstrapInterval(0, mean, { random: seeded(1) })).toBeNull()
})

test('a thousand resamples of a thousand rows take a moment', () => {
  const hits = Float64Array.from({ length: 1000 }, (_, row) => (row % 5 === 0 ? 0 : 1))
  const started = performance.now()
  const [low, high] = bootstrapInterval(1000, meanOver(hits), { random: seeded(2) }) as Interval
  // About 20 ms alone; this leaves room for a busy machine.
  expect(performance.now() - started).toBeLessThan(1000)
  expect(low).toBeGreaterThan(0.76)
  expect(high).toBeLessThan(0.84)
})

/** Gives the stored draws instead of its own. */
function replayed(drawn: readonly number[]): Random {
  let at = 0
  return { ...seeded(0), below: () => drawn[at++] as number }
}

function median(drawn: Int32Array): number {
  const sorted = Float64Array.from(drawn, (row) => values[row] as number).sort()
  return sorted[(sorted.length - 1) / 2] as number
}
