/** Numbers as people read them: sensible digits, and a unit that never wraps away from its number. */
const space = '\u00a0'

/** 9,876 · 12.3 k · 1.2 M */
export function formatCount(value: number): string {
  if (!Number.isFinite(value)) return '–'
  if (value < 10_000) return Math.round(value).toLocaleString('en')
  if (value < 999_500) return `${digits(value / 1e3)}${space}k`
  if (value < 999_500_000) return `${digits(value / 1e6)}${space}M`
  return `${digits(value / 1e9)}${space}G`
}

/** 80 ms · 4.2 s · 14 s · 3 min 20 s · 1 h 05 min */
export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return '–'
  if (seconds === 0) return `0${space}s`
  if (seconds < 0.9995) return `${Math.max(1, Math.round(seconds * 1000))}${space}ms`
  if (seconds < 9.95) return `${seconds.toFixed(1)}${space}s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole}${space}s`
  if (whole < 3600) return `${Math.floor(whole / 60)}${space}min ${whole % 60}${space}s`
  const minutes = Math.round(seconds / 60)
  return `${Math.floor(minutes / 60)}${space}h ${String(minutes % 60).padStart(2, '0')}${space}min`
}

/** 812 B · 640 kB · 1.9 MB · 210 MB · 1.2 GB, in powers of a thousand. */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes) || bytes < 0) return '–'
  if (bytes < 1000) return `${Math.round(bytes)}${space}B`
  if (bytes < 999_500) return `${Math.round(bytes / 1e3)}${space}kB`
  if (bytes < 999_500_000) return `${digits(bytes / 1e6)}${space}MB`
  return `${digits(bytes / 1e9)}${space}GB`
}

/** 5.2 % · 64 % · < 0.1 %, from a share of one. */
export function formatPercent(share: number): string {
  if (!Number.isFinite(share)) return '–'
  const percent = 100 * share
  if (percent > 0 && percent < 0.1) return `<${space}0.1${space}%`
  return `${percent === 0 || percent >= 9.95 ? Math.round(percent) : percent.toFixed(1)}${space}%`
}

/** 0.003 · 3.2e-5, for learning rates and the like. */
export function formatRate(value: number): string {
  if (!Number.isFinite(value)) return '–'
  if (value === 0) return '0'
  if (Math.abs(value) < 1e-3) return value.toExponential(1).replace('.0e', 'e')
  return String(Number(value.toPrecision(2)))
}

/** "1 class", "5 classes" */
export function countOf(count: number, one: string, many: string): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}

/** An estimate, which owns to it. */
export function about(figure: string): string {
  return `≈ ${figure}`
}

/** An estimate to the millisecond claims more than it knows. */
export function aboutSeconds(seconds: number): string {
  if (seconds < 0.1) return '<\u00a00.1\u00a0s'
  return about(seconds < 0.95 ? `${seconds.toFixed(1)}\u00a0s` : formatSeconds(seconds))
}

function digits(value: number): string {
  return value < 99.95 ? value.toFixed(1).replace(/\.0$/, '') : String(Math.round(value))
}
