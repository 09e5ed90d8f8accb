/** A table of rows of cells, as spreadsheets and documents hold them: its first row with several cells is the header. */

import { notice } from '../../../shared/messages/say.ts'
import { otherTableAt } from '../otherTable.ts'
import { skippedRows } from '../skippedRows.ts'
import { refuseLong, refuseWide, type TableOptions, type TextTable } from '../table.ts'
import { headerOf, repeats } from '../tableHeader.ts'
import type { Grid } from './documentText.ts'

/** Rows that are looked at to tell the header. */
const looked = 200

export async function cellsTable(
  title: string,
  grid: Grid,
  { pace, wanted, written = {} }: TableOptions,
): Promise<TextTable> {
  const rows = grid.map((cells, i) => ({ row: i + 1, cells: withoutTail(cells) }))
  const filled = rows.filter(({ cells }) => cells.length > 0)
  refuseLong(title, filled.length)
  await pace.breathe()
  const sample = filled.slice(0, looked).map(({ row, cells }) => ({ row, line: row, cells, fault: null }))
  const header = headerOf(title, sample, wanted, { written })
  const below = filled.filter(({ row }) => row >= header.firstRow)
  // What stands further right than the header is a column without a name.
  const width = below.reduce((most, { cells }) => Math.max(most, cells.length), header.names.length)
  refuseWide(title, width)
  const names = Array.from({ length: width }, (_, i) => header.names[i] ?? `column ${i + 1}`)
  const read = below.map(({ row, cells }) => ({ row, cells: names.map((_, i) => cells[i] ?? '') }))
  const skipped = skippedRows(title)
  const other = header.found.header ? otherTableAt(read, names) : null
  const own = read.filter(({ row, cells }) => {
    const isApart = other !== null && row >= other
    const isHeader = header.found.header && repeats(cells, names)
    if (isApart || isHeader)
      skipped.add(row, isApart ? notice('rowOfOtherTable', { row: other }) : notice('rowIsHeader'), cells)
    return !isApart && !isHeader
  })
  return { title, names, rows: own, skipped, warnings: header.notices }
}

/** Cells that are empty to the end of a row are not written in most. */
function withoutTail(cells: readonly string[]): readonly string[] {
  return cells.slice(0, cells.findLastIndex((cell) => cell !== '') + 1)
}
