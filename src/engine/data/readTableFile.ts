/** A file that is a table, by the reader of its format. */
import type { FormatIdOf } from '../../shared/catalog/formats.ts'
import type { BytesTableReader, TableReader } from './readers/reader.ts'
import { readers } from './readers/readers.ts'
import type { TableOptions, TextTable } from './table.ts'

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
  return 'readBytes' in reader ? reader.readBytes(title, bytes, options) : reader.read(title, await textOf(), options)
}
