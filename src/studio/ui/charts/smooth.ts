import type { Point } from './decimate.ts'

/**
 * A debiased exponential moving average (Kingma & Ba 2015, § 3): what is not yet known counts nothing, so that the line
 * does not begin at 0. Points need not be evenly spaced: one that lies `k` units after the one before fades the past by
 * `keep ** k`, so that thinning a line does not change how smooth it looks.
 * @param keep share of the past that is kept over one unit of x, from 0 (as it is) to below 1
 * @param unit of x; more than 0
 */
export function smoothed(points: readonly Point[], keep: number, unit = 1): readonly Point[] {
  if (!(keep > 0) || points.length === 0) return points
  let [sum, weight] = [0, 0]
  let before = (points[0] as Point).x - unit
  return points.map(({ x, y }) => {
    if (!Number.isFinite(y)) return { x, y }
    const kept = keep ** Math.max(0, (x - before) / unit)
    before = x
    sum = kept * sum + (1 - kept) * y
    weight = kept * weight + (1 - kept)
    return { x, y: weight > 0 ? sum / weight : y }
  })
}
