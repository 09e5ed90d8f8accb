/**
 * The numbers on one axis, all in one form: as many decimals each, or where that would be long, powers of ten alike.
 * 0 · 0.00075 · 0.00150 — 0.75e-4 · 1.50e-4 · 2.25e-4 — on an axis of powers 0.1 · 0.01 or 1e-1 · 1e-5.
 */
export function tickFormat(ticks: readonly number[]): (value: number) => string {
  const sizes = ticks.map(Math.abs).filter((size) => size > 0)
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)]
  if (sizes.length === 0) return String
  const powers = ticks.length > 1 && ticks.every((tick) => tick > 0 && isPowerOfTen(tick))
  if (powers && least < 1e-3) return (value) => value.toExponential(0)
  if (powers) return (value) => formatPlain(value, Math.max(0, -Math.floor(Math.log10(value) + 1e-9)))
  if (most >= 1e-3) {
    const decimals = decimalsOf(ticks)
    return (value) => formatPlain(value, decimals)
  }
  const exponent = Math.floor(Math.log10(most) + 1e-9)
  const decimals = decimalsOf(ticks.map((tick) => tick / 10 ** exponent))
  return (value) => (value === 0 ? '0' : `${(value / 10 ** exponent).toFixed(decimals)}e${exponent}`)
}

function formatPlain(value: number, decimals: number): string {
  if (value === 0) return '0'
  return value.toLocaleString('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
}

function isPowerOfTen(value: number): boolean {
  return Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-9
}

/** How many every one of them needs. */
function decimalsOf(values: readonly number[]): number {
  const of = (value: number) => Number(value.toPrecision(4)).toFixed(8).replace(/0+$/, '').split('.')[1]?.length ?? 0
  return Math.max(...values.map(of))
}
