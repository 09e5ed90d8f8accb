/**
 * Tables in JSON: one object a line, a list of objects, or one object that holds the rows in some place, whatever the
 * file's name says. A pair `[text, {…}]`, as spaCy's training data have it, is an object with its text. Values become
 * text as they would stand in a table; an object within an object becomes columns by its path (`data.text`).
 */
import { ThawError } from '../../../shared/messages/errors.ts'
import type { Message } from '../../../shared/messages/message.ts'
import { notice } from '../../../shared/messages/say.ts'
import { annotatedRecords } from '../answers/annotatedRecords.ts'
import { pairRecord } from '../answers/taggedRecords.ts'
import { unfoldedRecords } from '../answers/unfoldedRecords.ts'
import type { Pace } from '../pace.ts'
import { skippedRows } from '../skippedRows.ts'
import { refuseLong, refuseWide, type TableOptions, type TableRow, type TextTable } from '../table.ts'
import { distinctNames, headerOf } from '../tableHeader.ts'
import { unwrapChoices } from '../unwrapChoices.ts'
import { flatRecords, type JsonRecord } from './flatRecords.ts'
import { isJson, type JsonText, jsonText, type LostRow } from './jsonEntries.ts'
import { isFields, shapeOf } from './jsonShapes.ts'
import type { TableReader } from './reader.ts'

export const jsonReader: TableReader = {
  kind: 'table',
  read: readJson,
  recognises: isJson,
  unmistakable: true,
}

/** Rows as objects, or as cells under names that stand apart or in the first row. */
type Rows =
  | { readonly kind: 'records'; readonly rows: readonly JsonRecord[] }
  | { readonly kind: 'cells'; readonly rows: readonly TableRow[]; readonly names: readonly string[] | null }
interface JsonTable {
  readonly rows: Rows
  readonly lost: readonly LostRow[]
  readonly notices: readonly Message[]
}

async function readJson(title: string, text: string, { pace, wanted }: TableOptions): Promise<TextTable> {
  const parsed = await jsonText(text, pace)
  await pace.breathe()
  const { rows, lost, notices } = tableIn(parsed)
  const [first] = lost
  if (first && rows.rows.length === 0) throw faultOf(parsed.form, first)
  const skipped = skippedRows(title)
  for (const { row, why } of lost) skipped.add(row, notice('rowUnreadable', { why }))
  refuseLong(title, rows.rows.length)
  if (rows.kind === 'cells') {
    const { names, warnings, kept } = underNames(title, rows, wanted)
    return unwrapChoices({ title, names, rows: kept, skipped, warnings: [...notices, ...warnings] })
  }
  const unfolded = unfoldedRecords(rows.rows)
  await pace.breathe()
  const annotated = annotatedRecords(unfolded.records)
  for (const { row, why } of annotated.left) skipped.add(row, why)
  await pace.breathe()
  const flat = await inColumns(title, annotated.raw ? annotated.records : flatRecords(annotated.records), pace)
  const table = withClassNames(flat, parsed.entries[0]?.value)
  return unwrapChoices({ title, ...table, skipped, warnings: [...notices, ...unfolded.notices, ...annotated.notices] })
}

/** Of rows as the hub's viewer gives them, numbers of classes under the names that stand beside them in `features`. */
function withClassNames<Table extends Pick<TextTable, 'names' | 'rows'>>(table: Table, whole: unknown): Table {
  const features = isFields(whole) && Array.isArray(whole.features) ? whole.features.filter(isFields) : []
  const named = features.flatMap(({ name, type }) => {
    const classes = isFields(type) && type._type === 'ClassLabel' && Array.isArray(type.names) ? type.names : null
    const column = table.names.findIndex((one) => one === name || one === `row.${String(name)}`)
    return classes && column >= 0 ? [{ column, classes: classes.map(String) }] : []
  })
  if (named.length === 0) return table
  const nameAt = (cell: string, at: number) =>
    named.find(({ column }) => column === at)?.classes[/^\d+$/.test(cell) ? Number(cell) : -1] ?? cell
  return { ...table, rows: table.rows.map(({ row, cells }) => ({ row, cells: cells.map(nameAt) })) }
}

async function inColumns(title: string, records: readonly JsonRecord[], pace: Pace) {
  const columns = new Map<string, number>()
  const rows: { readonly row: number; readonly cells: string[] }[] = []
  for (const { row, fields } of records) {
    await pace.breathe()
    const cells: string[] = []
    for (const [name, value] of Object.entries(fields)) {
      const column = columns.get(name) ?? columns.size
      columns.set(name, column)
      cells[column] = cellText(value)
    }
    rows.push({ row, cells })
    refuseWide(title, columns.size)
  }
  const names = [...columns.keys()]
  return { names, rows: rows.map(({ row, cells }) => ({ row, cells: names.map((_, i) => cells[i] ?? '') })) }
}

/** Lists of cells: their first may be the header, as in a table. */
function underNames(title: string, { rows, names }: Extract<Rows, { kind: 'cells' }>, wanted: readonly string[]) {
  const written = names ? [{ row: 0, cells: names }, ...rows] : rows
  const lines = written.slice(0, 200).map(({ row, cells }) => ({ row, line: row, cells, fault: null }))
  const header = names ? { names: distinctNames(names), firstRow: 1, notices: [] } : headerOf(title, lines, wanted)
  refuseWide(title, header.names.length)
  const kept = rows
    .filter(({ row }) => row >= header.firstRow)
    .map(({ row, cells }) => ({ row, cells: header.names.map((_, i) => cells[i] ?? '') }))
  return { names: header.names, kept, warnings: header.notices }
}

function tableIn({ form, entries, lost, notices = [] }: JsonText): JsonTable {
  const [only] = entries
  const shape =
    form === 'whole' && only && isFields(only.value)
      ? shapeOf(only.value)
      : { rows: entries.map(({ value }) => value), notices: [] }
  const placed = shape.rows.map((value, i) => ({ row: form === 'whole' ? i + 1 : (entries[i]?.row ?? i + 1), value }))
  const { rows, unfit } = rowsOf(placed, 'names' in shape ? (shape.names ?? null) : null)
  return { rows, lost: [...lost, ...unfit], notices: [...notices, ...shape.notices] }
}

interface Placed {
  readonly row: number
  readonly value: unknown
}

function rowsOf(placed: readonly Placed[], names: readonly string[] | null) {
  const most = (test: (value: unknown) => boolean) =>
    2 * placed.filter(({ value }) => test(value)).length > placed.length
  const isCells = (value: unknown) => Array.isArray(value) && !pairRecord(value)
  if (names || most(isCells)) return cellsOf(placed, names)
  if (most((value) => typeof value === 'string')) return textsOf(placed)
  const rows: JsonRecord[] = []
  const unfit: LostRow[] = []
  for (const { row, value } of placed) {
    const fields = pairRecord(value) ?? value
    if (isFields(fields)) rows.push({ row, fields })
    else unfit.push({ row, why: notice('jsonNoObject') })
  }
  return { rows: { kind: 'records', rows } as const, unfit }
}

function cellsOf(placed: readonly Placed[], names: readonly string[] | null) {
  const rows: TableRow[] = []
  const unfit: LostRow[] = []
  for (const { row, value } of placed) {
    if (Array.isArray(value)) rows.push({ row, cells: value.map(cellText) })
    else unfit.push({ row, why: notice('jsonNoListOfCells') })
  }
  return { rows: { kind: 'cells', rows, names } as const, unfit }
}

function textsOf(placed: readonly Placed[]) {
  const rows: JsonRecord[] = []
  const unfit: LostRow[] = []
  for (const { row, value } of placed) {
    if (typeof value === 'string') rows.push({ row, fields: { text: value } })
    else unfit.push({ row, why: notice('jsonNoText') })
  }
  return { rows: { kind: 'records', rows } as const, unfit }
}

export function cellText(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function faultOf(form: JsonText['form'], { row, why }: LostRow): ThawError {
  if (form === 'lines') return new ThawError('data-unreadable', 'jsonLineUnreadable', { line: row, why })
  if (form === 'list') return new ThawError('data-unreadable', 'jsonEntryUnreadable', { entry: row, why })
  return new ThawError('data-unreadable', 'jsonListUnreadable', { why })
}
