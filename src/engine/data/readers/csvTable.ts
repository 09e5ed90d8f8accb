/** Tables whose cells are separated by a mark, whichever it is (`csvDialect.ts`), under a header or without one. */

import type { Message } from '../../../shared/messages/message.ts'
import { notice } from '../../../shared/messages/say.ts'
import { displayText } from '../displayText.ts'
import { limits } from '../limits.ts'
import { skippedRows } from '../skippedRows.ts'
import { isTabbed } from '../tabbedText.ts'
import { refuseLong, refuseWide, type TableOptions, type TableRow, type TextTable } from '../table.ts'
import { headerOf, usualWidth } from '../tableHeader.ts'
import { csvRows } from './csv.ts'
import { type Dialect, dialectOf, isEven, isUnusual, separatedBy } from './csvDialect.ts'
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

async function readCells(title: string, text: string, { pace, wanted }: TableOptions): Promise<TextTable> {
  const dialect = dialectOf(text, wanted)
  refuseWide(title, usualWidth(dialect.sample))
  const { names, firstRow, leastCells, notices } = headerOf(title, dialect.sample, wanted)
  refuseWide(title, names.length)
  const skipped = skippedRows(title)
  const rows: TableRow[] = []
  for (const { row, cells, fault } of csvRows(text, dialect.delimiter, dialect.start)) {
    await pace.breathe()
    if (row < firstRow) continue
    if (fault) {
      skipped.add(row, notice('rowUnreadable', { why: fault }))
      continue
    }
    const fitting = cellsIn(cells, names.length, leastCells)
    if (fitting) rows.push({ row, cells: dialect.padded ? fitting.map(unpadded) : fitting })
    else skipped.add(row, notice('rowRagged', { cells: cells.length, columns: names.length }))
    refuseLong(title, rows.length)
  }
  return {
    title,
    names,
    rows,
    skipped,
    dialect: separatedBy(dialect),
    warnings: [...unusual(title, dialect), ...notices],
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

function unpadded(cell: string): string {
  return cell.startsWith(' ') ? cell.slice(1) : cell
}

function unusual(title: string, dialect: Dialect): Message[] {
  if (!isUnusual(dialect)) return []
  return [notice('tableSeparatedBy', { table: displayText(title, limits.pathLength), by: separatedBy(dialect) })]
}
