/**
 * 95 % percentile bootstrap (Efron 1979) of any statistic of rows: scipy's `bootstrap(method='percentile')`, with the
 * percentiles interpolated as numpy's `percentile`. A seed decides the interval. The statistic is given the row indices
 * of a resample, in an array that the next resample overwrites; resamples where it is NaN (a class is missing, say) are
 * left out. Null over no rows, or where every resample was left out.
 */
import type { Random } from '../random.ts'

export type Interval = readonly [low: number, high: number]

export type Statistic = (rows: Int32Array) => number

export interface BootstrapOptions {
  readonly random: Random
  readonly resamples?: number
}

export function bootstrapInterval(rows: number, statistic: Statistic, options: BootstrapOptions): Interval | null {
  const slices = bootstrapSlices(rows, statistic, { ...options, sliceMs: Number.POSITIVE_INFINITY })
  const whole = slices.next()
  return whole.done ? whole.value : null
}

/**
 * The same interval, computed in slices of `sliceMs`, so that a page stays at hand: after each it yields the share of
 * the resamples that are done, and it returns the interval. A slice ends with the resample in which its time ran out.
 */
export function* bootstrapSlices(
  rows: number,
  statistic: Statistic,
  { random, resamples = 1000, sliceMs = 10 }: BootstrapOptions & { readonly sliceMs?: number },
): Generator<number, Interval | null, void> {
  if (rows === 0) return null
  const drawn = new Int32Array(rows)
  const values: number[] = []
  let started = performance.now()
  for (let resample = 0; resample < resamples; resample++) {
    for (let i = 0; i < rows; i++) drawn[i] = random.below(rows)
    const value = statistic(drawn)
    if (!Number.isNaN(value)) values.push(value)
    if (resample + 1 === resamples || performance.now() - started < sliceMs) continue
    yield (resample + 1) / resamples
    started = performance.now()
  }
  const sorted = Float64Array.from(values).sort()
  return sorted.length > 0 ? [percentile(sorted, 0.025), percentile(sorted, 0.975)] : null
}

/** The mean of a value per row, as a statistic: of `rowLosses` it is the log loss, of `rowHits` the accuracy. */
export function meanOver(values: Float64Array): Statistic {
  return (rows) => {
    let total = 0
    for (let i = 0; i < rows.length; i++) total += values[rows[i] as number] as number
    return total / rows.length
  }
}

function percentile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1)
  const low = sorted[Math.floor(at)] as number
  const high = sorted[Math.ceil(at)] as number
  return low + (high - low) * (at - Math.floor(at))
}
