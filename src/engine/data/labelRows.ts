/** Tables of texts to examples: labelled rows to be classified, or, where no table has labels, passages to be continued. */

import { type FormatIdOf, withoutExtension } from '../../shared/catalog/formats.ts'
import type { SkippedFile, SplitName } from '../../shared/domain/data.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import { displayText } from './displayText.ts'
import { splitOf } from './folderLabels.ts'
import { type Columns, guessColumns, type WantedColumns } from './guessColumns.ts'
import { inGroups } from './inGroups.ts'
import { type Labelled, type LabelledExample, withoutLoneSplit } from './labelled.ts'
import { limits } from './limits.ts'
import type { Pace } from './pace.ts'
import { readers } from './readers/readers.ts'
import { rowPath } from './skippedRows.ts'
import type { TableRow, TextTable } from './table.ts'
import { type TextMaker, textMaker } from './textContent.ts'

export interface TableFile {
  /** What it is called where a row is named. */
  readonly title: string
  readonly format: FormatIdOf<'table'>
  readonly text: string
}
interface Reading extends WantedColumns {
  readonly pace: Pace
  readonly onRows: (done: number, total: number) => void
}
interface Understood {
  readonly table: TextTable
  readonly columns: Columns
}

/** @throws ThawError with the line or the columns, where no table can be understood. */
export async function labelRows(files: readonly TableFile[], reading: Reading): Promise<Labelled> {
  const understood: Understood[] = []
  const skipped: SkippedFile[] = []
  const faults: ThawError[] = []
  for (const file of files) {
    try {
      const one = await understand(file, reading)
      if (one.table.rows.length > 0) understood.push(one)
      else skipped.push({ path: file.title, reason: 'It holds no row that can be used.' }, ...one.table.skipped.list())
    } catch (error) {
      if (!(error instanceof ThawError) || error.code === 'cancelled') throw error
      faults.push(error)
      skipped.push({ path: file.title, reason: error.message })
    }
  }
  const [fault] = faults
  if (fault && understood.length === 0) throw fault
  const labelled = await collect(understood, reading)
  return { ...labelled, skipped: [...skipped, ...labelled.skipped] }
}

async function understand(file: TableFile, reading: Reading): Promise<Understood> {
  const wanted = [reading.textColumn, reading.labelColumn].filter((name) => name !== '')
  const table = await readers[file.format].read(file.title, file.text, { pace: reading.pace, wanted })
  return { table, columns: table.rows.length > 0 ? guessColumns(table, reading) : none }
}

const none: Columns = { text: 0, label: null, prompt: null, split: null }

async function collect(understood: readonly Understood[], reading: Reading): Promise<Labelled> {
  const classified = understood.some(({ columns }) => columns.label !== null)
  const maker = textMaker()
  const examples: LabelledExample[] = []
  const unlabelled: SkippedFile[] = []
  const total = understood.reduce((sum, { table }) => sum + table.rows.length, 0)
  for (const { table, columns } of understood) {
    if (classified && columns.label === null) {
      unlabelled.push({ path: table.title, reason: 'It has no column of labels, and other tables have one.' })
      continue
    }
    const before = examples.length
    const read = ({ cells }: TableRow) => exampleOf(cells, columns, maker)
    const made = await inGroups(table.rows, reading.pace, read, (done) => reading.onRows(before + done, total))
    for (const [i, example] of made.entries()) {
      const row = table.rows[i]?.row ?? 0
      if (typeof example === 'string') table.skipped.add(row, example)
      else examples.push({ ...example, path: rowPath(table.title, row), split: example.split ?? splitOfFile(table) })
    }
  }
  return {
    task: classified ? 'text-classification' : 'text-generation',
    examples: withoutLoneSplit(examples),
    skipped: [...unlabelled, ...understood.flatMap(({ table }) => table.skipped.list())],
    warnings: maker.warnings(),
    columns: columnsShown(understood),
  }
}

/** The example of a row, or why it is none. */
async function exampleOf(
  cells: readonly string[],
  columns: Columns,
  maker: TextMaker,
): Promise<Omit<LabelledExample, 'path'> | string> {
  const cell = (column: number | null) => (column === null ? '' : (cells[column] ?? ''))
  if (cell(columns.text).trim() === '') return 'It has no text.'
  const labelText = cell(columns.label).normalize('NFC').trim()
  if (columns.label !== null && labelText === '') return 'It has no label.'
  const made = await maker.make(cell(columns.prompt), cell(columns.text))
  return { ...made, labelText, split: splitOf(cell(columns.split).trim()) }
}

/** "train.csv" beside "test.csv" names its split as a folder would. */
function splitOfFile({ title }: TextTable): SplitName | null {
  const name = title.split('/').at(-1) ?? ''
  return splitOf(withoutExtension(name))
}

function columnsShown([first]: readonly Understood[]): Labelled['columns'] {
  if (!first) return null
  const names = first.table.names.map((name) => displayText(name, limits.labelLength))
  const { text, label } = first.columns
  return { names, text: names[text] ?? '', label: label === null ? null : (names[label] ?? '') }
}
