/** The axes of the rate search: whole powers of ten across; upwards what lies around the descent, however far it leaves. */
import type { RatePoint } from '../../../shared/rateSearch.ts'

export interface RateAxes {
  readonly rates: readonly number[]
  readonly losses: readonly [number, number]
}

export function rateAxes(points: readonly RatePoint[]): RateAxes {
  const rates = points.map(({ rate }) => rate)
  const smooth = points.map(({ smooth }) => smooth)
  const low = Math.min(...smooth)
  const high = Math.max(...smooth.slice(0, smooth.indexOf(low) + 1))
  const range = Math.max(high - low, 0.1 * Math.abs(high), 1e-6)
  return { rates: powersAround(rates), losses: [Math.max(0, low - 0.2 * range), high + 0.5 * range] }
}

/** 1e-7, 1e-6, … so that the first and the last lie between. */
function powersAround(rates: readonly number[]): number[] {
  const first = Math.floor(Math.log10(Math.min(...rates)) + 1e-9)
  const last = Math.max(first + 1, Math.ceil(Math.log10(Math.max(...rates)) - 1e-9))
  return Array.from({ length: last - first + 1 }, (_, at) => Number(`1e${first + at}`))
}
