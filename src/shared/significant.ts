/**
 * A figure to `digits` significant digits, never in powers of ten where it is large: 1.3, 12, 120, "1,204" and not
 * "1.2e+2", which `toPrecision` makes of 120.
 */
export function significant(value: number, digits: number): string {
  const whole = Math.abs(value) >= 10 ** digits - 0.5
  return whole && Number.isFinite(value) ? Math.round(value).toLocaleString('en') : value.toPrecision(digits)
}
