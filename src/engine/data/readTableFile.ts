/** A file that is a table, by the reader of its format. */
import type { FormatIdOf } from '../../shared/catalog/formats.ts'
import type { BytesTableReader, TableReader } from './readers/reader.ts'
import { readers } from './readers/readers.ts'
import type { TableOptions, TextTable } from './table.ts'
import { writtenReader } from './writtenFormat.ts'

export interface TableBytes {
  readonly format: FormatIdOf<'table'>
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** @param textOf its text, for formats that are text. @throws ThawError where the whole is unsure. */
export async function readTableFile(
  title: string,
  { format, bytes }: TableBytes,
  { textOf, ...options }: TableOptions & { readonly textOf: () => Promise<string> | string },
): Promise<TextTable> {
  const reader: TableReader | BytesTableReader = readers[format]
  if ('readBytes' in reader) return reader.readBytes(title, bytes, options)
  const text = await textOf()
  return writtenReader(text, reader).read(title, text, options)
}
