/**
 * Separated values as in RFC 4180: quotes, doubled quotes, line breaks within quotes, LF or CRLF, a byte-order mark, and
 * spaces around quotes. A line that cannot be read is one row with its fault, and reading goes on with the next line.
 * Between tabs a quotation mark counts only where it encloses a whole cell, since most such files quote nothing.
 */
import type { SeparatorCard } from '../../../shared/catalog/separators.ts'
import type { Message } from '../../../shared/messages/message.ts'
import { notice } from '../../../shared/messages/say.ts'

/** What stands between two cells: one of these marks, a run of spaces, or (`columns`) of two spaces and more. */
export type Delimiter = SeparatorCard['mark']

export interface CsvRow {
  /** Line on which the row begins, from 1. */
  readonly line: number
  /** From 1, as a spreadsheet counts: empty lines among them. */
  readonly row: number
  readonly cells: readonly string[]
  /** Why the row cannot be trusted; null when it can. */
  readonly fault: Message | null
}

/** Where rows begin: past a line that says how the table is written, if there is one. */
export interface RowStart {
  readonly at: number
  /** Lines before it, which count as rows. */
  readonly lines: number
}

/**
 * The rows of a table, whatever their widths, empty lines left out.
 * @param escapes whether a quotation mark within a cell stands after a backslash, as databases write it
 */
export function* csvRows(
  text: string,
  delimiter: Delimiter = ',',
  start?: RowStart,
  escapes = false,
): Generator<CsvRow> {
  const cut = { ...cutters[delimiter], escapes }
  let at = start?.at ?? (text.startsWith('\uFEFF') ? 1 : 0)
  let row = start?.lines ?? 0
  for (let line = row + 1; at < text.length; ) {
    const read = wholeRow(text, at, cut) ?? lostLine(text, at)
    const { cells, fault } = read
    row++
    if (cells.length > 1 || cells[0] !== '' || fault) yield { line, row, cells, fault }
    at = read.end
    line += read.lines
  }
}

/**
 * The cells of a row that has more than there are columns, where prose holds the mark without quotation marks: a cell
 * that begins with a space goes on with the one before. Null where that does not give as many cells as columns.
 */
export function mendedCells(cells: readonly string[], columns: number, delimiter: Delimiter): readonly string[] | null {
  if ((delimiter !== ',' && delimiter !== ';') || cells.length <= columns || columns < 2) return null
  const whole: string[] = []
  for (const cell of cells) {
    if (whole.length > 0 && cell.startsWith(' ')) whole.push(`${whole.pop()}${delimiter}${cell}`)
    else whole.push(cell)
  }
  return whole.length === columns ? whole : null
}

type Cutting = Cutter & { readonly escapes: boolean }

interface Cutter {
  /** Where a cell without quotes ends: at the mark or at the end of the line. */
  readonly ending: RegExp
  /** The mark itself, at its place. */
  readonly mark: RegExp
  /** Whether a quotation mark that encloses no whole cell is an ordinary character. */
  readonly quotesOptional: boolean
  /** Whether blanks at the ends of a line separate nothing. */
  readonly trims: boolean
}
const strict = { quotesOptional: false, trims: false }
const controlA = '\x01'
const cutters: Record<Delimiter, Cutter> = {
  ',': { ending: /[,\r\n]/g, mark: /,/y, ...strict },
  ';': { ending: /[;\r\n]/g, mark: /;/y, ...strict },
  '|': { ending: /[|\r\n]/g, mark: /\|/y, ...strict },
  '^': { ending: /[\^\r\n]/g, mark: /\^/y, ...strict },
  '~': { ending: /[~\r\n]/g, mark: /~/y, ...strict },
  '\x01': {
    ending: new RegExp(`[${controlA}\\r\\n]`, 'g'),
    mark: new RegExp(controlA, 'y'),
    quotesOptional: true,
    trims: false,
  },
  '\t': { ending: /[\t\r\n]/g, mark: /\t/y, quotesOptional: true, trims: false },
  spaces: { ending: /[ \t\r\n]/g, mark: /[ \t]+/y, quotesOptional: true, trims: true },
  columns: { ending: / {2}|[\t\r\n]/g, mark: /(?: {2}|\t)[ \t]*/y, quotesOptional: true, trims: true },
}

interface ReadRow {
  readonly cells: readonly string[]
  readonly fault: Message | null
  readonly end: number
  readonly lines: number
}

/** Null where a fault spans lines: a mark that nothing closes must not cost the lines after it. */
function wholeRow(text: string, start: number, cutter: Cutting): ReadRow | null {
  const cells: string[] = []
  let fault: Message | null = null
  let at = cutter.trims ? pastBlanks(text, start) : start
  for (;;) {
    const cell = cellAt(text, at, cutter)
    if (cell === null) return null
    cells.push(cell.value)
    fault ??= cell.fault ?? null
    const next = pastMark(text, cell.end, cutter)
    at = next ?? cell.end
    if (next === null || (cutter.trims && endsLine(text, next))) break
  }
  const end = pastLineEnd(text, at)
  const lines = linesIn(text, start, end)
  return fault && lines > 1 ? null : { cells, fault, end, lines }
}

/** The one line that cannot be read. */
function lostLine(text: string, start: number): ReadRow {
  lineEnds.lastIndex = start
  const end = pastLineEnd(text, lineEnds.exec(text)?.index ?? text.length)
  return { cells: [text.slice(start, end).trimEnd()], fault: notice('quotationNeverClosed'), end, lines: 1 }
}

const lineEnds = /[\r\n]/g

interface Cell {
  readonly value: string
  readonly end: number
  readonly fault?: Message
}

/** Null where a mark opens that nothing closes. */
function cellAt(text: string, start: number, cutter: Cutting): Cell | null {
  const open = pastBlanks(text, start)
  if (text[open] !== '"') return plainCell(text, start, cutter)
  // After spaces the mark may as well belong to the words.
  const optional = cutter.quotesOptional || open > start
  const close = closingMark(text, open, cutter.escapes)
  const end = close < 0 ? null : quoteEnd(text, close + 1, cutter)
  if (end !== null) return { value: unquoted(text.slice(open + 1, close), cutter.escapes), end }
  if (optional) return plainCell(text, start, cutter)
  if (close < 0) return null
  const rest = plainCell(text, close + 1, cutter)
  return { ...rest, value: text.slice(start, rest.end), fault: notice('textAfterQuotation') }
}

function plainCell(text: string, start: number, { ending }: Cutter): Cell {
  ending.lastIndex = start
  const end = ending.exec(text)?.index ?? text.length
  return { value: text.slice(start, end), end }
}

/** Where a quoted cell ends; below 0 where nothing closes it. */
function closingMark(text: string, open: number, escapes: boolean): number {
  let close = text.indexOf('"', open + 1)
  while (close >= 0) {
    if (escapes && isEscaped(text, close)) close = text.indexOf('"', close + 1)
    else if (text[close + 1] === '"') close = text.indexOf('"', close + 2)
    else break
  }
  return close
}

/** An odd number of backslashes stands before it. */
function isEscaped(text: string, at: number): boolean {
  let before = at
  while (text[before - 1] === '\\') before--
  return (at - before) % 2 === 1
}

function unquoted(inside: string, escapes: boolean): string {
  const plain = inside.replaceAll('""', '"')
  return escapes ? plain.replace(/\\(["\\])/g, '$1') : plain
}

/** Where the mark or the line's end begins that follows a quoted cell; null where something else does. */
function quoteEnd(text: string, at: number, cutter: Cutter): number | null {
  if (pastMark(text, at, cutter) !== null) return at
  const next = pastBlanks(text, at)
  return endsLine(text, next) || pastMark(text, next, cutter) !== null ? next : null
}

function pastMark(text: string, at: number, { mark }: Cutter): number | null {
  mark.lastIndex = at
  return mark.test(text) ? mark.lastIndex : null
}

function pastBlanks(text: string, start: number): number {
  let at = start
  while (text[at] === ' ') at++
  return at
}

function endsLine(text: string, at: number): boolean {
  return at >= text.length || text[at] === '\r' || text[at] === '\n'
}

function pastLineEnd(text: string, start: number): number {
  let at = start
  if (text[at] === '\r') at++
  if (text[at] === '\n') at++
  return at
}

function linesIn(text: string, start: number, end: number): number {
  let count = 0
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at)
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) count++
  }
  return count
}
