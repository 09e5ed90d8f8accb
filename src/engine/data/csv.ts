/** Comma-separated values as in RFC 4180: quotes, doubled quotes, line breaks within quotes, LF or CRLF, a byte-order mark. */
import { ThawError } from '../../shared/errors.ts'

export interface CsvRow {
  /** Line on which the row begins, from 1. */
  readonly line: number
  readonly cells: readonly string[]
}

/** The rows of a table, empty lines left out. Throws `data-unreadable` with the line where quotes do not close or a row's width differs. */
export function* csvRows(text: string): Generator<CsvRow> {
  let at = text.startsWith('\uFEFF') ? 1 : 0
  let width = 0
  for (let line = 1; at < text.length; ) {
    const row = readRow(text, at, line)
    at = row.end
    if (row.cells.length > 1 || row.cells[0] !== '') {
      width ||= row.cells.length
      if (row.cells.length !== width) throw fault(line, `it has ${row.cells.length} cells, the first row has ${width}`)
      yield { line, cells: row.cells }
    }
    line += row.lines
  }
}

function readRow(text: string, start: number, line: number): { cells: string[]; end: number; lines: number } {
  const cells: string[] = []
  let at = start
  for (;;) {
    const cell = text[at] === '"' ? quotedCell(text, at, line) : plainCell(text, at)
    cells.push(cell.value)
    at = cell.end
    if (text[at] !== ',') break
    at++
  }
  if (text[at] === '\r') at++
  if (text[at] === '\n') at++
  return { cells, end: at, lines: text.slice(start, at).match(/\r\n|\n|\r/g)?.length ?? 0 }
}

function plainCell(text: string, start: number): { value: string; end: number } {
  const ending = /[,\r\n]/g
  ending.lastIndex = start
  const end = ending.exec(text)?.index ?? text.length
  return { value: text.slice(start, end), end }
}

function quotedCell(text: string, start: number, line: number): { value: string; end: number } {
  let close = text.indexOf('"', start + 1)
  while (close >= 0 && text[close + 1] === '"') close = text.indexOf('"', close + 2)
  if (close < 0) throw fault(line, 'a quotation mark is never closed')
  const end = close + 1
  if (end < text.length && !/[,\r\n]/.test(text[end] ?? '')) throw fault(line, 'text follows a closing quotation mark')
  return { value: text.slice(start + 1, close).replaceAll('""', '"'), end }
}

function fault(line: number, what: string): ThawError {
  return new ThawError(
    'data-unreadable',
    `Line ${line} of the table cannot be read: ${what}.`,
    'Correct the line, or save the table again as CSV (comma-separated).',
  )
}
