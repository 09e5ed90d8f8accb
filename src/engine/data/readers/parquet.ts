/**
 * Parquet: columns of values, as data sets of the Hugging Face Hub are kept. Groups of rows are read one after another,
 * and of each only the columns that are used, some pages at a time. Where the hub's own note names the classes of a
 * column of numbers, the names stand in their place. A column of pictures gives files (`parquetPictures.ts`).
 */
import type { FileMetaData } from 'hyparquet'
import { ThawError } from '../../../shared/messages/errors.ts'
import { few } from '../../../shared/messages/few.ts'
import type { Message } from '../../../shared/messages/message.ts'
import { notice } from '../../../shared/messages/say.ts'
import type { Excerpt } from '../dataFile.ts'
import { displayText } from '../displayText.ts'
import { limits } from '../limits.ts'
import { type SkippedRows, skippedRows } from '../skippedRows.ts'
import { refuseWide, type TableRow } from '../table.ts'
import { classNamesOf, columnsOf, holdsVectors, namedCell, picturesColumnOf } from './parquetFeatures.ts'
import { openParquet, type ParquetFile } from './parquetFile.ts'
import { type ColumnStretch, columnValues } from './parquetValues.ts'
import type { BytesTableReader } from './reader.ts'

export const parquetReader: BytesTableReader = {
  kind: 'table',
  async readSource(title, source, { pace, excerpt, onRows = () => {} }) {
    const parquet = await openParquet(source, title)
    const { metadata } = parquet
    const { names, vectors } = usedColumns(metadata, excerpt)
    refuseWide(title, names.length)
    const most = mostRows(metadata, names, excerpt)
    const rows: TableRow[] = []
    for (const group of metadata.row_groups) {
      const count = Math.min(Number(group.num_rows), most - rows.length)
      if (count <= 0) break
      const columns: (readonly string[])[] = []
      for (const [at, name] of names.entries()) {
        // Rows are done when all of their columns are.
        const onCells = (cells: number) => onRows(rows.length + Math.floor((at * count + cells) / names.length), most)
        columns.push(await cellsOf(parquet, { group, path: [name], rows: count, pace }, onCells))
      }
      for (let row = 0; row < count; row++) {
        await pace.breathe()
        rows.push({ row: rows.length + 1, cells: columns.map((cells) => cells[row] ?? '') })
      }
    }
    const skipped = skippedRows(title)
    const warnings = [
      ...(vectors.length > 0 ? [notice('columnsOfVectors', { columns: few(vectors) })] : []),
      ...rowsLeft(metadata, { rows: most, table: title, excerpt, skipped }),
    ]
    return { title, names, rows, skipped, warnings }
  },
  async pictures(source, name, { budget, pace, excerpt, onRows = () => {} }) {
    const parquet = await openParquet(source, name).catch(nothingUnlessFault)
    const column = parquet && picturesColumnOf(parquet.metadata)
    if (!parquet || column === null || !isUsed(column, excerpt)) return null
    const { listPictures } = await import('./parquetPictures.ts')
    const rows = excerpt ? mostRows(parquet.metadata, [column], excerpt) : Number(parquet.metadata.num_rows)
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

function isUsed(column: string, excerpt: Excerpt | undefined): boolean {
  return !excerpt || excerpt.columns.length === 0 || excerpt.columns.includes(column)
}

/** Vectors (lists of fractions) are no text, no label and no picture, and take more space than all the others. */
function usedColumns(metadata: FileMetaData, excerpt: Excerpt | undefined) {
  const wanted = columnsOf(metadata).filter((name) => isUsed(name, excerpt))
  const vectors = wanted.filter((name) => holdsVectors(metadata, name))
  return {
    names: wanted.filter((name) => !vectors.includes(name)),
    vectors: vectors.map((name) => displayText(name, limits.labelLength)),
  }
}

/** As many as were asked for, as their bytes allow, and as a table may have. */
function mostRows(metadata: FileMetaData, names: readonly string[], excerpt: Excerpt | undefined): number {
  const all = Number(metadata.num_rows)
  const chunks = metadata.row_groups
    .flatMap(({ columns }) => columns.flatMap(({ meta_data }) => (meta_data ? [meta_data] : [])))
    .filter(({ path_in_schema: [name = ''] }) => names.includes(name))
  const within = (bytes: number, taken: number) => (taken > bytes ? Math.floor((all * bytes) / taken) : all)
  const unpacked = chunks.reduce((sum, chunk) => sum + Number(chunk.total_uncompressed_size), 0)
  const packed = chunks.reduce((sum, chunk) => sum + Number(chunk.total_compressed_size), 0)
  const rows = [all, excerpt?.rows ?? limits.rows, limits.rows, within(limits.tableUnpackedBytes, unpacked)]
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

async function cellsOf(
  parquet: ParquetFile,
  stretch: ColumnStretch,
  onCells: (done: number) => void,
): Promise<readonly string[]> {
  const classNames = classNamesOf(parquet.metadata).get(stretch.path[0] ?? '')
  const same = repeatedCells()
  const cells: string[] = []
  for await (const values of columnValues(parquet, stretch)) {
    for (let i = 0; i < values.length; i++) cells.push(same(namedCell(values[i], classNames)))
    onCells(cells.length)
  }
  return cells
}

/** Different short cells of a column that are held once. */
const mostHeld = 2_000

/** Values that come again are one string, however often the file holds them. */
function repeatedCells(): (cell: string) => string {
  const held = new Map<string, string>()
  return (cell) => {
    const known = held.get(cell)
    if (known !== undefined) return known
    if (cell.length <= limits.labelLength && held.size < mostHeld) held.set(cell, cell)
    return cell
  }
}
