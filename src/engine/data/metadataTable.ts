/**
 * A table beside the pictures, as on the Hugging Face Hub: metadata.csv or metadata.jsonl with `file_name`, relative to
 * the table's folder, and a column of labels. What it says of a file counts more than the file's folder.
 */
import { ThawError } from '../../shared/messages/errors.ts'
import { evenRows } from './csv.ts'
import { decodeText } from './decodeText.ts'
import { displayText } from './displayText.ts'
import { jsonRows } from './jsonRows.ts'
import { limits } from './limits.ts'
import type { Pace } from './pace.ts'
import { pathSegments } from './safeName.ts'

export interface TableSource {
  /** Folders that lead to the table. */
  readonly folders: readonly string[]
  readonly name: string
  readonly bytes: Uint8Array
}
export interface MetadataTable {
  /** Path of the folder it speaks for, with a slash at the end unless it is the root. */
  readonly folder: string
  /** Path to label, as written; empty where the table gives none. */
  readonly labels: ReadonlyMap<string, string>
}
type Row = ReadonlyMap<string, string>

const guesses = ['label', 'labels', 'class', 'target', 'category', 'y']

export function isMetadataTable(name: string): boolean {
  return /^metadata\.(csv|jsonl)$/i.test(name)
}

/** The labels that a table gives. Throws a ThawError with the line, or the columns there are, when it cannot be used. */
export async function readMetadataTable(source: TableSource, labelColumn: string, pace: Pace): Promise<MetadataTable> {
  const path = displayText([...source.folders, source.name].join('/'), limits.pathLength)
  if (source.bytes.length > limits.tableBytes) throw tooLarge(path)
  const folder = source.folders.map((segment) => `${segment}/`).join('')
  const labels = new Map<string, string>()
  let column = ''
  for (const row of tableRows(source)) {
    await pace.breathe()
    column ||= labelColumnOf(row, labelColumn, path)
    const file = row.get('file_name')
    if (file === undefined) throw missingColumn(path, 'file_name', row)
    labels.set(folder + resolve(file), row.get(column) ?? '')
  }
  return { folder, labels }
}

function tableRows({ name, bytes }: TableSource): Generator<Row> {
  const text = decodeText(bytes)
  return /\.csv$/i.test(name) ? csvRecords(text) : jsonRecords(text)
}

function* csvRecords(text: string): Generator<Row> {
  let header: readonly string[] | null = null
  for (const { cells } of evenRows(text)) {
    if (header) yield new Map(header.map((key, i) => [key, cells[i] ?? '']))
    else header = cells.map((cell) => cell.trim())
  }
}

function* jsonRecords(text: string): Generator<Row> {
  for (const { record } of jsonRows(text)) yield new Map(record)
}

function labelColumnOf(row: Row, wanted: string, path: string): string {
  const names = [...row.keys()]
  const candidates = wanted === '' ? guesses : [wanted]
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
    `The table "${path}" is larger than 32 MB.`,
    'Keep only the columns file_name and label.',
  )
}
