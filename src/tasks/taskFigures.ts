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

/** A number in the unit of the data, with three digits that mean something: "12.3", "0.0457", "18,200". */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return '–'
  const size = Math.abs(value)
  if (size >= 1000) return Math.round(value).toLocaleString('en')
  return size !== 0 && size < 1e-3 ? value.toExponential(2) : String(Number(value.toPrecision(3)))
}
