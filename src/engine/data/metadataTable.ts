/**
 * A table beside the pictures, as on the Hugging Face Hub: metadata.csv or metadata.jsonl with `file_name`, relative to
 * the table's folder, and a column of labels. What it says of a file counts more than the file's folder.
 */
import { type FormatIdOf, formats, namedFormat, withoutExtension } from '../../shared/catalog/formats.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import { labelNames } from './columnNames.ts'
import { decodeText } from './decodeText.ts'
import { displayText } from './displayText.ts'
import { inWords, limits } from './limits.ts'
import type { Pace } from './pace.ts'
import { readers } from './readers/readers.ts'
import { pathSegments } from './safeName.ts'

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
  /** Path to label, as written; empty where the table gives none. */
  readonly labels: ReadonlyMap<string, string>
}
type Row = ReadonlyMap<string, string>

export function isMetadataTable(name: string): boolean {
  const format = namedFormat(name)
  return format !== null && 'labelsPictures' in formats[format] && withoutExtension(name).toLowerCase() === 'metadata'
}

/** The labels that a table gives. Throws a ThawError with the line, or the columns there are, when it cannot be used. */
export async function readMetadataTable(source: TableSource, labelColumn: string, pace: Pace): Promise<MetadataTable> {
  const path = displayText([...source.folders, source.name].join('/'), limits.pathLength)
  if (source.bytes.length > limits.tableBytes) throw tooLarge(path)
  const folder = source.folders.map((segment) => `${segment}/`).join('')
  const labels = new Map<string, string>()
  let column = ''
  for (const row of readers[source.format].records(decodeText(source.bytes))) {
    await pace.breathe()
    column ||= labelColumnOf(row, labelColumn, path)
    const file = row.get('file_name')
    if (file === undefined) throw missingColumn(path, 'file_name', row)
    labels.set(folder + resolve(file), row.get(column) ?? '')
  }
  return { folder, labels }
}

function labelColumnOf(row: Row, wanted: string, path: string): string {
  const names = [...row.keys()]
  const candidates = wanted === '' ? labelNames : [wanted]
  for (const candidate of candidates) {
    const found =
      names.find((name) => name === candidate) ?? names.find((name) => name.toLowerCase() === candidate.toLowerCase())
    if (found !== undefined) return found
  }
  throw missingColumn(path, wanted || 'label', row)
}

/** A name that leads elsewhere matches no file, and needs no more than that. */
function resolve(file: string): string {
  try {
    return pathSegments(file).join('/')
  } catch {
    return file
  }
}

function missingColumn(path: string, wanted: string, row: Row): ThawError {
  const known = [...row.keys()].slice(0, 20).map((name) => `"${displayText(name, limits.labelLength)}"`)
  return new ThawError(
    'data-unsupported',
    `The table "${path}" has no column "${displayText(wanted, limits.labelLength)}"; its columns are ${known.join(', ')}.`,
    wanted === 'file_name' ? 'Name each picture in a column "file_name".' : 'Choose one of these as the label column.',
  )
}

function tooLarge(path: string): ThawError {
  return new ThawError(
    'data-too-large',
    `The table "${path}" is larger than ${inWords(limits.tableBytes)}.`,
    'Keep only the columns file_name and label.',
  )
}
