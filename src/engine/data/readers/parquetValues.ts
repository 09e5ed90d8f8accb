/**
 * The values of one column, a few pages at a time. A group of rows may hold the whole of a file, so that to unpack it at
 * once would take several times its size; and from a network only what is used is fetched. A column of lists is the
 * exception: its pages do not say where rows begin, and each group of it is unpacked whole.
 */
import type { ColumnMetaData, FileMetaData, RowGroup, SchemaElement } from 'hyparquet'
import { joinBytes } from '../../joinBytes.ts'
import { readAhead } from '../blobWindow.ts'
import type { Pace } from '../pace.ts'
import { boundedBuffer, decodingOf, type ParquetFile, parquetFault } from './parquetFile.ts'

export interface ColumnStretch {
  readonly group: RowGroup
  /** Names from the top: of a column, or of a field within it. */
  readonly path: readonly string[]
  /** From the group's first row on. */
  readonly rows: number
  readonly pace: Pace
  /** Whether bytes without a type are texts. */
  readonly utf8?: boolean
}

type Values = ArrayLike<unknown>

/** Packed bytes, and rows, that are unpacked together: the pages that reach as far. */
const runBytes = 1024 ** 2
const runRows = 2_000

/** Of a field within a column, objects that hold it. @throws ThawError with what is damaged. */
export async function* columnValues(parquet: ParquetFile, stretch: ColumnStretch): AsyncGenerator<Values> {
  try {
    const flat = flatColumn(parquet.metadata, stretch)
    let rows = 0
    for await (const values of flat ? pagesOf(parquet, stretch, flat) : wholeGroup(parquet, stretch)) {
      rows += values.length
      yield values
    }
    if (rows !== stretch.rows) throw new RangeError(`${rows} values where ${stretch.rows} rows were announced`)
  } catch (error) {
    throw parquetFault(parquet.title, error)
  }
}

interface FlatColumn {
  readonly chunk: ColumnMetaData
  /** The schema without all other columns. */
  readonly schema: SchemaElement[]
}

/** Null for lists, and for a column of several fields. */
function flatColumn({ schema }: FileMetaData, { group, path }: ColumnStretch): FlatColumn | null {
  const chunks = group.columns.filter(({ meta_data }) =>
    path.every((name, depth) => meta_data?.path_in_schema[depth] === name),
  )
  const chunk = chunks[0]?.meta_data
  if (!chunk || chunks.length > 1 || chunks[0]?.file_path) return null
  const elements = elementsOn(schema, chunk.path_in_schema)
  if (elements.some(({ repetition_type }) => repetition_type === 'REPEATED')) return null
  const root = { ...schema[0], name: schema[0]?.name ?? '', num_children: 1 }
  const inner = elements.map((element, i) => (i + 1 < elements.length ? { ...element, num_children: 1 } : element))
  return { chunk, schema: [root, ...inner] }
}

/** The schema lists elements before what is within them. */
function elementsOn(schema: readonly SchemaElement[], path: readonly string[]): SchemaElement[] {
  const found: SchemaElement[] = []
  let at = 1
  for (const name of path) {
    const siblings = found.at(-1)?.num_children ?? (found.length === 0 ? schema[0]?.num_children : 0) ?? 0
    for (let sibling = 0; sibling < siblings && schema[at]?.name !== name; sibling++) at = behind(schema, at)
    const element = schema[at]
    if (!element) throw new RangeError(`no column "${path.join('.')}"`)
    found.push(element)
    at++
  }
  return found
}

/** The place behind an element and all within it. */
function behind(schema: readonly SchemaElement[], at: number): number {
  let next = at + 1
  for (let child = 0; child < (schema[at]?.num_children ?? 0); child++) next = behind(schema, next)
  return next
}

async function* wholeGroup(parquet: ParquetFile, { group, path, rows, pace, utf8 = true }: ColumnStretch) {
  const [column = ''] = path
  await pace.breathe()
  const { library, source } = parquet
  const metadata = { ...parquet.metadata, num_rows: group.num_rows, row_groups: [group] }
  const how = { file: boundedBuffer(source), metadata, utf8, ...decodingOf(library), columns: [column] }
  const records = await library.parquetReadObjects({ ...how, rowStart: 0, rowEnd: rows })
  yield records.map((record) => record[column])
}

async function* pagesOf(parquet: ParquetFile, stretch: ColumnStretch, flat: FlatColumn): AsyncGenerator<Values> {
  let dictionary: Uint8Array | null = null
  let run: Uint8Array[] = []
  let [packed, waiting, done] = [0, 0, 0]
  for await (const page of pages(parquet, flat.chunk)) {
    await stretch.pace.breathe()
    if (page.rows === null) dictionary = page.bytes
    else {
      run.push(page.bytes)
      packed += page.bytes.length
      waiting += page.rows
      if (packed < runBytes && waiting < runRows && done + waiting < stretch.rows) continue
      const values = await unpacked(parquet, flat, { pages: dictionary ? [dictionary, ...run] : run, rows: waiting })
      yield values.length > stretch.rows - done ? values.slice(0, stretch.rows - done) : values
      done += waiting
      ;[run, packed, waiting] = [[], 0, 0]
    }
    if (done >= stretch.rows) return
  }
  if (waiting > 0) yield unpacked(parquet, flat, { pages: dictionary ? [dictionary, ...run] : run, rows: waiting })

  async function unpacked(
    { metadata, library }: ParquetFile,
    { chunk, schema }: FlatColumn,
    { pages, rows }: { readonly pages: readonly Uint8Array[]; readonly rows: number },
  ): Promise<unknown[]> {
    const bytes = joinBytes(pages).buffer
    const meta = { ...chunk, data_page_offset: 0n, total_compressed_size: BigInt(bytes.byteLength) }
    delete meta.dictionary_page_offset
    const group = { ...stretch.group, num_rows: BigInt(rows), columns: [{ file_offset: 0n, meta_data: meta }] }
    const small = { ...metadata, schema, num_rows: BigInt(rows), row_groups: [group] }
    const file = { byteLength: bytes.byteLength, slice: () => bytes }
    const [column = ''] = stretch.path
    const { utf8 = true } = stretch
    const how = { file, metadata: small, utf8, ...decodingOf(library), columns: [column] }
    return (await library.parquetReadObjects(how)).map((record) => record[column])
  }
}

interface Page {
  /** With its header. */
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Null for the page of values that the others name by number. */
  readonly rows: number | null
}

async function* pages({ source, library }: ParquetFile, chunk: ColumnMetaData): AsyncGenerator<Page> {
  const start = Number(chunk.dictionary_page_offset || chunk.data_page_offset)
  const end = start + Number(chunk.total_compressed_size)
  if (!(start >= 0 && start <= end && end <= source.size))
    throw new RangeError(`bytes ${start} to ${end} of a file of ${source.size}`)
  // What follows belongs to another column, and may lie behind a network.
  const readAt = readAhead({ ...source, size: end })
  for (let at = start; at < end - 1; ) {
    const { header, length } = await headerAt(at)
    const { type, compressed_page_size: size } = header
    if (!(size >= 0 && at + length + size <= end)) throw new RangeError(`a page of ${size} bytes at byte ${at}`)
    const rows = header.data_page_header?.num_values ?? header.data_page_header_v2?.num_rows ?? null
    const counted = type === 'DICTIONARY_PAGE' ? null : rows
    if (type === 'DICTIONARY_PAGE' || (counted !== null && counted > 0))
      yield { bytes: await readAt(at, length + size), rows: counted }
    at += length + size
  }

  async function headerAt(at: number) {
    // A header may hold the least and the largest of long texts.
    for (let most = 1024; ; most *= 32) {
      const bytes = await readAt(at, Math.min(most, end - at))
      const reader = { view: new DataView(bytes.buffer), offset: 0 }
      try {
        return { header: library.parquetHeader(reader), length: reader.offset }
      } catch (error) {
        if (bytes.length < most || most > 2 ** 25) throw error
      }
    }
  }
}
