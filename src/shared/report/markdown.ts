/** Markdown of model cards. Names come from files, so that none may act as Markdown. */
import type { Interval } from '../metrics/bootstrapInterval.ts'
import type { MetricLine } from './metricLine.ts'

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n')
}

/** The figures of a test, each with its interval. */
export function metricTable(metrics: readonly MetricLine[]): string {
  return table(
    ['Figure', 'Test', '95 % interval'],
    metrics.map(({ label, value, interval }) => [label, figureText(value), figureInterval(interval)]),
  )
}

/** A share or a number in the data's unit, with digits that mean something; a dash where there is none. */
function figureText(value: number): string {
  const size = Math.abs(value)
  if (!Number.isFinite(value)) return '–'
  if (size >= 1000) return Math.round(value).toLocaleString('en')
  return size > 0 && size < 1e-3 ? value.toExponential(2) : value.toFixed(3)
}

function figureInterval(interval: Interval | null): string {
  return interval ? `${figureText(interval[0])} – ${figureText(interval[1])}` : '–'
}

export function intervalText(interval: Interval | null, digits = 3): string {
  return interval ? `${interval[0].toFixed(digits)} – ${interval[1].toFixed(digits)}` : '–'
}

/** Somebody's words as words: on one line, and nothing in them is markup. */
export function plain(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_{}[\]<>()#|~&]/g, '\\$&')
}
