/**
 * A table beside the pictures, as on the Hugging Face Hub: metadata.csv or metadata.jsonl with `file_name`, relative to
 * the table's folder, and a column of labels. What it says of a file counts more than the file's folder.
 */
import { type FormatIdOf, formats, namedFormat, withoutExtension } from '../../shared/catalog/formats.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import { labelNames } from './columnNames.ts'
import { displayText } from './displayText.ts'
import { limits } from './limits.ts'
import type { Pace } from './pace.ts'
import { readers } from './readers/readers.ts'
import { pathSegments } from './safeName.ts'
import type { TextDecoding } from './textDecoding.ts'

export interface TableSource {
  /** Folders that lead to the table. */
  readonly folders: readonly string[]
  readonly name: string
  readonly format: FormatIdOf<'table'>
  readonly bytes: Uint8Array
}
export interface MetadataTable {
  /** Path of the folder it speaks for, with a slash at the end unless it is the root. */
  readonly folder: string
  readonly title: string
  readonly columns: readonly string[]
  /** By path: the cells of its row, by column. */
  readonly rows: ReadonlyMap<string, ReadonlyMap<string, string>>
}
type Row = ReadonlyMap<string, string>

export function isMetadataTable(name: string): boolean {
  const format = namedFormat(name)
  return format !== null && 'labelsPictures' in formats[format] && withoutExtension(name).toLowerCase() === 'metadata'
}

/** @throws ThawError with the line, or the columns there are, when it cannot be used. */
export async function readMetadataTable(
  source: TableSource,
  { pace, decoding }: { readonly pace: Pace; readonly decoding: TextDecoding },
): Promise<MetadataTable> {
  const title = displayText([...source.folders, source.name].join('/'), limits.pathLength)
  if (source.bytes.length > limits.tableBytes) throw tooLarge(title)
  const folder = source.folders.map((segment) => `${segment}/`).join('')
  const rows = new Map<string, Row>()
  const columns = new Set<string>()
  for (const row of readers[source.format].records(await decoding.decode(source.bytes, title))) {
    await pace.breathe()
    const file = row.get('file_name')
    if (file === undefined)
      throw missingColumn('fileNameColumnMissing', { table: title, column: 'file_name', columns: [...row.keys()] })
    for (const name of row.keys()) columns.add(name)
    rows.set(folder + resolve(file), row)
  }
  return { folder, title, columns: [...columns], rows }
}

/** The column of labels: the one that the person named, or one of the usual names. @throws ThawError with the columns. */
export function labelColumnOf({ title, columns }: Pick<MetadataTable, 'title' | 'columns'>, wanted: string): string {
  const candidates = wanted === '' ? labelNames : [wanted]
  for (const candidate of candidates) {
    const found =
      columns.find((name) => name === candidate) ??
      columns.find((name) => name.toLowerCase() === candidate.toLowerCase())
    if (found !== undefined) return found
  }
  throw missingColumn('labelColumnMissing', { table: title, column: wanted || 'label', columns })
}

/** A name that leads elsewhere matches no file, and needs no more than that. */
function resolve(file: string): string {
  try {
    return pathSegments(file).join('/')
  } catch {
    return file
  }
}

function missingColumn(
  key: 'fileNameColumnMissing' | 'labelColumnMissing',
  { table, column, columns }: { readonly table: string; readonly column: string; readonly columns: readonly string[] },
): ThawError {
  const shown = columns.slice(0, 20).map((name) => displayText(name, limits.labelLength))
  return new ThawError('data-unsupported', key, {
    ...{ table, column: displayText(column, limits.labelLength) },
    columns: { shown, more: 0 },
  })
}

function tooLarge(table: string): ThawError {
  return new ThawError('data-too-large', 'metadataTableTooLarge', { table, most: limits.tableBytes })
}
