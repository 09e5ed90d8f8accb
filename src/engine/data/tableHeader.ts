/**
 * The names of a table's columns. The header is the first row, unless that looks like data and names nothing that is
 * known; what a program wrote above it ("Exported by …") is told by being narrower than the rows, and left out.
 */
import type { TableDialect } from '../../shared/domain/data.ts'
import { type Few, few } from '../../shared/messages/few.ts'
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import { labelNames, otherNames, textNames } from './columnNames.ts'
import { displayText } from './displayText.ts'
import { limits } from './limits.ts'
import type { CsvRow } from './readers/csv.ts'

export interface TableHeader {
  readonly names: readonly string[]
  /** The number of the first row that holds data. */
  readonly firstRow: number
  /** Cells that every row must have: columns without a name at the end may be missing. */
  readonly leastCells: number
  /** What was left out or named otherwise. */
  readonly notices: readonly Message[]
  /** Whether a row holds the names, and how many lines were left out above it or above the first row. */
  readonly found: Omit<TableDialect, 'separator'>
}

interface HeaderOptions {
  /** The cells of a row that has more of them than the header, as prose without quotation marks gives them. */
  readonly mend?: (cells: readonly string[], columns: number) => readonly string[] | null
  /** What the person says of it. */
  readonly written?: Partial<TableDialect>
}

export function headerOf(
  title: string,
  all: readonly CsvRow[],
  wanted: readonly string[],
  { mend = () => null, written: said = {} }: HeaderOptions = {},
): TableHeader {
  const skippedLines = said.linesAbove
  const rows = skippedLines === undefined ? all : all.filter(({ row }) => row > skippedLines)
  const place = placeSaid(headerPlace(rows, wanted), said)
  const written = place.isRow ? namesAt(rows, place.at) : []
  const more = place.isRow ? rowsOfHeader(rows, place.at) : 0
  const below = rows
    .slice(place.at + Number(place.isRow) + more)
    .map((row) => ({ ...row, cells: mend(row.cells, written.length) ?? row.cells }))
  const { names, least, shifted } = fitted(written, below)
  const named = distinctNames(names)
  const table = displayText(title, limits.pathLength)
  const above = rows.slice(0, place.at)
  const [first] = above
  const notices = [
    ...(first && place.isRow
      ? [notice('linesAboveHeader', { table, lines: linesAbove(rows, place.at), first: shown(first.cells.join(' ')) })]
      : []),
    ...(more > 0 ? [notice('headerInSeveralRows', { table, rows: more + 1 })] : []),
    ...(shifted ? [notice('headerWithoutRowNames', { table, names: written.length })] : []),
    ...(place.isRow ? noticesOf(table, names, named) : []),
  ]
  const found = { header: place.isRow, linesAbove: (rows[place.at]?.row ?? 1) - 1 }
  return { names: named, firstRow: below[0]?.row ?? Number.POSITIVE_INFINITY, leastCells: least, notices, found }
}

/** Where the person says how many lines stand above, what comes after them is the header or the first row. */
function placeSaid(found: HeaderPlace, { header, linesAbove }: Partial<TableDialect>): HeaderPlace {
  const place = linesAbove === undefined ? found : { ...found, at: 0, isRow: found.isRow || found.at > 0 }
  return header === undefined ? place : { ...place, isRow: header }
}

/** What survey tools write below the names: Qualtrics its questions and their ids, SurveyMonkey what is asked for. */
function rowsOfHeader(rows: readonly CsvRow[], at: number): number {
  const [next, later] = [rows[at + 1], rows[at + 2]]
  if (isOfIds(later)) return 2
  if (isOfIds(next)) return 1
  const said = trimmed(next).filter((cell) => cell !== '')
  return said.length > 0 && said.every((cell) => surveyKinds.test(cell)) && said.some((cell) => /response/i.test(cell))
    ? 1
    : 0
}

const surveyKinds = /^(?:response|open-ended response|other \(please specify\)|comments?:?|antwort|offene antwort)$/i

function isOfIds(row: CsvRow | undefined): boolean {
  const filled = (row?.cells ?? []).filter((cell) => cell.trim() !== '')
  return filled.length > 0 && filled.every((cell) => /^\s*\{\s*'?"?ImportId/.test(cell))
}

/** Of Qualtrics' two rows of names the questions say more than "Q1". */
function namesAt(rows: readonly CsvRow[], at: number): readonly string[] {
  const own = trimmed(rows[at])
  if (!isOfIds(rows[at + 2])) return own
  const asked = trimmed(rows[at + 1])
  return own.map((name, i) => (/^Q\d/i.test(name) && asked[i] ? asked[i] : name))
}

export interface HeaderPlace {
  /** Index of the header, or of the first row of data where there is none. */
  readonly at: number
  readonly isRow: boolean
  /** Whether it has a name that is known. */
  readonly known: boolean
}

/** Rows above a header that are looked at. */
const mostAbove = 20

export function headerPlace(rows: readonly CsvRow[], wanted: readonly string[]): HeaderPlace {
  const width = usualWidth(rows)
  const known = new Set([...textNames, ...labelNames, ...otherNames, ...wanted.map((name) => name.toLowerCase())])
  const [first] = rows
  if (!first) return { at: 0, isRow: false, known: false }
  if (rowsOfHeader(rows, 0) > 0) return { at: 0, isRow: true, known: true }
  const judged = (at: number) => judge(rows, at, known)
  const own = judged(0)
  const sparse = isSparse(first, width)
  const section = afterGap(rows, width)
  if (section > 0) {
    const below = judged(section)
    // An empty line may as well stand within the table, below its header.
    const begins = !own.isRow || sparse || (!own.known && (below.known || isPlain(rows, section)))
    if (below.isRow && begins) return { at: section, ...below }
  }
  // A title may fill all cells but the last; a header that is known below it tells.
  if (width < 2 || (!sparse && (own.known || first.cells.every((cell) => cell.trim() !== '')))) return { at: 0, ...own }
  for (let at = 1; at < Math.min(rows.length - 1, mostAbove); at++) {
    if (isSparse(rows[at] as CsvRow, width)) continue
    const found = judged(at)
    if (found.known || (sparse && found.isRow && !own.known)) return { at, ...found }
    break
  }
  return { at: 0, ...own }
}

/** A few lines, an empty one, and then the table: where the table begins; 0 where it is not so. */
function afterGap(rows: readonly CsvRow[], width: number): number {
  const begins = (at: number) => (rows[at]?.row ?? 0) > (rows[at - 1]?.row ?? 0) + 1
  const gaps = [...rows.slice(0, 2_000).keys()].filter((at) => at > 0 && begins(at))
  const gap = gaps.findLast((at) => at <= 8) ?? 0
  const full = (rows[gap]?.cells ?? []).filter((cell) => cell.trim() !== '').length
  return gaps.length <= 3 && gap > 0 && 4 * gap <= rows.length && 2 * full > width ? gap : 0
}

/** A row of another width, a remark, or one that fills at most half of its cells. */
function isSparse({ cells, fault }: CsvRow, width: number): boolean {
  const filled = cells.filter((cell) => cell.trim() !== '').length
  return (
    fault !== null ||
    (cells.length !== width && filled !== width) ||
    2 * filled <= width ||
    /^\s*#/.test(cells[0] ?? '')
  )
}

/** The width that most rows have. */
export function usualWidth(rows: readonly CsvRow[]): number {
  const counts = new Map<number, number>()
  for (const { cells, fault } of rows) if (!fault) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1)
  return [...counts].toSorted(([a, n], [b, m]) => m - n || b - a)[0]?.[0] ?? 0
}

function judge(rows: readonly CsvRow[], at: number, known: ReadonlySet<string>) {
  const cells = trimmed(rows[at])
  const below = rows.slice(at + 1).map((row) => row.cells)
  // A header that stands again above further rows, here and there, is one all the same.
  const again = below.filter((row) => repeats(row, cells))
  const others = 10 * again.length <= below.length ? below.filter((row) => !again.includes(row)) : below
  // A name that comes again below is a value: "y" may be a label as well as a column.
  const isKnown = cells.some((cell, i) => known.has(cell.toLowerCase()) && !recurs(cell, i, others))
  return { known: isKnown, isRow: isKnown || differs(cells, others) || !looksLikeData(cells, others) }
}

/** Whether a row could not be data, and stands above numbers or labels. */
function isPlain(rows: readonly CsvRow[], at: number): boolean {
  const [cells, below] = [trimmed(rows[at]), rows.slice(at + 1).map((row) => row.cells)]
  return differs(cells, below) && !looksLikeData(cells, below)
}

function trimmed(row: CsvRow | undefined): readonly string[] {
  return (row?.cells ?? []).map((cell) => cell.trim())
}

/** Rows from which on the values of a column say enough of the cell above them. */
const enoughRows = 8

/** Whether no cell could be a value of its column, and some are plainly of another kind: words above numbers or labels. */
function differs(cells: readonly string[], others: readonly (readonly string[])[]): boolean {
  if (others.length < enoughRows || cells.some((cell, i) => isNumber(cell) || recurs(cell, i, others))) return false
  return cells.some((cell, i) => {
    const values = others.map((row) => row[i]?.trim() ?? '').filter((value) => value !== '')
    if (cell === '' || values.length < enoughRows) return false
    if (values.filter(isNumber).length >= 0.9 * values.length) return true
    return 4 * new Set(values).size <= values.length
  })
}

function isNumber(cell: string): boolean {
  return /^[-+]?[\d.,]*\d[\d.,]*(e[-+]?\d+)?%?$/i.test(cell)
}

function looksLikeData(cells: readonly string[], others: readonly (readonly string[])[]): boolean {
  return cells.some((cell, i) => {
    if (cell === '') return false
    if (cell.length > 50 || cell.split(/\s+/).length > 4 || /[.!?…]$/.test(cell) || /^[-+\d.]+$/.test(cell)) return true
    return recurs(cell, i, others)
  })
}

/** Whether a row has the same cells as the header of these columns, one of which says something at least. */
export function repeats(row: readonly string[], names: readonly string[]): boolean {
  const isWritten = (cell: string, i: number) => {
    const [own, name = ''] = [cell.trim(), names[i]]
    return (
      own === name ||
      (own === '' ? name === unnamed(i) : name.startsWith(`${own} (`) && /^ \(\d+\)$/.test(name.slice(own.length)))
    )
  }
  return (
    names.length > 1 && row.length === names.length && row.some((cell) => cell.trim() !== '') && row.every(isWritten)
  )
}

/** What a column without a name is called. */
function unnamed(at: number): string {
  return `column ${at + 1}`
}

function recurs(cell: string, column: number, rows: readonly (readonly string[])[]): boolean {
  return rows.some((row) => row[column]?.trim() === cell)
}

/** As many names as the rows have cells; one that is empty stays so. `written` is empty where there is no header. */
function fitted(written: readonly string[], below: readonly CsvRow[]) {
  const width = usualWidth(below) || written.length
  const namedTo = written.findLastIndex((name) => name !== '') + 1
  const filledTo = Math.max(namedTo, filledUntil(written.length, below))
  if (written.length > 0 && isEmptyFrom(filledTo, below))
    return { names: written.slice(0, filledTo), least: namedTo, shifted: false }
  if (written.length === 0 || width <= written.length) {
    const names = written.length === 0 ? Array.from({ length: width }, () => '') : written
    return { names, least: written.length === 0 ? width : Math.min(filledTo, width), shifted: false }
  }
  // R writes the names of the rows without a name above them.
  if (width === filledTo + 1 && namesRows(below))
    return { names: ['', ...written.slice(0, filledTo)], least: width, shifted: true }
  return { names: Array.from({ length: width }, (_, i) => written[i] ?? ''), least: written.length, shifted: false }
}

/** How many of these columns have a value in some row. */
function filledUntil(columns: number, rows: readonly CsvRow[]): number {
  const last = rows.map(({ cells }) => cells.slice(0, columns).findLastIndex((cell) => cell.trim() !== '') + 1)
  return Math.max(0, ...last)
}

/** Whether no row has a value from this column on. */
function isEmptyFrom(column: number, rows: readonly CsvRow[]): boolean {
  const values = rows.filter(({ cells, fault }) => !fault && cells.slice(column).some((cell) => cell.trim() !== ''))
  // A text that holds the separator fills a cell more; it says nothing of the others.
  return column > 0 && values.length <= 0.1 * rows.length
}

/** Numbers in their order, or names that do not repeat, as a program writes them at the beginning of each row. */
function namesRows(rows: readonly CsvRow[]): boolean {
  const first = rows.map(({ cells }) => (cells[0] ?? '').trim())
  const short = first.every((name) => name !== '' && name.length <= 40)
  return (
    short &&
    new Set(first).size === first.length &&
    first.filter((name) => /^\d+$/.test(name)).length >= 0.9 * first.length
  )
}

/** "column 3" where there is no name; "label (2)" where there is that name already. */
export function distinctNames(names: readonly string[]): string[] {
  const taken = new Set<string>()
  /** By name: the number that the next of that name tries first. */
  const counts = new Map<string, number>()
  return names.map((name, i) => {
    const plain = name === '' ? unnamed(i) : name
    let [own, n] = [plain, counts.get(plain) ?? 2]
    for (; taken.has(own); n++) own = `${plain} (${n})`
    taken.add(own)
    counts.set(plain, n)
    return own
  })
}

function noticesOf(table: string, written: readonly string[], named: readonly string[]): Message[] {
  const unnamed = named.filter((_, i) => written[i] === '')
  const again = named.filter((name, i) => written[i] !== '' && written[i] !== name)
  return [
    ...(unnamed.length > 0 ? [notice('columnsWithoutName', { table, names: someOf(unnamed) })] : []),
    ...(again.length > 0 ? [notice('columnNamesAgain', { table, names: someOf(again) })] : []),
  ]
}

function linesAbove(rows: readonly CsvRow[], at: number): number {
  return (rows[at]?.row ?? 1) - (rows[0]?.row ?? 1)
}

function someOf(names: readonly string[]): Few {
  const { shown: first, more } = few(names)
  return { shown: first.map(shown), more }
}

function shown(text: string): string {
  return displayText(text, limits.labelLength)
}
