/** Tables whose cells are separated by a mark, whichever it is (`csvDialect.ts`), under a header or without one. */

import { type SeparatorId, separatorIds, separators } from '../../../shared/catalog/separators.ts'
import type { Message } from '../../../shared/messages/message.ts'
import { notice } from '../../../shared/messages/say.ts'
import { displayText } from '../displayText.ts'
import { limits } from '../limits.ts'
import { otherTableAt } from '../otherTable.ts'
import { skippedRows } from '../skippedRows.ts'
import { isTabbed } from '../tabbedText.ts'
import { refuseLong, refuseWide, type TableOptions, type TableRow, type TextTable } from '../table.ts'
import { headerOf, repeats, usualWidth } from '../tableHeader.ts'
import { unwrapChoices } from '../unwrapChoices.ts'
import { type CsvRow, csvRows, type Delimiter, mendedCells } from './csv.ts'
import { type Dialect, dialectOf, isEven, isUnusual, separatedBy } from './csvDialect.ts'
import { plainlyQuoted } from './oddQuotes.ts'
import type { TableReader } from './reader.ts'

export const csvReader: TableReader = {
  kind: 'table',
  read: readCells,
  recognises: isEven,
}
export const tsvReader: TableReader = {
  kind: 'table',
  read: readCells,
  recognises: isTabbed,
}

async function readCells(
  title: string,
  text: string,
  { pace, wanted, written: said = {} }: Pick<TableOptions, 'pace' | 'wanted' | 'written'>,
): Promise<TextTable> {
  const plain = plainlyQuoted(text)
  if (plain) return plain.back(await readCells(title, plain.text, { pace, wanted, written: said }))
  const named = said.separator === undefined ? null : separators[said.separator].mark
  const dialect = dialectOf(text, wanted, named)
  const { delimiter, padded, sample } = dialect
  refuseWide(title, usualWidth(sample))
  const mend = (cells: readonly string[], columns: number) => (padded ? null : mendedCells(cells, columns, delimiter))
  const { names, firstRow, leastCells, notices, found } = headerOf(title, sample, wanted, { mend, written: said })
  const skipped = skippedRows(title)
  const rows: TableRow[] = []
  const mended: number[] = []
  const read: CsvRow[] = []
  let whole = 0
  for (const row of csvRows(text, delimiter, dialect.start, dialect.escapes)) {
    await pace.breathe()
    if (row.row < firstRow || isRule(row.cells, delimiter)) continue
    read.push(row)
    if (row.cells.length === names.length) refuseLong(title, ++whole)
  }
  while (read.length > 0 && isBlank(read.at(-1))) read.pop()
  const other = found.header ? otherTableAt(read, names) : null
  for (const { row, cells, fault } of read) {
    await pace.breathe()
    const own = cellsIn(cells, names.length, leastCells)
    const isHeader = found.header && repeats(own ?? cells, names)
    const why = reasonAgainst({ row, fault }, { isHeader, other })
    if (why) {
      skipped.add(row, why, cells)
      continue
    }
    const fitting = own ?? mend(cells, names.length)
    if (!own && fitting) mended.push(row)
    if (fitting) rows.push({ row, cells: padded ? fitting.map((cell) => cell.trim()) : fitting })
    else skipped.add(row, notice('rowRagged', { cells: cells.length, columns: names.length }), cells)
  }
  const [first] = mended
  const warnings = [
    ...(named === null ? unusual(title, dialect) : []),
    ...notices,
    ...(first === undefined ? [] : [notice('rowsMended', { rows: mended.length, first })]),
  ]
  const written = { separator: separatorOf(delimiter), ...found }
  return unwrapChoices(withoutBlankColumns({ title, names, rows, skipped, dialect: written, warnings }))
}

/** Marks and nothing between them: at the end of a table spreadsheets write rows that were emptied. */
function isBlank(row: CsvRow | undefined): boolean {
  return row?.fault === null && row.cells.length > 1 && row.cells.every((cell) => cell.trim() === '')
}

interface Against {
  readonly isHeader: boolean
  /** The row in which another table begins; null where none does. */
  readonly other: number | null
}

/** Why a row is none of the table; null where it is. */
function reasonAgainst({ row, fault }: Pick<CsvRow, 'row' | 'fault'>, { isHeader, other }: Against): Message | null {
  if (fault) return notice('rowUnreadable', { why: fault })
  if (other !== null && row >= other) return notice('rowOfOtherTable', { row: other })
  return isHeader ? notice('rowIsHeader') : null
}

function separatorOf(delimiter: Delimiter): SeparatorId {
  return separatorIds.find((id) => separators[id].mark === delimiter) ?? 'comma'
}

/** Markdown's line under the names of the columns. */
function isRule(cells: readonly string[], delimiter: Delimiter): boolean {
  return (
    delimiter === '|' &&
    cells.length > 1 &&
    cells.every((cell) => /^\s*(:?-{2,}:?)?\s*$/.test(cell)) &&
    cells.some((cell) => cell.includes('--'))
  )
}

/**
 * What has no name and holds nothing is no column: before the first mark of Markdown's rows, between marks that are
 * written twice.
 */
function withoutBlankColumns(table: TextTable): TextTable {
  const { names, rows } = table
  if (names.length < 3 || rows.length === 0) return table
  const blank = names.flatMap((name, column) =>
    name === `column ${column + 1}` && rows.every(({ cells }) => cells[column]?.trim() === '') ? [column] : [],
  )
  if (blank.length === 0 || blank.length > names.length - 2) return table
  const isKept = (_: string, column: number) => !blank.includes(column)
  const others = names.some((name, column) => name === `column ${column + 1}` && isKept(name, column))
  return {
    ...table,
    names: names.filter(isKept),
    rows: rows.map(({ row, cells }) => ({ row, cells: cells.filter(isKept) })),
    warnings: others
      ? (table.warnings ?? [])
      : (table.warnings ?? []).filter(({ key }) => key !== 'columnsWithoutName'),
  }
}

/** As many cells as there are columns; null where some hold a value too many, or one is missing. */
function cellsIn(cells: readonly string[], columns: number, least: number): readonly string[] | null {
  if (cells.length === columns) return cells
  if (cells.length > columns)
    return cells.slice(columns).every((cell) => cell.trim() === '') ? cells.slice(0, columns) : null
  if (cells.length < least) return null
  return [...cells, ...Array.from({ length: columns - cells.length }, () => '')]
}

function unusual(title: string, dialect: Dialect): Message[] {
  if (!isUnusual(dialect)) return []
  return [notice('tableSeparatedBy', { table: displayText(title, limits.pathLength), by: separatedBy(dialect) })]
}
