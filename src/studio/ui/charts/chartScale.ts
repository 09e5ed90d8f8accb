// Where an axis ends and what stands on it, so that it moves rarely and its labels are round numbers. Pure.
import { niceCeiling } from './niceCeiling.ts'

export interface ValueAxis {
  readonly from: number
  readonly to: number
  readonly ticks: readonly number[]
  readonly log: boolean
}

/** From 0 to a round number above everything; or, by powers of ten, from the one below the least that is above 0. */
export function valueAxis(values: Iterable<number>, { log, most }: { log: boolean; most?: number }): ValueAxis {
  let [low, high] = [Number.POSITIVE_INFINITY, 0]
  for (const value of values) {
    if (!Number.isFinite(value)) continue
    if (value > high) high = value
    if (value > 0 && value < low) low = value
  }
  if (log && high > 0) return logAxis(low, high)
  const to = most ?? niceCeiling(high)
  return { from: 0, to, ticks: [0, 0.25, 0.5, 0.75, 1].map((share) => share * to), log: false }
}

const mostDecades = 6

function logAxis(low: number, high: number): ValueAxis {
  const top = Math.max(Math.ceil(Math.log10(high) - 1e-9), Math.floor(Math.log10(low)) + 1)
  const bottom = Math.max(Math.floor(Math.log10(low) + 1e-9), top - 2 * mostDecades)
  const every = Math.ceil((top - bottom) / mostDecades)
  const ticks: number[] = []
  for (let power = bottom; power <= top; power += every) ticks.push(10 ** power)
  return { from: 10 ** bottom, to: 10 ** top, ticks, log: true }
}

/** Round numbers within a range, about `count` of them; whole ones where asked for. */
export function niceTicks([from, to]: Range, { count = 6, whole = false } = {}): readonly number[] {
  const wanted = (to - from) / count
  if (!(wanted > 0) || !Number.isFinite(wanted)) return [from]
  const power = 10 ** Math.floor(Math.log10(wanted))
  const round = [1, 2, 5, 10].find((each) => each * power >= wanted * (1 - 1e-9)) ?? 10
  const step = Math.max(round * power, whole ? 1 : 0)
  const ticks: number[] = []
  for (let place = Math.ceil(from / step - 1e-9); place * step <= to * (1 + 1e-12); place++)
    ticks.push(Number((place * step).toPrecision(12)))
  return ticks
}

export type Range = readonly [number, number]

/** Of the whole: no step of a hundred thousand is wider than the chart then. */
const closest = 1e-5

/** The middle part of a range, or more around it, kept within the whole; null for all of it. */
export function zoomed(range: Range, factor: number, whole: Range, about = (range[0] + range[1]) / 2): Range | null {
  const width = (range[1] - range[0]) * factor
  if (width >= whole[1] - whole[0]) return null
  if (width < closest * (whole[1] - whole[0])) return range
  const share = range[1] > range[0] ? (about - range[0]) / (range[1] - range[0]) : 0.5
  const from = Math.min(whole[1] - width, Math.max(whole[0], about - share * width))
  return [from, from + width]
}

/** Those within a range, with one more to either side so that lines lead out of the picture. Points lie in order of x. */
export function within<P extends { readonly x: number }>(points: readonly P[], range: Range | null): readonly P[] {
  if (!range) return points
  const from = Math.max(0, lowerBound(points, range[0]) - 1)
  const to = Math.min(points.length, lowerBound(points, range[1]) + 1)
  return points.slice(from, to)
}

/** The point that lies nearest to x; undefined where there are none. */
export function nearest<P extends { readonly x: number }>(points: readonly P[], x: number): P | undefined {
  const after = lowerBound(points, x)
  const [left, right] = [points[after - 1], points[after]]
  if (!left || !right) return left ?? right
  return x - left.x <= right.x - x ? left : right
}

/** Index of the first point at or after x. */
export function lowerBound(points: readonly { readonly x: number }[], x: number): number {
  let [from, to] = [0, points.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if ((points[middle] as { x: number }).x < x) from = middle + 1
    else to = middle
  }
  return from
}
