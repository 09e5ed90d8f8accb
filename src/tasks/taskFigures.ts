/** Figures of tasks as they stand on the page. */
import { significant } from '../shared/significant.ts'

/** A share of one, or a correlation: "0.873". */
export function shareText(value: number): string {
  return Number.isFinite(value) ? value.toFixed(3) : '–'
}

/** The same on an axis: "0.87". */
export function shareTick(value: number): string {
  if (value > 0 && value < 0.01) return value.toExponential(0)
  return value >= 100 ? significant(value, 3) : value.toFixed(2)
}

/** "87.3 %" */
export function percentText(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}

/** What was computed, in the unit of the data: three digits, also where the last are noughts, so that columns align: "2.10". */
export function figureText(value: number): string {
  const size = Math.abs(value)
  if (size >= 1000 || size < 1e-3 || !Number.isFinite(value)) return numberText(value)
  return signed(value, size.toPrecision(3))
}

function signed(value: number, size: string): string {
  return value < 0 ? `−${size}` : size
}

/** A number in the unit of the data, with three digits that mean something: "12.3", "0.0457", "18,200". */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return '–'
  const size = Math.abs(value)
  if (size >= 1000) return signed(value, Math.round(size).toLocaleString('en'))
  return signed(value, size !== 0 && size < 1e-3 ? size.toExponential(2) : String(Number(size.toPrecision(3))))
}
