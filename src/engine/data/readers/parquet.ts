/**
 * Parquet: columns of values, as data sets of the Hugging Face Hub are kept. Groups of rows are read one after another,
 * and of each only the columns that are used (`parquetColumns.ts`), some pages at a time. Where the hub's own note names
 * the classes of a column of numbers, the names stand in their place. A column of pictures gives files
 * (`parquetPictures.ts`).
 */
import type { FileMetaData } from 'hyparquet'
import { ThawError } from '../../../shared/messages/errors.ts'
import type { Message } from '../../../shared/messages/message.ts'
import { notice } from '../../../shared/messages/say.ts'
import type { Excerpt } from '../dataFile.ts'
import { displayText } from '../displayText.ts'
import { limits } from '../limits.ts'
import { type SkippedRows, skippedRows } from '../skippedRows.ts'
import { type ColumnRoom, refuseWide, type TableRow } from '../table.ts'
import { cellsIn, chosenColumns, isAskedFor, sizesOf, usualRoom } from './parquetColumns.ts'
import { picturesColumnOf } from './parquetFeatures.ts'
import { openParquet } from './parquetFile.ts'
import type { BytesTableReader } from './reader.ts'

export const parquetReader: BytesTableReader = {
  kind: 'table',
  async readSource(title, source, options) {
    const { pace, excerpt, onRows = () => {}, room = usualRoom } = options
    const parquet = await openParquet(source, title)
    const { metadata } = parquet
    const { names, unread, warnings } = await chosenColumns(parquet, options)
    refuseWide(title, names.length)
    const read = names.filter((name) => !unread.has(name))
    const most = mostRows(metadata, read, { excerpt, room })
    const rows: TableRow[] = []
    for (const group of metadata.row_groups) {
      const count = Math.min(Number(group.num_rows), most - rows.length)
      if (count <= 0) break
      const columns = new Map<string, readonly string[]>()
      for (const [at, name] of read.entries()) {
        // Rows are done when all of their columns are.
        const onCells = (cells: number) => onRows(rows.length + Math.floor((at * count + cells) / read.length), most)
        columns.set(name, await cellsIn(parquet, { group, name, rows: count }, options, onCells))
      }
      const inOrder = names.map((name) => columns.get(name))
      for (let row = 0; row < count; row++) {
        await pace.breathe()
        rows.push({ row: rows.length + 1, cells: inOrder.map((cells) => cells?.[row] ?? '') })
      }
    }
    const skipped = skippedRows(title)
    const left = rowsLeft(metadata, { rows: most, table: title, excerpt, skipped })
    return { title, names, rows, skipped, ...(unread.size > 0 && { unread }), warnings: [...warnings, ...left] }
  },
  async pictures(source, name, { budget, pace, excerpt, onRows = () => {} }) {
    const parquet = await openParquet(source, name).catch(nothingUnlessFault)
    const column = parquet && picturesColumnOf(parquet.metadata)
    if (!parquet || column === null || !isAskedFor(column, excerpt)) return null
    const { listPictures } = await import('./parquetPictures.ts')
    const rows = excerpt
      ? mostRows(parquet.metadata, [column], { excerpt, room: usualRoom })
      : Number(parquet.metadata.num_rows)
    const { skipped, ...listing } = await listPictures(parquet, { column, budget, pace, rows, onRows })
    const warnings = rowsLeft(parquet.metadata, { rows, table: name, excerpt, skipped })
    return { ...listing, skipped: skipped.list(), warnings: [...listing.warnings, ...warnings] }
  },
}

/** What cannot be opened is a table that cannot be read, which is said where tables are read; a network's fault is one. */
function nothingUnlessFault(error: unknown): null {
  if (error instanceof ThawError && error.code === 'data-unreadable') return null
  throw error
}

interface Most {
  readonly excerpt: Excerpt | undefined
  readonly room: ColumnRoom
}

/** As many as were asked for, as their bytes allow, and as a table may have. */
function mostRows(metadata: FileMetaData, names: readonly string[], { excerpt, room }: Most): number {
  const all = Number(metadata.num_rows)
  const sizes = names.map((name) => sizesOf(metadata, [name]))
  const within = (bytes: number, taken: number) => (taken > bytes ? Math.floor((all * bytes) / taken) : all)
  const unpacked = sizes.reduce((sum, size) => sum + size.unpacked, 0)
  const packed = sizes.reduce((sum, size) => sum + size.packed, 0)
  const rows = [all, excerpt?.rows ?? limits.rows, limits.rows, within(room.all, unpacked)]
  return Math.max(0, Math.min(...rows, within(excerpt?.packedBytes ?? packed, packed)))
}

interface Left {
  readonly rows: number
  readonly table: string
  readonly excerpt: Excerpt | undefined
  readonly skipped: SkippedRows
}

/** Rows that were not asked for are told; those that were, and had no room, are counted as left out besides. */
function rowsLeft({ num_rows }: FileMetaData, { rows, table, excerpt, skipped }: Left): readonly Message[] {
  const all = Number(num_rows)
  if (rows >= all) return []
  const wanted = Math.min(all, excerpt?.rows ?? all)
  if (rows < wanted) skipped.addMany(wanted - rows, notice('rowsBeyondSpace', { rows: wanted - rows }))
  return [notice('firstRowsRead', { table: displayText(table, limits.pathLength), rows, all })]
}
