/**
 * Which sheet of a workbook is read: the one that the person named, or of those that look like tables the one with the
 * most rows. The others are named, and offered.
 */
import { ThawError } from '../../../shared/messages/errors.ts'
import { few } from '../../../shared/messages/few.ts'
import { notice } from '../../../shared/messages/say.ts'
import { displayText } from '../displayText.ts'
import { limits } from '../limits.ts'
import type { TableOptions, TextTable } from '../table.ts'
import { cellsTable } from './cellsTable.ts'
import type { Grid } from './documentText.ts'

export interface Sheet {
  readonly name: string
  readonly cells: Grid
}

/** @throws ThawError where the person named a sheet that is not there, or where there is none. */
export async function sheetTable(title: string, sheets: readonly Sheet[], options: TableOptions): Promise<TextTable> {
  const chosen = options.sheet === undefined ? likeliest(sheets) : named(title, sheets, options.sheet)
  if (!chosen) throw workbookUnreadable(title, 'no sheet')
  const table = await cellsTable(title, chosen.cells, options)
  if (sheets.length < 2) return table
  const shown = (sheet: Sheet) => displayText(sheet.name, limits.labelLength)
  const offered = { ...table, sheets: { names: sheets.map(shown), read: shown(chosen) } }
  if (options.sheet !== undefined) return offered
  const others = few(sheets.filter((sheet) => sheet !== chosen).map(shown))
  const warning = notice('oneSheetRead', { table: title, sheet: shown(chosen), others })
  return { ...offered, warnings: [warning, ...(table.warnings ?? [])] }
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
