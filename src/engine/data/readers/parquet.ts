/**
 * Parquet: columns of values, as data sets of the Hugging Face Hub are kept. Groups of rows are read one after another.
 * Where the hub's own note names the classes of a column of numbers, the names stand in their place. A column of pictures
 * gives files (`parquetPictures.ts`).
 */
import type { AsyncBuffer, Compressors, FileMetaData, ParquetParsers } from 'hyparquet'
import { ThawError } from '../../../shared/messages/errors.ts'
import { displayText } from '../displayText.ts'
import { limits } from '../limits.ts'
import type { Pace } from '../pace.ts'
import { skippedRows } from '../skippedRows.ts'
import { refuseLong, refuseWide, type TableRow } from '../table.ts'
import { classNamesOf, columnsOf, parquetCell, picturesColumnOf } from './parquetFeatures.ts'
import type { BytesTableReader } from './reader.ts'

/** Fetched with the first Parquet file. */
const library = async () => ({ ...(await import('hyparquet')), ...(await import('hyparquet-compressors')) })

export const parquetReader: BytesTableReader = {
  kind: 'table',
  async readBytes(title, bytes, { pace }) {
    const parquet = await openParquet(new Blob([bytes]), title)
    const { metadata } = parquet
    const names = columnsOf(metadata)
    refuseWide(title, names.length)
    refuseLong(title, Number(metadata.num_rows))
    const classNames = classNamesOf(metadata)
    const rows: TableRow[] = []
    for await (const record of recordsOf(parquet, pace)) {
      const cells = names.map((name) => namedCell(record[name], classNames.get(name)))
      rows.push({ row: rows.length + 1, cells })
    }
    return { title, names, rows, skipped: skippedRows(title) }
  },
  async pictures(blob, name, { budget, pace }) {
    const parquet = await openParquet(blob, name).catch(nothingUnlessFault)
    const column = parquet && picturesColumnOf(parquet.metadata)
    if (!parquet || column === null) return null
    const { listPictures } = await import('./parquetPictures.ts')
    return listPictures(recordsOf(parquet, pace, { utf8: false }), { column, metadata: parquet.metadata, budget })
  },
}

/** What cannot be opened is a table that cannot be read, which is said where tables are read. */
function nothingUnlessFault(error: unknown): null {
  if (error instanceof ThawError) return null
  throw error
}

interface OpenParquet {
  readonly title: string
  readonly file: AsyncBuffer
  readonly metadata: FileMetaData
}

/** @throws ThawError `data-unreadable` where the end of the file, which says what is in it, is not there or damaged. */
async function openParquet(blob: Blob, title: string): Promise<OpenParquet> {
  const { parquetMetadataAsync } = await library()
  const file = {
    byteLength: blob.size,
    slice: (start: number, end: number = blob.size) => {
      // Places come from the file, and may be any number.
      if (!(start >= 0 && start <= end && end <= blob.size))
        throw new RangeError(`bytes ${start} to ${end} of a file of ${blob.size}`)
      return blob.slice(start, end).arrayBuffer()
    },
  }
  try {
    const metadata = await parquetMetadataAsync(file)
    refuseImpossible(metadata)
    return { title, file, metadata }
  } catch (error) {
    throw unreadable(title, error)
  }
}

/** Counts that no file can hold would have memory taken for them. */
function refuseImpossible({ num_rows, row_groups }: FileMetaData): void {
  const rows = row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0)
  if (rows !== Number(num_rows) || row_groups.some((group) => Number(group.num_rows) < 0))
    throw new RangeError(`${num_rows} rows, and ${rows} in all groups`)
}

/** The rows, by column. @throws ThawError with what is damaged. */
async function* recordsOf(
  { title, file, metadata }: OpenParquet,
  pace: Pace,
  { utf8 = true }: { readonly utf8?: boolean } = {},
): AsyncGenerator<Readonly<Record<string, unknown>>> {
  const { parquetReadObjects, compressors } = await library()
  const how = { file, metadata, utf8, parsers, compressors: bounded(compressors) }
  const names = columnsOf(metadata)
  for (const { rowStart, rowEnd } of stretchesOf(metadata)) {
    const columns: Readonly<Record<string, unknown>>[][] = []
    // One column after the other: of several damaged ones the library would hand over one error and let the others fall.
    for (const name of names) {
      await pace.breathe()
      try {
        columns.push(await parquetReadObjects({ ...how, columns: [name], rowStart, rowEnd }))
      } catch (error) {
        throw unreadable(title, error)
      }
    }
    for (let row = 0; row < rowEnd - rowStart; row++) {
      await pace.breathe()
      yield Object.fromEntries(names.map((name, i) => [name, columns[i]?.[row]?.[name]]))
    }
  }
}

/** A group of rows at a time: it is unpacked as one. */
function stretchesOf({ row_groups }: FileMetaData): { readonly rowStart: number; readonly rowEnd: number }[] {
  let rowStart = 0
  return row_groups.map(({ num_rows }) => {
    const stretch = { rowStart, rowEnd: rowStart + Number(num_rows) }
    rowStart = stretch.rowEnd
    return stretch
  })
}

/** A page says itself what it unpacks to, and memory is taken for it before that is seen. */
function bounded(compressors: Compressors): Compressors {
  const guarded = Object.entries(compressors).map(([codec, unpack]) => {
    const within: typeof unpack = (packed, length) => {
      if (length > Math.max(limits.freelyUnpackedBytes, 1000 * packed.length) || length > limits.pageBytes)
        throw new RangeError(`a page of ${packed.length} bytes that claims to hold ${length}`)
      return unpack(packed, length)
    }
    return [codec, within] as const
  })
  return Object.fromEntries(guarded)
}

const parsers: Partial<ParquetParsers> = {
  dateFromDays: (days) => isoTime(days * 86_400_000).slice(0, 10),
  timestampFromMilliseconds: (value) => isoTime(Number(value)),
  timestampFromMicroseconds: (value) => isoTime(Number(value / 1000n)),
  timestampFromNanoseconds: (value) => isoTime(Number(value / 1_000_000n)),
}

function isoTime(milliseconds: number): string {
  const time = new Date(milliseconds)
  return Number.isNaN(time.valueOf()) ? '' : time.toISOString()
}

function namedCell(value: unknown, names: readonly string[] | undefined): string {
  const cell = parquetCell(value)
  return names?.[cell === '' ? -1 : Number(cell)] ?? cell
}

function unreadable(title: string, error: unknown): ThawError {
  if (error instanceof ThawError) return error
  const detail = error instanceof Error ? error.message.slice(0, 200) : String(error)
  const table = displayText(title, limits.pathLength)
  return new ThawError('data-unreadable', 'parquetUnreadable', { table, detail }, { cause: error })
}
