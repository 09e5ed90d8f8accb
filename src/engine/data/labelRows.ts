/** Tables of texts to examples: labelled rows to be classified, or, where no table has labels, passages to be continued. */
import type { SkippedFile, SplitName } from '../../shared/protocol.ts'
import { displayText } from './displayText.ts'
import { splitOf } from './folderLabels.ts'
import { type Columns, guessColumns, type WantedColumns } from './guessColumns.ts'
import { type Labelled, type LabelledExample, withoutLoneSplit } from './labelled.ts'
import { limits } from './limits.ts'
import type { Pace } from './pace.ts'
import { rowPath } from './skippedRows.ts'
import { type TextMaker, textMaker } from './textContent.ts'
import { readTextTable, type TableFile, type TextTable } from './textTable.ts'

interface Reading extends WantedColumns {
  readonly pace: Pace
  readonly onRows: (done: number, total: number) => void
}
interface Understood {
  readonly table: TextTable
  readonly columns: Columns
}

/** @throws ThawError with the line or the columns where a table cannot be understood. */
export async function labelRows(files: readonly TableFile[], reading: Reading): Promise<Labelled> {
  const wanted = [reading.textColumn, reading.labelColumn].filter((name) => name !== '')
  const understood: Understood[] = []
  const empty: SkippedFile[] = []
  for (const file of files) {
    const table = await readTextTable(file, { pace: reading.pace, wanted })
    if (table.rows.length > 0) understood.push({ table, columns: guessColumns(table, reading) })
    else empty.push({ path: file.title, reason: 'It holds no row that can be used.' }, ...table.skipped.list())
  }
  const labelled = await collect(understood, reading)
  return { ...labelled, skipped: [...empty, ...labelled.skipped] }
}

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
    for (let start = 0; start < table.rows.length; start += together) {
      if (await reading.pace.breathe()) reading.onRows(examples.length, total)
      const rows = table.rows.slice(start, start + together)
      const made = await Promise.all(rows.map(({ cells }) => exampleOf(cells, columns, maker)))
      for (const [i, example] of made.entries()) {
        const row = rows[i]?.row ?? 0
        if (typeof example === 'string') table.skipped.add(row, example)
        else examples.push({ ...example, path: rowPath(table.title, row), split: example.split ?? splitOfFile(table) })
      }
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

/** Rows whose digests are asked for at once; each waits for a thread of the platform. */
const together = 128

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
  return splitOf(name.replace(/\.\w+$/, ''))
}

function columnsShown([first]: readonly Understood[]): Labelled['columns'] {
  if (!first) return null
  const names = first.table.names.map((name) => displayText(name, limits.labelLength))
  const { text, label } = first.columns
  return { names, text: names[text] ?? '', label: label === null ? null : (names[label] ?? '') }
}
