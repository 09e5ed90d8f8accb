/**
 * Tables whose quotation marks are not as in RFC 4180: each whole row within a pair of marks, as programs write that quote
 * what is a row already, or single marks around every cell.
 */
import type { TextTable } from '../table.ts'
import { usualWidth } from '../tableHeader.ts'
import { csvRows } from './csv.ts'
import { dialectOf, isEven } from './csvDialect.ts'

export interface PlainlyQuoted {
  /** The same table with marks as they are usual. */
  readonly text: string
  back(table: TextTable): TextTable
}

/** Null where the marks are as they are usual. */
export function plainlyQuoted(text: string): PlainlyQuoted | null {
  const rows = rowsInQuotes(text)
  if (rows !== null) return { text: rows, back: (table) => table }
  return isApostrophed(text) ? { text: swapped(text), back: swappedBack } : null
}

/** Rows that are looked at to tell how all are quoted. */
const looked = 50

function firstLines(text: string): readonly string[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r\n?|\n/, looked)
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

function rowsInQuotes(text: string): string | null {
  const lines = firstLines(text)
  if (lines.length < 2 || !lines.every((line) => /^".*"$/.test(line))) return null
  const sample = lines.map((line) => [...csvRows(line)].flatMap(({ cells, fault }) => (fault ? ['', ''] : cells)))
  if (!sample.every((cells) => cells.length === 1)) return null
  const inner = sample.map(([cell = '']) => cell).join('\n')
  if (!isEven(inner, true) || usualWidth(dialectOf(inner, [], null).sample) < 2) return null
  return [...csvRows(text)].map(({ cells }) => cells[0] ?? '').join('\n')
}

/** Whether every cell of the first lines stands in single quotation marks. */
function isApostrophed(text: string): boolean {
  const lines = firstLines(text)
  return lines.length > 1 && lines.every((line) => /^'.*'$/.test(line) && /'\s*[,;\t|]\s*'/.test(line))
}

function swapped(text: string): string {
  return text.replace(/["']/g, (mark) => (mark === '"' ? "'" : '"'))
}

function swappedBack(table: TextTable): TextTable {
  const rows = table.rows.map(({ row, cells }) => ({ row, cells: cells.map(swapped) }))
  return { ...table, names: table.names.map(swapped), rows }
}
