/**
 * A table of texts, whichever way it was written: separated by commas, semicolons or tabs, one JSON object a line, or a
 * JSON list of objects. Rows that do not fit are left out and listed; what makes the whole table unsure is an error.
 */
import { ThawError } from '../../shared/messages/errors.ts'
import { type CsvRow, csvRows, type Delimiter } from './csv.ts'
import { displayText } from './displayText.ts'
import { jsonRows } from './jsonRows.ts'
import { limits } from './limits.ts'
import type { Pace } from './pace.ts'
import { type SkippedRows, skippedRows } from './skippedRows.ts'
import { headerOf } from './tableHeader.ts'

export interface TextTable {
  /** What it is called where a row is named. */
  readonly title: string
  readonly names: readonly string[]
  readonly rows: readonly TableRow[]
  readonly skipped: SkippedRows
}
export interface TableRow {
  /** From 1, the header among them where there is one; for JSON by lines, the line. */
  readonly row: number
  /** One a column; empty where the row has none. */
  readonly cells: readonly string[]
}
export interface TableFile {
  readonly title: string
  readonly text: string
}
export interface TableReading {
  readonly pace: Pace
  /** Columns that the person named; a first row that holds one of them is a header. */
  readonly wanted: readonly string[]
}

/** Throws `data-unreadable` with the line, or `data-too-large`. */
export function readTextTable({ title, text }: TableFile, reading: TableReading): Promise<TextTable> {
  return /\.(jsonl|ndjson|json)$/i.test(title) ? fromJson(title, text, reading) : fromCells(title, text, reading)
}

/** Whether every line is a text, a tab and a short label, so that a text file is a table under another name. */
export function isTabbed(text: string): boolean {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return lines.length > 1 && lines.every(isTextAndLabel)
}

/** By hand: an expression that tries every border would take forever on a long line without a tab. */
function isTextAndLabel(line: string): boolean {
  const tab = line.indexOf('\t')
  const label = line.slice(tab + 1)
  return line.slice(0, Math.max(0, tab)).trim() !== '' && /^[^\t]{1,80}$/.test(label)
}

async function fromCells(title: string, text: string, { pace, wanted }: TableReading): Promise<TextTable> {
  const delimiter = delimiterOf(text)
  const { names, isRow } = headerOf(firstRows(text, delimiter), wanted)
  refuseWide(title, names.length)
  const skipped = skippedRows(title)
  const rows: TableRow[] = []
  let header = isRow
  for (const { row, cells, fault } of csvRows(text, delimiter)) {
    await pace.breathe()
    if (header) {
      header = false
      continue
    }
    if (fault) skipped.add(row, `It cannot be read: ${fault}.`)
    else if (cells.length !== names.length) skipped.add(row, ragged(cells.length, names.length))
    else rows.push({ row, cells })
    refuseLong(title, rows.length)
  }
  return { title, names, rows, skipped }
}

function ragged(cells: number, columns: number): string {
  const have = `It has ${cells} ${cells === 1 ? 'cell' : 'cells'}, the table ${columns}`
  return `${have} ${columns === 1 ? 'column' : 'columns'}. Put texts that hold the separator in quotation marks.`
}

async function fromJson(title: string, text: string, { pace }: TableReading): Promise<TextTable> {
  const columns = new Map<string, number>()
  const rows: TableRow[] = []
  for (const { row, record } of jsonRows(text)) {
    await pace.breathe()
    const cells: string[] = []
    for (const [name, value] of record) {
      const column = columns.get(name) ?? columns.size
      columns.set(name, column)
      cells[column] = value
    }
    rows.push({ row, cells })
    refuseWide(title, columns.size)
    refuseLong(title, rows.length)
  }
  const names = [...columns.keys()]
  return {
    title,
    names,
    rows: rows.map(({ row, cells }) => ({ row, cells: names.map((_, i) => cells[i] ?? '') })),
    skipped: skippedRows(title),
  }
}

/** Rows that are looked at before the whole is read. */
const sample = 200

/** What is written up to the row that cannot be read, if any; the whole is read later and says so. */
function firstRows(text: string, delimiter: Delimiter): CsvRow[] {
  const rows: CsvRow[] = []
  try {
    for (const row of csvRows(text, delimiter)) {
      rows.push(row)
      if (rows.length === sample) break
    }
  } catch (error) {
    if (!(error instanceof ThawError)) throw error
  }
  return rows
}

/** The separator that gives rows of one width; tabs first, since prose holds none. */
function delimiterOf(text: string): Delimiter {
  const tried = (['\t', ',', ';'] as const).map((delimiter) => {
    const rows = firstRows(text, delimiter)
    const width = rows[0]?.cells.length ?? 0
    const even = rows.filter(({ cells }) => cells.length === width).length
    return { delimiter, width, share: even / Math.max(1, rows.length) }
  })
  const [tabs, ...others] = tried
  const isEven = ({ width, share }: { width: number; share: number }) => width > 1 && share >= 0.9
  if (tabs && isEven(tabs)) return '\t'
  const [best] = others.toSorted((a, b) => Number(isEven(b)) - Number(isEven(a)) || b.width - a.width)
  if (best && best.width > 1) return best.delimiter
  // One column: where prose with commas stands without quotes, nothing separates.
  return others.every(({ share }) => share === 1) ? ',' : '\t'
}

function refuseWide(title: string, columns: number): void {
  if (columns <= limits.columns) return
  throw new ThawError(
    'data-too-large',
    `The table "${displayText(title, limits.pathLength)}" has ${columns.toLocaleString('en')} columns; at most ${limits.columns.toLocaleString('en')} are read.`,
    'Keep the column of texts and the column of labels.',
  )
}

function refuseLong(title: string, rows: number): void {
  if (rows <= limits.rows) return
  throw new ThawError(
    'data-too-large',
    `The table "${displayText(title, limits.pathLength)}" has more than ${limits.rows.toLocaleString('en')} rows.`,
    'Keep fewer rows; some thousands are plenty to fine-tune with.',
  )
}
