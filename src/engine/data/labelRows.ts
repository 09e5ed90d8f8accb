/** Tables to examples, by the reading that fits them best: each row is one, or is left out with its reason. */

import { namedSeparator, separatorIds } from '../../shared/catalog/separators.ts'
import type { Columns, SkippedFile, TableDialect, TableProposal } from '../../shared/domain/data.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import { few } from '../../shared/messages/few.ts'
import { distinctMessages, isMessage } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import { taskCard } from '../../tasks/cards.ts'
import type { TaskId } from '../../tasks/ids.ts'
import { withClasses } from './classesOfTables.ts'
import { closeReadings } from './closeReadings.ts'
import { profileColumns } from './columns/columnProfile.ts'
import { tableProposal } from './columns/tableProposal.ts'
import { displayText } from './displayText.ts'
import { splitColumn } from './guessColumns.ts'
import { inGroups } from './inGroups.ts'
import { joinTables } from './joinTables.ts'
import type { Labelled, LabelledExample } from './labelled.ts'
import { limits } from './limits.ts'
import type { Pace } from './pace.ts'
import { choiceOf, fitsInTurns, type TableFit, type TableReading } from './reading.ts'
import { shapedTable } from './shapes/shapedTable.ts'
import { rowPath } from './skippedRows.ts'
import { splitsOfFiles } from './splitsOfFiles.ts'
import type { ColumnRoom, TableOptions, TableRow, TextTable } from './table.ts'
import { textMaker } from './textContent.ts'
import { withoutTotal } from './totalRow.ts'

export interface TableFile {
  /** What it is called where a row is named. */
  readonly title: string
  read(options: TableOptions): Promise<TextTable>
}
interface Reading extends Columns {
  readonly readings: { readonly tables: readonly TableReading[] }
  readonly pace: Pace
  readonly room?: ColumnRoom
  readonly onRows: (done: number, total: number) => void
}
interface Understood {
  readonly table: TextTable
  readonly fits: readonly TableFit[]
}

/** @throws ThawError with the line or the columns, where no table can be understood. */
export async function labelRows(files: readonly TableFile[], reading: Reading): Promise<Labelled> {
  const said = saidOfWriting(reading)
  const read: TextTable[] = []
  const understood: Understood[] = []
  const skipped: SkippedFile[] = []
  const faults: ThawError[] = []
  const left = (path: string, error: unknown) => {
    if (!(error instanceof ThawError) || error.code === 'cancelled') throw error
    faults.push(error)
    skipped.push({ path, reason: error.said })
  }
  for (const file of files) {
    try {
      const written = await file.read({
        pace: reading.pace,
        wanted: wantedNames(reading),
        written: said,
        ...(reading.sheet !== undefined && { sheet: reading.sheet }),
        ...(reading.room && { room: reading.room }),
        usedOf: (sample) => usedNames(sample, reading),
        onRows: reading.onRows,
      })
      const plain = withoutTotal(written)
      await profileColumns(plain, reading.pace)
      const table = shapedTable(plain, wantedNames(reading))
      if (table.rows.length > 0) read.push(table)
      else skipped.push({ path: file.title, reason: notice('tableWithoutRows') }, ...table.skipped.list())
    } catch (error) {
      left(file.title, error)
    }
  }
  for (const table of read) await profileColumns(table, reading.pace)
  const joined = joinTables(read)
  skipped.push(...joined.skipped)
  for (const table of withClasses(joined.tables)) {
    try {
      understood.push({ table, fits: await fitsOf(table, reading) })
    } catch (error) {
      left(table.title, error)
    }
  }
  const [fault] = faults
  if (fault && understood.length === 0) throw fault
  const labelled = await collect(understood, reading)
  return { ...labelled, skipped: [...skipped, ...labelled.skipped] }
}

/** The columns that the person named. */
export function wantedNames({
  textColumn,
  labelColumn,
  secondTextColumn = '',
  labelColumns = [],
  promptColumns = [],
}: Columns): string[] {
  return [textColumn, labelColumn, secondTextColumn, ...labelColumns, ...promptColumns].filter((name) => name !== '')
}

/** How the person says that tables are written. @throws ThawError where a name is none that is read. */
function saidOfWriting({ separator, header, linesAbove }: Columns): Partial<TableDialect> {
  const named = separator === undefined ? null : namedSeparator(separator)
  if (separator !== undefined && named === null) {
    const name = displayText(separator, limits.labelLength)
    throw new ThawError('data-unsupported', 'separatorUnknown', { name, known: few(separatorIds, separatorIds.length) })
  }
  return {
    ...(named !== null && { separator: named }),
    ...(header !== undefined && { header: header === 'yes' }),
    ...(linesAbove !== undefined && { linesAbove }),
  }
}

/** What any of the offered readings uses; all columns, where none can be told from a part of the rows. */
async function usedNames(sample: TextTable, reading: Reading): Promise<readonly string[]> {
  const { names } = sample
  try {
    const fits = await fitsOf(sample, reading)
    const offered = choiceOf(fits, reading.task)
    const used = fits.filter(({ task }) => offered.includes(task)).flatMap(({ columns }) => namesIn(columns))
    const split = splitColumn(sample)
    return names.filter((name, at) => at === split || used.includes(displayText(name, limits.labelLength)))
  } catch (error) {
    if (!(error instanceof ThawError) || error.code === 'cancelled') throw error
    return names
  }
}

function namesIn({ text, label, secondText, labels = [], prompts = [] }: TableFit['columns']): readonly string[] {
  return [text, label, secondText, ...labels, ...prompts].filter((name) => typeof name === 'string')
}

async function fitsOf(table: TextTable, { readings, pace, ...wanted }: Reading): Promise<readonly TableFit[]> {
  await profileColumns(table, pace)
  return fitsInTurns(readings.tables, pace, (one) => one.fits(table, wanted))
}

/** Rows between two looks at the clock. */
const together = 256

/** Without a row, an empty table of texts. */
async function collect(understood: readonly Understood[], reading: Reading): Promise<Labelled> {
  const fits = understood.flatMap((one) => one.fits)
  const choices = choiceOf(fits, understood.length > 0 ? reading.task : undefined)
  const [task] = choices
  const splits = splitsOfFiles(understood.map(({ table }) => table.title))
  const chosen = understood.map(({ table, fits }, i) => ({
    table,
    fits,
    fit: bestOf(fits, task),
    split: splits[i] ?? null,
  }))
  const unfit = fits.find((fit) => fit.task === task)?.unfit ?? notice('tableWithoutRows')
  const maker = textMaker()
  const examples: LabelledExample[] = []
  const left: SkippedFile[] = []
  const total = understood.reduce((sum, { table }) => sum + table.rows.length, 0)
  for (const { table, fit, split } of chosen) {
    if (!fit) {
      left.push({ path: table.title, reason: unfit, count: table.rows.length })
      continue
    }
    const before = examples.length
    const read = ({ cells }: TableRow) => fit.exampleOf(cells, maker)
    const made = await inGroups(table.rows, reading.pace, read, (done) => reading.onRows(before + done, total))
    for (const [i, example] of made.entries()) {
      if (i % together === 0) await reading.pace.breathe()
      const row = table.rows[i]?.row ?? 0
      if (isMessage(example)) table.skipped.add(row, example)
      else
        examples.push({
          ...example,
          path: table.paths?.[row - 1] ?? rowPath(table.title, row),
          split: example.split ?? split,
        })
    }
  }
  await reading.pace.breathe()
  return {
    task: task ?? null,
    choices,
    examples,
    skipped: [...left, ...understood.flatMap(({ table }) => table.skipped.list())],
    warnings: [...maker.warnings(), ...distinctMessages(chosen.flatMap(warningsOf))],
    columns: columnsShown(chosen),
    ...(await proposalOf(chosen, reading, task)),
  }
}

/** Of how the table is written, and of how it was understood. */
function warningsOf({ table, fit }: { readonly table: TextTable; readonly fit: TableFit | undefined }) {
  return [...(table.warnings ?? []), ...(fit?.warnings?.() ?? [])]
}

function bestOf(fits: readonly TableFit[], task: TaskId | undefined): TableFit | undefined {
  return fits.filter((fit) => fit.task === task).toSorted((a, b) => b.likelihood - a.likelihood)[0]
}

/** Of the largest among the tables that have the first one's columns. */
async function proposalOf(
  chosen: readonly Chosen[],
  reading: Reading,
  task: TaskId | undefined,
): Promise<Pick<Labelled, 'table' | 'tables'>> {
  const read = chosen.filter(({ fit }) => fit)
  const names = read[0]?.table.names.join('\0')
  const alike = read.filter(({ table }) => table.names.join('\0') === names)
  const tables = alike.map(({ table }) => table)
  const [largest] = alike.toSorted((a, b) => b.table.rows.length - a.table.rows.length)
  if (!largest?.fit || task === undefined) return {}
  const { table, fit, fits } = largest
  const { readings: _readings, pace: _pace, onRows: _onRows, ...wanted } = reading
  const proposed = tableProposal(table, { columns: fit.columns, wanted, target: taskCard(task).target })
  const fitsHere = (some: TextTable, other: Columns) => fitsOf(some, { ...reading, ...other })
  const close = await closeReadings({ table, fit, fits, proposed, wanted, fitsOf: fitsHere })
  return { table: { ...proposed, ...sizesOf(tables), ...close }, tables }
}

/** Of all tables that are shown as one. */
function sizesOf(tables: readonly TextTable[]): Pick<TableProposal, 'files' | 'total' | 'leftOut'> {
  return {
    files: tables.map(({ title }) => displayText(title, limits.pathLength)),
    total: tables.reduce((sum, { rows }) => sum + rows.length, 0),
    leftOut: tables.reduce((sum, { skipped }) => sum + skipped.all().length, 0),
  }
}

interface Chosen extends Understood {
  readonly fit: TableFit | undefined
}

function columnsShown(chosen: readonly Chosen[]): Labelled['columns'] {
  const first = chosen.find(({ fit }) => fit)
  if (!first?.fit) return null
  return { names: first.table.names.map((name) => displayText(name, limits.labelLength)), ...first.fit.columns }
}
