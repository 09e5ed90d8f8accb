/** The axes of the rate search: across the range that was tried; upwards what lies around the descent, however far it leaves. */
import type { RatePoint } from '../../../shared/metrics/rateSearch.ts'
import { niceTicks } from '../../ui/charts/chartScale.ts'

export interface RateAxes {
  /** The ends of what was tried. */
  readonly ends: readonly [number, number]
  /** Powers of ten between them, or between 1, 2 and 5 where few lie there. */
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
  return {
    ends: endsOf(points),
    rates: marksWithin(endsOf(points)),
    losses: roundAround(Math.max(0, low - 0.1 * range), high + 0.4 * range),
  }
}

/** Round numbers, of which the first and the last lie just outside. */
function roundAround(from: number, to: number): readonly number[] {
  const within = niceTicks([from, to], { count: 5 })
  const [first = from, last = to] = [within[0], within.at(-1)]
  const step = within.length > 1 ? (last - first) / (within.length - 1) : to - from
  return [...(first > from ? [first - step] : []), ...within, ...(last < to ? [last + step] : [])].map((value) =>
    Number(value.toPrecision(12)),
  )
}

function endsOf(points: readonly RatePoint[]): readonly [number, number] {
  const rates = points.map(({ rate }) => rate)
  return [Math.min(...rates), Math.max(...rates)]
}

function marksWithin([from, to]: readonly [number, number]): readonly number[] {
  const [first, last] = [Math.floor(Math.log10(from)), Math.ceil(Math.log10(to))]
  const powers = Array.from({ length: last - first + 1 }, (_, at) => first + at)
  const between = (steps: readonly number[]) =>
    powers.flatMap((power) => steps.map((step) => Number(`${step}e${power}`))).filter((x) => x >= from && x <= to)
  const tens = between([1])
  return tens.length >= fewestMarks ? tens : between([1, 2, 5])
}

const fewestMarks = 3
