/** The axes of the rate search: whole powers of ten across; upwards what lies around the descent, however far it leaves. */
import type { RatePoint } from '../../../shared/metrics/rateSearch.ts'

export interface RateAxes {
  readonly rates: readonly number[]
  /** From the lowest to the highest that is shown. */
  readonly losses: readonly number[]
}

export function rateAxes(points: readonly RatePoint[]): RateAxes {
  const smooth = points.map(({ smooth }) => smooth)
  const lowest = Math.min(...smooth)
  const before = points.slice(0, smooth.indexOf(lowest) + 1)
  const high = Math.max(...before.map(({ smooth }) => smooth))
  const low = Math.min(...points.map(({ loss }) => loss), lowest)
  const range = Math.max(high - low, 0.1 * Math.abs(high), 1e-6)
  const [from, to] = [Math.max(0, low - 0.1 * range), high + 0.4 * range]
  return {
    rates: powersAround(points.map(({ rate }) => rate)),
    losses: [0, 0.25, 0.5, 0.75, 1].map((share) => from + share * (to - from)),
  }
}

/** 1e-7, 1e-6, … so that the first and the last lie between. */
function powersAround(rates: readonly number[]): number[] {
  const first = Math.floor(Math.log10(Math.min(...rates)) + 1e-9)
  const last = Math.max(first + 1, Math.ceil(Math.log10(Math.max(...rates)) - 1e-9))
  return Array.from({ length: last - first + 1 }, (_, at) => Number(`1e${first + at}`))
}
