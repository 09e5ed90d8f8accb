/** Figures of tasks as they stand on the page. */

/** A share of one, or a correlation: "0.873". */
export function shareText(value: number): string {
  return Number.isFinite(value) ? value.toFixed(3) : '–'
}

/** The same on an axis: "0.87". */
export function shareTick(value: number): string {
  if (value > 0 && value < 0.01) return value.toExponential(0)
  return value >= 100 ? value.toPrecision(3) : value.toFixed(2)
}

/** "87.3 %" */
export function percentText(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}
