/** A file that is a table, by the reader of its format. */
import type { FormatIdOf } from '../../shared/catalog/formats.ts'
import type { ByteSource } from './byteSource.ts'
import type { Excerpt } from './dataFile.ts'
import type { BytesTableReader, TableReader } from './readers/reader.ts'
import { readers } from './readers/readers.ts'
import type { TableOptions, TextTable } from './table.ts'
import { writtenReader } from './writtenFormat.ts'

export interface TableBytes {
  readonly format: FormatIdOf<'table'>
  readonly source: ByteSource
  readonly excerpt?: Excerpt
}

/** @param textOf its text, for formats that are text. @throws ThawError where the whole is unsure. */
export async function readTableFile(
  title: string,
  { format, source, excerpt }: TableBytes,
  { textOf, ...options }: TableOptions & { readonly textOf: () => Promise<string> | string },
): Promise<TextTable> {
  const reader: TableReader | BytesTableReader = readers[format]
  if ('readSource' in reader) return reader.readSource(title, source, { ...options, ...(excerpt && { excerpt }) })
  const text = await textOf()
  return writtenReader(text, reader).read(title, text, options)
}
