/**
 * The search for a learning rate, as pure functions: a rate that grows by the same factor with every step (Smith 2017),
 * the smoothed loss, and the two rates that fastai's `lr_find` suggests from the curve. The engine makes the steps, the
 * page draws the points.
 */
import type { RateSearch } from '../domain/trials.ts'

/** As fastai's `lr_find` has them; the ends are those that a recipe may have, and the widest that is searched. */
export const rateRamp = { steps: 100, from: 1e-7, to: 10, smoothing: 0.98, divergence: 4 } as const

export type RatePoint = RateSearch['points'][number]

export type RateRange = RateSearch['range']

/** Decades below and above the rate that a method usually has; wide enough for other models and data. */
const around = { below: 3, above: 2.5 } as const

/** Where a search begins: around the method's usual rate, so that most steps are spent where rates work. */
export function rangeAround(usual: number): RateRange {
  return within(usual * 10 ** -around.below, usual * 10 ** around.above)
}

/** A search that left its curve before this share of its steps began too high. */
const earlyShare = 0.4
/** Decades that the next try moves. */
const shift = 2

/** Where to look next when nothing was found: lower where the loss left at once, else higher; null at the ends. */
export function nextRange({ range, points, valley, end }: RateSearch): RateRange | null {
  if (valley !== null) return null
  const early = end === 'diverged' && points.length < earlyShare * rateRamp.steps
  if (end === 'diverged' && !early) return null
  const factor = 10 ** (early ? -shift : shift)
  const next = within(range.from * factor, range.to * factor)
  return next.from === range.from || next.to === range.to ? null : next
}

function within(from: number, to: number): RateRange {
  return { from: Math.max(rateRamp.from, from), to: Math.min(rateRamp.to, to) }
}

/** At a step counted from 1. */
export function rampRate(step: number, { from, to }: RateRange = rateRamp): number {
  const { steps } = rateRamp
  return from * (to / from) ** ((step - 1) / (steps - 1))
}

export interface RateCurve {
  readonly points: readonly RatePoint[]
  /** Takes the loss of the next step; false where it has left the curve: not finite, or far above its best. */
  add(loss: number): boolean
}

export function rateCurve(range: RateRange = rateRamp): RateCurve {
  const { smoothing, divergence } = rateRamp
  const points: RatePoint[] = []
  let [average, best] = [0, Number.POSITIVE_INFINITY]
  return {
    points,
    add(loss) {
      if (!Number.isFinite(loss)) return false
      const step = points.length + 1
      average = smoothing * average + (1 - smoothing) * loss
      const smooth = average / (1 - smoothing ** step) // an average that begins at 0 is too small at first
      points.push({ rate: rampRate(step, range), loss, smooth })
      best = Math.min(best, smooth)
      return smooth <= divergence * best
    },
  }
}

/** Both null where the loss never fell, or the curve is too short to tell. */
export function suggestRates(points: readonly RatePoint[]): Pick<RateSearch, 'valley' | 'steepest'> {
  const inner = points.slice(leftOut.first, -leftOut.last)
  const descent = longestDescent(inner.map(({ smooth }) => smooth))
  if (!descent) return { valley: null, steepest: null }
  const { first, last } = descent
  const valley = inner[Math.round(first + (2 / 3) * (last - first))]
  return { valley: valley?.rate ?? null, steepest: inner[steepestPlace(inner)]?.rate ?? null }
}

/** Steps at the ends that suggest nothing: the first averages are over few losses, the last see it leave. */
const leftOut = { first: 10, last: 5 } as const
/** Share of the loss by which it must fall; less is noise. */
const leastFall = 0.01

interface Descent {
  readonly first: number
  readonly last: number
}

/** The longest run of ever lower values, with others in between; of equal ones that which begins last, past a plateau. */
function longestDescent(values: readonly number[]): Descent | null {
  const lengths: number[] = []
  const begins: number[] = []
  let last = 0
  for (const [at, value] of values.entries()) {
    lengths[at] = 1
    begins[at] = at
    for (let before = 0; before < at; before++) {
      const longer = (lengths[before] as number) + 1
      if (value >= (values[before] as number) || longer < (lengths[at] as number)) continue
      lengths[at] = longer
      begins[at] = begins[before] as number
    }
    if ((lengths[at] as number) > (lengths[last] as number)) last = at
  }
  const first = begins[last] ?? 0
  const [high, low] = [values[first], values[last]]
  return high !== undefined && low !== undefined && high - low > leastFall * Math.abs(high) ? { first, last } : null
}

/** The rates lie at one distance from each other on their logarithmic axis, so that differences are slopes. */
function steepestPlace(points: readonly RatePoint[]): number {
  let [place, steepest] = [0, Number.POSITIVE_INFINITY]
  for (let at = 0; at + 1 < points.length; at++) {
    const slope = (points[at + 1] as RatePoint).smooth - (points[at] as RatePoint).smooth
    if (slope < steepest) [place, steepest] = [at, slope]
  }
  return place
}
