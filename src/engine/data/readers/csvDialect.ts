/**
 * How a table's cells are separated. Names are not trusted, since a ".csv" of many a program holds semicolons: each mark
 * is tried on the first rows, and the one that gives rows of one width, under a header of that width, is taken.
 */
import type { Message } from '../../../shared/messages/message.ts'
import { notice } from '../../../shared/messages/say.ts'
import { headerPlace, usualWidth } from '../tableHeader.ts'
import { type CsvRow, csvRows, type Delimiter, type RowStart } from './csv.ts'

export interface Dialect {
  readonly delimiter: Delimiter
  readonly start: RowStart
  /** Whether a space follows every mark, so that it belongs to no cell. */
  readonly padded: boolean
  /** Whether quotation marks within cells stand after backslashes. */
  readonly escapes: boolean
  /** The first rows as they are read so. */
  readonly sample: readonly CsvRow[]
}

/** Rows, and characters, that are looked at before the whole is read. */
const sampledRows = 200
const sampledCharacters = 2 ** 20

/** @param named what the person says stands between its cells, if anything */
export function dialectOf(text: string, wanted: readonly string[], named: Delimiter | null = null): Dialect {
  const { delimiter: declared, start } = declaredIn(text)
  const head = headOf(text)
  const delimiter = named ?? declared ?? guessed(head, start, wanted)
  const escapes = isEscaping(head)
  const sample = firstRows(head, delimiter, start)
  return { delimiter, start, sample, padded: isPadded(sample, delimiter), escapes }
}

/** Whether marks after backslashes stand within cells, and none is doubled: a path may end in a backslash. */
function isEscaping(head: string): boolean {
  return /[^\\,;\t|]\\"[^"\r\n,;\t|]/.test(head) && !/[^",;\t|\r\n\\]""[^",;\t|\r\n]/.test(head)
}

/** What the page says of it. */
export function separatedBy({ delimiter }: Dialect): Message {
  return notice('cellsSeparatedBy', { by: delimiter })
}

/** A separator that few would expect in a file of any name. */
export function isUnusual({ delimiter }: Dialect): boolean {
  return delimiter !== ',' && delimiter !== ';' && delimiter !== '\t'
}

/**
 * Whether a text is a table by its rows alone. What is named as a plain text must have names above its columns that are
 * known, since lines of prose may happen to have as many commas.
 */
export function isEven(text: string, named: boolean): boolean {
  const { delimiter, width, rows, even, known } = evenness(text)
  if (width < 2 || rows.length < 2 || even < 0.9 * rows.length) return false
  // Nobody types Control-A.
  if (delimiter === '\x01') return true
  return named || (known && even >= 0.95 * rows.length && rows.length > 3 && isMark(delimiter))
}

/** Whether more rows than not are of one width, and no prose, whose marks a space follows: a damaged table is one. */
export function isMostlyEven(text: string): boolean {
  const { width, rows, even } = evenness(text)
  return width > 1 && rows.length > 1 && even >= 0.6 * rows.length && spacedShare(rows) < 0.5
}

function evenness(text: string) {
  const { delimiter, sample } = dialectOf(text, [])
  const width = usualWidth(sample)
  const { at, known } = headerPlace(sample, [])
  const rows = sample.slice(at)
  const even = rows.filter(({ cells, fault }) => !fault && isWide(cells, width)).length
  return { delimiter, width, rows, even, known }
}

function isMark(delimiter: Delimiter): boolean {
  return delimiter !== 'spaces' && delimiter !== 'columns'
}

const marks: ReadonlyMap<string, Delimiter> = new Map([
  [',', ','],
  [';', ';'],
  ['|', '|'],
  ['^', '^'],
  ['~', '~'],
  ['\t', '\t'],
  ['\\t', '\t'],
  ['tab', '\t'],
])

/** Excel's first line, "sep=;", which is no row. */
function declaredIn(text: string): { readonly delimiter: Delimiter | null; readonly start: RowStart } {
  const from = text.startsWith('\uFEFF') ? 1 : 0
  const found = /^"?sep=(\\t|tab|[^\r\n"])"?[,;\t|]*(\r\n|\r|\n|$)/i.exec(text.slice(from, from + 40))
  const delimiter = marks.get(found?.[1]?.toLowerCase() ?? '') ?? null
  if (!found || delimiter === null) return { delimiter: null, start: { at: from, lines: 0 } }
  return { delimiter, start: { at: from + found[0].length, lines: 1 } }
}

/** Whole lines from the beginning. */
function headOf(text: string): string {
  if (text.length <= sampledCharacters) return text
  const end = text.lastIndexOf('\n', sampledCharacters)
  return text.slice(0, end > 0 ? end : sampledCharacters)
}

function firstRows(text: string, delimiter: Delimiter, start: RowStart): CsvRow[] {
  const rows: CsvRow[] = []
  for (const row of csvRows(text, delimiter, start, isEscaping(text))) {
    rows.push(row)
    if (rows.length === sampledRows) break
  }
  return rows
}

interface Tried {
  readonly delimiter: Delimiter
  /** Cells in the first row, and in most rows. */
  readonly first: number
  readonly width: number
  /** Of the rows from the header on, how many are of that width. */
  readonly share: number
  readonly score: number
}

function guessed(text: string, start: RowStart, wanted: readonly string[]): Delimiter {
  const tried = ([',', ';', '\t', '|', '^', '~', '\x01'] as const).map((mark) => tryMark(text, mark, { start, wanted }))
  const [even] = tried.filter(({ width, share }) => width > 1 && share >= 0.9).toSorted((a, b) => b.score - a.score)
  if (even) return even.delimiter
  const blanks = blanksBetween(text, start)
  if (blanks) return blanks
  // Many rows are ragged: the header still says how wide they should be.
  const [best] = tried.filter(({ first }) => first > 1).toSorted((a, b) => b.score - a.score)
  if (best) return best.delimiter
  // One column: where prose with commas stands without quotes, nothing separates.
  return tried.every(({ delimiter, width, share }) => delimiter === '\t' || (width <= 1 && share === 1)) ? ',' : '\t'
}

interface Trial {
  readonly start: RowStart
  readonly wanted: readonly string[]
}

function tryMark(text: string, delimiter: Delimiter, { start, wanted }: Trial): Tried {
  const rows = firstRows(text, delimiter, start)
  const width = usualWidth(rows)
  const place = headerPlace(rows, wanted)
  const from = rows.slice(place.at)
  const even = from.filter(({ cells, fault }) => !fault && isWide(cells, width)).length
  const first = from[0]?.cells.length ?? 0
  // The header, too: of prose under one name every row may hold one comma.
  const fits = Math.abs(first - width) <= 1 && first > 1
  const share = fits || width <= 1 ? even / Math.max(1, from.length) : 0
  // A mark that a space follows is likelier one of prose. Tabs stand in no prose.
  const score =
    share -
    0.5 * spacedShare(from) +
    0.02 * Math.min(width, 10) +
    (delimiter === '\t' || delimiter === '\x01' ? 0.3 : 0) +
    (place.known ? 0.2 : 0)
  return { delimiter, first, width, share, score }
}

/** An empty cell more at the end is a mark too many, and changes nothing. */
function isWide(cells: readonly string[], width: number): boolean {
  return cells.length === width || (cells.length === width + 1 && cells.at(-1) === '')
}

function spacedShare(rows: readonly CsvRow[]): number {
  const cells = rows.flatMap(({ cells }) => cells.slice(1)).filter((cell) => cell !== '' && !/^:?-{2,}:?$/.test(cell))
  return cells.filter((cell) => cell.startsWith(' ')).length / Math.max(1, cells.length)
}

/** Every plain cell but the first of a row begins with a space, in the header too. */
function isPadded(rows: readonly CsvRow[], delimiter: Delimiter): boolean {
  if (delimiter === 'spaces' || delimiter === 'columns') return false
  return rows.length > 1 && spacedShare(rows) >= 0.95
}

/** Runs of spaces separate only where every row has the same cells and cannot be prose. */
function blanksBetween(text: string, start: RowStart): Delimiter | null {
  for (const delimiter of ['columns', 'spaces'] as const) {
    const rows = firstRows(text, delimiter, start)
    const width = usualWidth(rows)
    const even = rows.filter(({ cells }) => cells.length === width).length
    if (width < 2 || rows.length < 4 || even < 0.98 * rows.length) continue
    if (delimiter === 'columns' || (width > 2 && hasNumbers(rows)) || quotes(text, start) >= 0.9 * rows.length)
      return delimiter
  }
  return null
}

/** Whether a column holds numbers throughout, under a name or without one. */
function hasNumbers(rows: readonly CsvRow[]): boolean {
  const [, ...others] = rows
  return (others[0]?.cells ?? []).some((_, i) =>
    others.every(({ cells }) => /^[-+]?\d+([.,]\d+)?$/.test(cells[i] ?? '')),
  )
}

/** Lines with a quoted stretch in them, of those that are looked at. */
function quotes(text: string, { at }: RowStart): number {
  const lines = text.slice(at).split('\n', sampledRows + 1)
  return lines.filter((line) => /(^|[ \t])"[^"]*"([ \t\r]|$)/.test(line)).length
}
