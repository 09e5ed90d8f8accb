/**
 * Which sheet of a workbook is read: the one that the person named, or of those that look like tables the one with the
 * most rows; sheets that are called after the parts of a split, under the same columns, are read as those parts. The
 * others are named, and offered.
 */

import type { SplitName } from '../../../shared/domain/data.ts'
import { ThawError } from '../../../shared/messages/errors.ts'
import { few } from '../../../shared/messages/few.ts'
import { distinctMessages } from '../../../shared/messages/message.ts'
import { notice } from '../../../shared/messages/say.ts'
import { displayText } from '../displayText.ts'
import { limits } from '../limits.ts'
import { rowPath, type SkippedRow, skippedRows } from '../skippedRows.ts'
import { spelledSplit } from '../splitNames.ts'
import type { TableOptions, TextTable } from '../table.ts'
import { withoutTotal } from '../totalRow.ts'
import { cellsTable } from './cellsTable.ts'
import type { Grid } from './documentText.ts'

export interface Sheet {
  readonly name: string
  readonly cells: Grid
}

/** @throws ThawError where the person named a sheet that is not there, or where there is none. */
export async function sheetTable(title: string, sheets: readonly Sheet[], options: TableOptions): Promise<TextTable> {
  const parts = splitSheets(sheets)
  const joined = parts.length > 0 ? await partsTable(title, parts, options).catch(nullUnlessAsked(options)) : null
  const names = [...(joined ? [allOf(parts)] : []), ...sheets.map(shown)]
  if (joined && (options.sheet === undefined || options.sheet === allOf(parts)))
    return withOthers({ ...joined, sheets: { names, read: allOf(parts) } }, { title, sheets, read: parts, options })
  const chosen = options.sheet === undefined ? likeliest(sheets) : named(title, sheets, options.sheet)
  if (!chosen) throw workbookUnreadable(title, 'no sheet')
  const table = await cellsTable(title, chosen.cells, options)
  if (sheets.length < 2) return table
  return withOthers({ ...table, sheets: { names, read: shown(chosen) } }, { title, sheets, read: [chosen], options })
}

/** Parts that cannot be read are no matter to whoever named another sheet. */
function nullUnlessAsked({ sheet }: TableOptions) {
  return (error: unknown): null => {
    if (sheet === undefined || !(error instanceof ThawError) || error.code === 'cancelled') throw error
    return null
  }
}

interface OfSheets {
  readonly title: string
  readonly sheets: readonly Sheet[]
  readonly read: readonly Sheet[]
  readonly options: TableOptions
}

/** Tells what was guessed: which sheets were read, and which were not. */
function withOthers(table: TextTable, { title, sheets, read, options }: OfSheets): TextTable {
  if (options.sheet !== undefined) return table
  const others = few(sheets.filter((sheet) => !read.includes(sheet)).map(shown))
  const [only] = read
  const warning =
    read.length > 1 || !only
      ? notice('sheetsReadAsParts', { table: title, sheets: few(read.map(shown), read.length), others })
      : notice('oneSheetRead', { table: title, sheet: shown(only), others })
  return { ...table, warnings: [warning, ...(table.warnings ?? [])] }
}

function shown({ name }: Sheet): string {
  return displayText(name, limits.labelLength)
}

/** As they are offered together. */
function allOf(parts: readonly Sheet[]): string {
  return parts.map(shown).join(' + ')
}

/** Sheets whose names say which part of a split they hold, two parts at least; none where a name says so twice. */
function splitSheets(sheets: readonly Sheet[]): readonly Sheet[] {
  const parts = sheets.filter((sheet) => partOf(sheet) !== null)
  const distinct = new Set(parts.map(partOf))
  return parts.length > 1 && distinct.size === parts.length ? parts : []
}

function partOf({ name }: Sheet): SplitName | null {
  const spelled = spelledSplit(name)
  return spelled?.plain && spelled.role !== 'unlabelled' ? spelled.role : null
}

/**
 * One table of them all, whose column "split" says where each row stood; null where their columns are not the same. What is
 * no row of a sheet is none of the whole, and is told by its sheet.
 */
async function partsTable(title: string, parts: readonly Sheet[], options: TableOptions): Promise<TextTable | null> {
  const tables: TextTable[] = []
  for (const part of parts) tables.push(withoutTotal(await cellsTable(title, part.cells, options)))
  const [first] = tables
  const names = first?.names ?? []
  const plain = names.map((name) => name.trim().toLowerCase())
  const places = tables.map((table) =>
    plain.map((name) => table.names.findIndex((own) => own.trim().toLowerCase() === name)),
  )
  const alike = tables.every(({ names: own }, at) => own.length === names.length && !places[at]?.includes(-1))
  if (!alike || plain.includes('split')) return null
  const paths: string[] = []
  const skipped = skippedRows(title, (row) => paths[row - 1] ?? rowPath(title, row))
  const rows = tables.flatMap((table, at) => {
    const part = parts[at] as Sheet
    const placed = ({ row, cells }: Pick<SkippedRow, 'row' | 'cells'>) => ({
      row: paths.push(rowPath(`${title}, ${shown(part)}`, row)),
      cells: [...(places[at] ?? []).map((place) => cells[place] ?? ''), partOf(part) ?? ''],
    })
    const own = table.rows.map(placed)
    for (const left of table.skipped.all()) {
      const { row, cells } = placed(left)
      skipped.add(row, left.reason, cells)
    }
    return own
  })
  const warnings = distinctMessages(tables.flatMap((table) => table.warnings ?? []))
  return { title, names: [...names, 'split'], rows, paths, skipped, warnings }
}

function named(title: string, sheets: readonly Sheet[], wanted: string): Sheet {
  const same = (name: string) => displayText(name, limits.labelLength).normalize('NFC').toLowerCase()
  const found =
    sheets.find(({ name }) => name === wanted) ?? sheets.find(({ name }) => same(name) === same(wanted.trim()))
  if (found) return found
  throw new ThawError('data-unsupported', 'sheetMissing', {
    table: displayText(title, limits.pathLength),
    sheet: displayText(wanted, limits.labelLength),
    sheets: few(
      sheets.map(({ name }) => displayText(name, limits.labelLength)),
      10,
    ),
  })
}

/** A note of one cell is no table, and a list of a few names is seldom what a workbook is for. */
function likeliest(sheets: readonly Sheet[]): Sheet | undefined {
  const rows = ({ cells }: Sheet) => cells.filter((row) => row.filter((cell) => cell !== '').length >= 2).length
  return sheets.toSorted((a, b) => rows(b) - rows(a))[0]
}

export function workbookUnreadable(title: string, cause: unknown): ThawError {
  const table = displayText(title, limits.pathLength)
  return new ThawError('data-unreadable', 'workbookUnreadable', { table }, { cause })
}
