/** A Parquet file whose end, which says what is in it, has been read: once, however often it is asked for. */
import type { AsyncBuffer, Compressors, FileMetaData, ParquetParsers } from 'hyparquet'
import { ThawError } from '../../../shared/messages/errors.ts'
import type { ByteSource } from '../byteSource.ts'
import { displayText } from '../displayText.ts'
import { limits } from '../limits.ts'
import { unpackZstd } from './unpackZstd.ts'

/** Fetched with the first Parquet file. */
export const parquetLibrary = async () => ({
  ...(await import('hyparquet')),
  ...(await import('hyparquet-compressors')),
  ...(await import('hyparquet/src/column.js')),
  ...(await import('./unpackBrotli.ts')),
})
export type ParquetLibrary = Awaited<ReturnType<typeof parquetLibrary>>

export interface ParquetFile {
  readonly title: string
  readonly source: ByteSource
  readonly metadata: FileMetaData
  readonly library: ParquetLibrary
}

const opened = new WeakMap<ByteSource, Promise<FileMetaData>>()

/** @throws ThawError `data-unreadable` where the end of the file is not there or damaged. */
export async function openParquet(source: ByteSource, title: string): Promise<ParquetFile> {
  const library = await parquetLibrary()
  const reading = opened.get(source) ?? readEnd(source, library)
  opened.set(source, reading)
  try {
    return { title, source, library, metadata: await reading }
  } catch (error) {
    // A network may answer another time.
    opened.delete(source)
    throw parquetFault(title, error)
  }
}

async function readEnd(source: ByteSource, { parquetMetadataAsync }: ParquetLibrary): Promise<FileMetaData> {
  const metadata = await parquetMetadataAsync(boundedBuffer(source))
  refuseImpossible(metadata)
  return metadata
}

/** Places come from the file, and may be any number. */
export function boundedBuffer(source: Pick<ByteSource, 'size' | 'slice'>): AsyncBuffer {
  return {
    byteLength: source.size,
    slice(start, end = source.size) {
      if (!(start >= 0 && start <= end && end <= source.size))
        throw new RangeError(`bytes ${start} to ${end} of a file of ${source.size}`)
      return source.slice(start, end)
    },
  }
}

/** Counts that no file can hold would have memory taken for them. */
function refuseImpossible({ num_rows, row_groups }: FileMetaData): void {
  const rows = row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0)
  if (rows !== Number(num_rows) || row_groups.some((group) => Number(group.num_rows) < 0))
    throw new RangeError(`${num_rows} rows, and ${rows} in all groups`)
}

/** How values are unpacked and written. */
export function decodingOf({ compressors, decompressZstd, unpackBrotli }: ParquetLibrary) {
  // The library's own unpack as much as there is, whatever the page says.
  const exact: Compressors = {
    ZSTD: (packed, length) => unpackZstd(decompressZstd, packed, length),
    BROTLI: unpackBrotli,
  }
  return { parsers, compressors: bounded({ ...compressors, ...exact }) }
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

/** What is damaged, in words; faults that speak for themselves stay. */
export function parquetFault(title: string, error: unknown): ThawError {
  if (error instanceof ThawError) return error
  const detail = error instanceof Error ? error.message.slice(0, 200) : String(error)
  const table = displayText(title, limits.pathLength)
  return new ThawError('data-unreadable', 'parquetUnreadable', { table, detail }, { cause: error })
}
