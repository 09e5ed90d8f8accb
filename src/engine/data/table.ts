/**
 * A table: rows and columns, whichever way it was written. Rows that do not fit are left out and listed; what makes the
 * whole table unsure is an error. Which column means what is not decided here (`guessColumns.ts`).
 */
import type { SheetsRead, TableDialect } from '../../shared/domain/data.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import type { Message } from '../../shared/messages/message.ts'
import type { Excerpt } from './dataFile.ts'
import { displayText } from './displayText.ts'
import { limits } from './limits.ts'
import type { Pace } from './pace.ts'
import type { SkippedRows } from './skippedRows.ts'

export interface TextTable {
  /** What it is called where a row is named. */
  readonly title: string
  readonly names: readonly string[]
  readonly rows: readonly TableRow[]
  readonly skipped: SkippedRows
  /** Where each row is a file of its own: their paths, by row. */
  readonly paths?: readonly string[]
  /** How it is written, where its rows are separated by a mark. */
  readonly dialect?: TableDialect
  /** Where it is a workbook of several sheets. */
  readonly sheets?: SheetsRead
  /** Columns that were not read, since nothing trains on them, by name, with the bytes that they would take; their cells are empty. */
  readonly unread?: ReadonlyMap<string, number>
  /** What was guessed of it or left out, to be shown. */
  readonly warnings?: readonly Message[]
}
export interface TableRow {
  /** From 1, the header among them where there is one; for JSON by lines, the line. */
  readonly row: number
  /** One a column; empty where the row has none. */
  readonly cells: readonly string[]
}
export interface TableOptions {
  readonly pace: Pace
  /** Columns that the person named; a first row that holds one of them is a header. */
  readonly wanted: readonly string[]
  readonly excerpt?: Excerpt
  /** The names of the columns that are trained on, told from some of the rows: where there is no room for all columns. */
  readonly usedOf?: (sample: TextTable) => Promise<readonly string[]>
  /** Bytes that columns may take unpacked, where these are not those of the limits. */
  readonly room?: ColumnRoom
  /** Hears how far it is, where reading takes long. */
  readonly onRows?: (done: number, total: number) => void
  /** The sheet of a workbook that the person named. */
  readonly sheet?: string
  /** How the person says that it is written, as far as that is said. */
  readonly written?: Partial<TableDialect>
}

export interface ColumnRoom {
  /** All that are read, together. */
  readonly all: number
  /** Those of them that nothing trains on. */
  readonly aside: number
}

/** @throws ThawError `data-too-large` */
export function refuseWide(title: string, columns: number): void {
  if (columns <= limits.columns) return
  const table = displayText(title, limits.pathLength)
  throw new ThawError('data-too-large', 'tableTooWide', { table, columns, most: limits.columns })
}

/** @throws ThawError `data-too-large` */
export function refuseLong(title: string, rows: number): void {
  if (rows <= limits.rows) return
  const table = displayText(title, limits.pathLength)
  throw new ThawError('data-too-large', 'tableTooLong', { table, most: limits.rows })
}
