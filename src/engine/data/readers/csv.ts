/**
 * Separated values as in RFC 4180: quotes, doubled quotes, line breaks within quotes, LF or CRLF, a byte-order mark.
 * Between tabs a quotation mark counts only where it encloses a whole cell, since most such files quote nothing.
 */
import { ThawError } from '../../../shared/messages/errors.ts'
import type { Message } from '../../../shared/messages/message.ts'
import { notice } from '../../../shared/messages/say.ts'

export type Delimiter = ',' | ';' | '\t'
export interface CsvRow {
  /** Line on which the row begins, from 1. */
  readonly line: number
  /** From 1, as a spreadsheet counts: empty lines among them. */
  readonly row: number
  readonly cells: readonly string[]
  /** Why the row cannot be trusted; null when it can. */
  readonly fault: Message | null
}

/** The rows of a table, whatever their widths, empty lines left out. Throws `data-unreadable` with the line where a quotation mark opens that nothing closes. */
export function* csvRows(text: string, delimiter: Delimiter = ','): Generator<CsvRow> {
  const cut = cutters[delimiter]
  let at = text.startsWith('\uFEFF') ? 1 : 0
  let row = 0
  for (let line = 1; at < text.length; ) {
    const read = readRow(text, at, line, cut)
    const { cells, fault } = read
    row++
    if (cells.length > 1 || cells[0] !== '' || fault) yield { line, row, cells, fault }
    at = read.end
    line += read.lines
  }
}

/** The rows of a table that must be whole. Throws `data-unreadable` with the line that is not, or whose width differs. */
export function* evenRows(text: string, delimiter: Delimiter = ','): Generator<CsvRow> {
  let width = 0
  for (const row of csvRows(text, delimiter)) {
    width ||= row.cells.length
    if (row.fault) throw unreadable(row.line, row.fault)
    if (row.cells.length !== width)
      throw unreadable(row.line, notice('lineRagged', { cells: row.cells.length, first: width }))
    yield row
  }
}

interface Cutter {
  readonly delimiter: Delimiter
  /** Ends a cell without quotes. */
  readonly ending: RegExp
}
const cutters: Record<Delimiter, Cutter> = {
  ',': { delimiter: ',', ending: /[,\r\n]/g },
  ';': { delimiter: ';', ending: /[;\r\n]/g },
  '\t': { delimiter: '\t', ending: /[\t\r\n]/g },
}
interface Cell {
  readonly value: string
  readonly end: number
  readonly fault?: Message
}

function readRow(text: string, start: number, line: number, cutter: Cutter) {
  const cells: string[] = []
  let fault: Message | null = null
  let at = start
  for (;;) {
    const cell = (text[at] === '"' ? quotedCell(text, at, cutter) : null) ?? plainCell(text, at, cutter)
    if (cell.end < 0) throw unreadable(line + linesIn(text, start, at), notice('quotationNeverClosed'))
    cells.push(cell.value)
    fault ??= cell.fault ?? null
    at = cell.end
    if (text[at] !== cutter.delimiter) break
    at++
  }
  if (text[at] === '\r') at++
  if (text[at] === '\n') at++
  return { cells, fault, end: at, lines: linesIn(text, start, at) }
}

function linesIn(text: string, start: number, end: number): number {
  let count = 0
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at)
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) count++
  }
  return count
}

function plainCell(text: string, start: number, { ending }: Cutter): Cell {
  ending.lastIndex = start
  const end = ending.exec(text)?.index ?? text.length
  return { value: text.slice(start, end), end }
}

/** Null where the mark is an ordinary character; an end below 0 where nothing closes it. */
function quotedCell(text: string, start: number, cutter: Cutter): Cell | null {
  const optional = cutter.delimiter === '\t'
  let close = text.indexOf('"', start + 1)
  while (close >= 0 && text[close + 1] === '"') close = text.indexOf('"', close + 2)
  if (close < 0) return optional ? null : { value: '', end: -1 }
  const next = text[close + 1]
  const ended = next === undefined || next === cutter.delimiter || next === '\r' || next === '\n'
  if (ended) return { value: text.slice(start + 1, close).replaceAll('""', '"'), end: close + 1 }
  if (optional) return null
  const rest = plainCell(text, close + 1, cutter)
  return { ...rest, value: text.slice(start, rest.end), fault: notice('textAfterQuotation') }
}

function unreadable(line: number, why: Message): ThawError {
  return new ThawError('data-unreadable', 'tableLineUnreadable', { line, why })
}
