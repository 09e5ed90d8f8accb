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
    metrics.map(({ label, value, interval }) => [label, value.toFixed(3), intervalText(interval)]),
  )
}

export function intervalText(interval: Interval | null, digits = 3): string {
  return interval ? `${interval[0].toFixed(digits)} – ${interval[1].toFixed(digits)}` : '–'
}

/** Somebody's words as words: on one line, and nothing in them is markup. */
export function plain(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_{}[\]<>()#|~&]/g, '\\$&')
}
