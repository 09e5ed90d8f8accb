/** Largest absolute difference, relative to the largest value of `truth` (at least 1e-6). */
export function relativeError(values: ArrayLike<number>, truth: ArrayLike<number>): number {
  if (values.length !== truth.length) return Number.POSITIVE_INFINITY
  let worst = 0
  let scale = 1e-6
  for (let at = 0; at < truth.length; at++) {
    worst = Math.max(worst, Math.abs((values[at] as number) - (truth[at] as number)))
    scale = Math.max(scale, Math.abs(truth[at] as number))
    if (!Number.isFinite(values[at])) return Number.POSITIVE_INFINITY
  }
  return worst / scale
}
