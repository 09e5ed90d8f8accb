/**
 * Tables in JSON: one object a line, or one list of objects, whatever the file's name says. A pair `[text, {…}]`, as
 * spaCy's training data have it, is an object with its text. Values become text as they would stand in a table.
 */
import { ThawError } from '../../../shared/messages/errors.ts'
import type { Message } from '../../../shared/messages/message.ts'
import { notice } from '../../../shared/messages/say.ts'
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
    if (line.trim() === '') continue
    const fault = faultOfLine(row)
    yield { row, record: recordOf(parse(line, fault), fault) }
  }
}

function* listed(text: string): Generator<JsonRow> {
  const list = parse(text, faultOfList)
  if (!Array.isArray(list)) throw faultOfList(notice('jsonNoList'))
  for (const [i, item] of list.entries()) yield { row: i + 1, record: recordOf(item, faultOfEntry(i + 1)) }
}

type Fault = (why: Message) => ThawError

function parse(source: string, fault: Fault): unknown {
  try {
    return JSON.parse(source)
  } catch (error) {
    const detail = error instanceof Error ? error.message.slice(0, 200) : String(error)
    throw fault(notice('jsonUnparsed', { detail }))
  }
}

function recordOf(value: unknown, fault: Fault): JsonRow['record'] {
  const record = pairRecord(value) ?? value
  if (typeof record !== 'object' || record === null || Array.isArray(record)) throw fault(notice('jsonNoObject'))
  return Object.entries(record).map(([name, inner]) => [name, cellText(inner)] as const)
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function faultOfLine(line: number): Fault {
  return (why) => new ThawError('data-unreadable', 'jsonLineUnreadable', { line, why })
}

function faultOfEntry(entry: number): Fault {
  return (why) => new ThawError('data-unreadable', 'jsonEntryUnreadable', { entry, why })
}

function faultOfList(why: Message): ThawError {
  return new ThawError('data-unreadable', 'jsonListUnreadable', { why })
}
