/**
 * Tables in JSON: one object a line, or one list of objects, whatever the file's name says. A pair `[text, {…}]`, as
 * spaCy's training data have it, is an object with its text. Values become text as they would stand in a table.
 */
import { ThawError } from '../../../shared/messages/errors.ts'
import { pairRecord } from '../answers/taggedRecords.ts'
import { skippedRows } from '../skippedRows.ts'
import { refuseLong, refuseWide, type TableOptions, type TableRow, type TextTable } from '../table.ts'
import type { TableReader } from './reader.ts'

export const jsonReader: TableReader = { kind: 'table', read: readRecords, records }

function* records(text: string): Generator<ReadonlyMap<string, string>> {
  for (const { record } of jsonRows(text)) yield new Map(record)
}

async function readRecords(title: string, text: string, { pace }: TableOptions): Promise<TextTable> {
  const columns = new Map<string, number>()
  const rows: TableRow[] = []
  for (const { row, record } of jsonRows(text)) {
    await pace.breathe()
    const cells: string[] = []
    for (const [name, value] of record) {
      const column = columns.get(name) ?? columns.size
      columns.set(name, column)
      cells[column] = value
    }
    rows.push({ row, cells })
    refuseWide(title, columns.size)
    refuseLong(title, rows.length)
  }
  const names = [...columns.keys()]
  return {
    title,
    names,
    rows: rows.map(({ row, cells }) => ({ row, cells: names.map((_, i) => cells[i] ?? '') })),
    skipped: skippedRows(title),
  }
}

interface JsonRow {
  /** The line from 1, or the place in the list from 1. */
  readonly row: number
  readonly record: readonly (readonly [name: string, value: string])[]
}

/** Throws `data-unreadable` with the line or the place that cannot be read. */
function* jsonRows(text: string): Generator<JsonRow> {
  const source = text.replace(/^\uFEFF/, '')
  if (/^\s*\[/.test(source) && !beginsWithPair(source)) yield* listed(source)
  else yield* lines(source)
}

/** One pair a line begins as a list does. */
function beginsWithPair(source: string): boolean {
  const [first = ''] = source.trimStart().split('\n', 1)
  try {
    return pairRecord(JSON.parse(first)) !== null
  } catch {
    return false
  }
}

function* lines(text: string): Generator<JsonRow> {
  let row = 0
  for (const line of text.split('\n')) {
    row++
    if (line.trim() !== '') yield { row, record: recordOf(parse(line, `Line ${row}`), `Line ${row}`) }
  }
}

function* listed(text: string): Generator<JsonRow> {
  const list = parse(text, 'The list')
  if (!Array.isArray(list)) throw fault('The list', 'it is not a list of objects')
  for (const [i, item] of list.entries()) yield { row: i + 1, record: recordOf(item, `Entry ${i + 1}`) }
}

function parse(source: string, where: string): unknown {
  try {
    return JSON.parse(source)
  } catch (error) {
    throw fault(where, error instanceof Error ? error.message.slice(0, 200) : String(error))
  }
}

function recordOf(value: unknown, where: string): JsonRow['record'] {
  const record = pairRecord(value) ?? value
  if (typeof record !== 'object' || record === null || Array.isArray(record))
    throw fault(where, 'it is not an object in braces')
  return Object.entries(record).map(([name, inner]) => [name, cellText(inner)] as const)
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function fault(where: string, what: string): ThawError {
  return new ThawError(
    'data-unreadable',
    `${where} of the table cannot be read: ${what}.`,
    'Correct it; each line, or each entry of the list, must be one JSON object.',
  )
}
