/**
 * Tables of new rows as questions: which column is asked about, which others could have been, and a question a row. What
 * a table says of its answers is not needed, and goes along as it is.
 */
import type { PredictionInput } from '../../../shared/domain/answers.ts'
import type { SkippedFile } from '../../../shared/domain/data.ts'
import { ThawError } from '../../../shared/messages/errors.ts'
import { few } from '../../../shared/messages/few.ts'
import type { Message } from '../../../shared/messages/message.ts'
import { notice } from '../../../shared/messages/say.ts'
import type { BulkColumns } from '../../../shared/wire/bulkCalls.ts'
import type { TaskEngine } from '../../../tasks/taskEngine.ts'
import { ranked, type ScoredColumn, scoredColumns } from '../../data/columns/columnScores.ts'
import { cleanText } from '../../data/decodeText.ts'
import { displayText } from '../../data/displayText.ts'
import { limits } from '../../data/limits.ts'
import { cellsTable } from '../../data/readers/cellsTable.ts'
import type { FoundFile } from '../../data/readFiles.ts'
import { readTableFile } from '../../data/readTableFile.ts'
import { Skip } from '../../data/skip.ts'
import { rowPath } from '../../data/skippedRows.ts'
import type { TableOptions, TextTable } from '../../data/table.ts'
import type { TextDecoding } from '../../data/textDecoding.ts'
import { tableReader } from '../../data/writtenFormat.ts'

export interface BulkItem {
  readonly path: string
  /** Pictures of a large archive are only unpacked here. */
  ask(): Promise<PredictionInput>
  /** By column; none for a file. */
  readonly cells: readonly string[]
}

export interface AskedTable {
  readonly title: string
  readonly names: readonly string[]
  /** Cells by the table's own columns. */
  readonly items: readonly BulkItem[]
  readonly read: BulkColumns
  readonly skipped: readonly SkippedFile[]
  /** What was guessed of it or left out. */
  readonly warnings: readonly Message[]
}

export interface TableAsking {
  readonly columns: BulkColumns
  readonly pairIn: TaskEngine['pairIn']
  readonly options: Omit<TableOptions, 'wanted'>
  readonly decoding: TextDecoding
}

interface WrittenTable {
  readonly path: string
  read(options: TableOptions): Promise<TextTable> | TextTable
}

/** Those among the files, by path; texts that are all written as tables are tables under another name. */
export function tablesAmong(found: readonly FoundFile[], decoding: TextDecoding): ReadonlyMap<string, WrittenTable> {
  const texts = found.filter((file) => file.kind === 'text')
  const reader = tableReader(texts.map(({ text }) => text))
  const tables = found.flatMap((file): WrittenTable[] => {
    const { path } = file
    if (file.kind === 'table') {
      const textOf = async () => decoding.decode(await file.source.whole(), path)
      return [{ path, read: (options) => readTableFile(path, file, { ...options, textOf }) }]
    }
    if (file.kind !== 'text') return []
    const { text, grid } = file
    if (grid && texts.every((each) => each.grid)) return [{ path, read: (options) => cellsTable(path, grid, options) }]
    return reader ? [{ path, read: (options) => reader.read(path, text, options) }] : []
  })
  return new Map(tables.map((table) => [table.path, table]))
}

/** Or why none of it can be asked about. */
export async function askedTable(written: WrittenTable, asking: TableAsking): Promise<AskedTable | Message> {
  const { columns, options } = asking
  const wanted = [columns.textColumn, columns.secondTextColumn].filter((name) => name !== '')
  try {
    const table = await written.read({ ...options, wanted })
    return table.rows.length > 0 ? questionsOf(table, asking) : notice('tableWithoutRows')
  } catch (error) {
    if (error instanceof Skip) return error.reason
    if (error instanceof ThawError && error.code !== 'cancelled') return error.said
    throw error
  }
}

function questionsOf(table: TextTable, asking: TableAsking): AskedTable | Message {
  const chosen = chosenColumns(table, asking)
  if ('key' in chosen) return chosen
  const { first, second } = chosen
  const textIn = (cells: readonly string[], column: number) =>
    cleanText(cells[column] ?? '')
      .slice(0, limits.textLength)
      .trim()
  const items: BulkItem[] = []
  let empty = 0
  for (const { row, cells } of table.rows) {
    const text = textIn(cells, first)
    const other = second === null ? null : textIn(cells, second)
    if (text === '' || other === '') {
      empty++
      continue
    }
    const input: PredictionInput =
      other === null ? { kind: 'text', text } : { kind: 'pair', first: text, second: other }
    const path = table.paths?.[row - 1] ?? rowPath(table.title, row)
    items.push({ path, cells, ask: async () => input })
  }
  const left = { path: table.title, reason: notice('bulkRowEmpty'), count: empty }
  const name = (column: number) => table.names[column] ?? ''
  return {
    ...{ title: table.title, names: table.names, items },
    read: { textColumn: name(first), secondTextColumn: second === null ? '' : name(second) },
    skipped: [...table.skipped.list(), ...(empty > 0 ? [left] : [])],
    warnings: [...warningsOf(table), ...guesses(table, chosen)],
  }
}

interface ChosenColumns {
  readonly first: number
  readonly second: number | null
  /** Others that hold texts, where nobody said which one is meant. */
  readonly others: readonly number[]
  /** Which of the two comes first was taken from how they stand. */
  readonly orderGuessed: boolean
}

/** As the person says, else as the names and the cells of the columns do. */
function chosenColumns(table: TextTable, { columns, pairIn }: TableAsking): ChosenColumns | Message {
  const named = (name: string) => (name !== '' && table.names.includes(name) ? name : '')
  const [textColumn, secondTextColumn] = [named(columns.textColumn), named(columns.secondTextColumn)]
  const likely = likelyTexts(table)
  if (pairIn) {
    const known = pairIn(table, { textColumn, secondTextColumn, labelColumn: '' })
    if (known) return { ...known, others: [], orderGuessed: false }
    const [one, two] = likely.slice(0, 2).toSorted((a, b) => a.column - b.column)
    if (!one || !two) return notice('bulkNoPair')
    return {
      ...{ first: one.column, second: two.column, orderGuessed: true },
      others: likely.slice(2).map(({ column }) => column),
    }
  }
  if (textColumn !== '')
    return { first: table.names.indexOf(textColumn), second: null, others: [], orderGuessed: false }
  const [best, ...others] = likely
  if (!best) return notice('tableWithoutRows')
  return {
    ...{ first: best.column, second: null, orderGuessed: false },
    others: others.filter(isText).map(({ column }) => column),
  }
}

/** Columns of texts, the likeliest first, then whatever else is filled: a person can only choose what is offered. */
function likelyTexts(table: TextTable): readonly ScoredColumn[] {
  const filled = scoredColumns(table).filter((column) => column.filled > 0)
  const texts = ranked(filled.filter(isText), 'text')
  return texts.length > 0 ? texts : ranked(filled, 'text').slice(0, 2)
}

function isText({ mayBe, named, shapes }: ScoredColumn): boolean {
  return mayBe.text && (named.text >= 0.9 || shapes.prose >= 0.5)
}

function guesses(table: TextTable, { first, second, others, orderGuessed }: ChosenColumns): readonly Message[] {
  const name = (column: number) => displayText(table.names[column] ?? '', limits.labelLength)
  const told: Message[] = []
  if (orderGuessed && second !== null)
    told.push(notice('bulkOrderGuessed', { first: name(first), second: name(second) }))
  if (others.length > 0) told.push(notice('bulkAlsoTexts', { read: name(first), others: few(others.map(name)) }))
  return told
}

/** Which sheet was read is told in other words: no other can be chosen here. */
function warningsOf({ title, warnings = [], sheets }: TextTable): readonly Message[] {
  const told = warnings.filter(({ key }) => key !== 'oneSheetRead')
  if (!sheets || sheets.names.length < 2) return told
  const shown = (sheet: string) => displayText(sheet, limits.labelLength)
  const others = few(sheets.names.filter((sheet) => sheet !== sheets.read).map(shown))
  return [...told, notice('bulkSheet', { table: title, sheet: shown(sheets.read), others })]
}
