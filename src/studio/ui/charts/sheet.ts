// The table behind a chart, and the file it can be taken away as.

export interface Sheet {
  readonly columns: readonly string[]
  /** Null where a column has nothing in a row. */
  readonly rows: readonly (readonly (number | string | null)[])[]
}

/** Comma-separated as in RFC 4180, numbers in full precision. Text that a spreadsheet would compute is quoted by a '. */
export function csvOf({ columns, rows }: Sheet): string {
  return [columns, ...rows].map((row) => `${row.map(cellOf).join(',')}\r\n`).join('')
}

function cellOf(value: number | string | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

/** Evenly chosen rows with the first and the last, at most `limit`. */
export function fewerRows<T>(rows: readonly T[], limit: number): readonly T[] {
  if (rows.length <= limit) return rows
  return Array.from({ length: limit }, (_, place) => rows[Math.round((place * (rows.length - 1)) / (limit - 1))] as T)
}
