/**
 * Workbooks of spreadsheets (XLSX): one sheet is the table, its first row with several cells the header. The first sheet
 * that holds two columns and two rows is taken, and the others are named.
 */
import type { CellValue, SheetData } from 'read-excel-file/universal'
import { ThawError } from '../../../shared/messages/errors.ts'
import { few } from '../../../shared/messages/few.ts'
import { notice } from '../../../shared/messages/say.ts'
import { displayText } from '../displayText.ts'
import { limits } from '../limits.ts'
import type { Pace } from '../pace.ts'
import { skippedRows } from '../skippedRows.ts'
import { refuseLong, refuseWide, type TableOptions, type TextTable } from '../table.ts'
import { headerOf } from '../tableHeader.ts'
import type { BytesTableReader } from './reader.ts'
import { unpackedBytesOf } from './zip.ts'

export const workbookReader: BytesTableReader = {
  kind: 'table',
  async readSource(title, source, { pace, wanted }) {
    const sheets = await sheetsOf(title, new Blob([await source.whole()]), pace)
    const [chosen] = [...sheets.filter(isTable), ...sheets]
    if (!chosen) throw unreadable(title, 'no sheet')
    const table = await tableOf(title, chosen.data, { pace, wanted })
    const others = sheets.filter((sheet) => sheet !== chosen).map(({ sheet }) => displayText(sheet, limits.labelLength))
    const name = displayText(chosen.sheet, limits.labelLength)
    if (others.length === 0) return table
    const warning = notice('oneSheetRead', { table: title, sheet: name, others: few(others) })
    return { ...table, warnings: [warning, ...(table.warnings ?? [])] }
  },
}

interface Sheet {
  readonly sheet: string
  readonly data: SheetData
}

/** Two rows, and two cells in one of them: a note of one cell is no table. */
function isTable({ data }: Sheet): boolean {
  return data.length >= 2 && data.some((row) => row.filter((cell) => cell !== null).length >= 2)
}

/** @throws ThawError `data-unreadable`, or `data-too-large` before anything is unpacked. */
async function sheetsOf(title: string, blob: Blob, pace: Pace): Promise<readonly Sheet[]> {
  const table = displayText(title, limits.pathLength)
  try {
    if ((await unpackedBytesOf(blob, pace)) > limits.workbookBytes)
      throw new ThawError('data-too-large', 'workbookTooLarge', { table, most: limits.workbookBytes })
    // Fetched with the first workbook.
    const { default: readXlsxFile } = await import('read-excel-file/universal')
    return await readXlsxFile(blob, { trim: false })
  } catch (error) {
    throw error instanceof ThawError ? error : unreadable(table, error)
  }
}

/** Rows that are looked at to tell the header. */
const looked = 200

async function tableOf(title: string, data: SheetData, { pace, wanted }: TableOptions): Promise<TextTable> {
  const rows = data.map((row, i) => ({ row: i + 1, cells: withoutTail(row.map(cellText)) }))
  const filled = rows.filter(({ cells }) => cells.length > 0)
  refuseLong(title, filled.length)
  await pace.breathe()
  const sample = filled.slice(0, looked).map(({ row, cells }) => ({ row, line: row, cells, fault: null }))
  const header = headerOf(title, sample, wanted)
  const below = filled.filter(({ row }) => row >= header.firstRow)
  // What stands further right than the header is a column without a name.
  const width = Math.max(header.names.length, ...below.map(({ cells }) => cells.length))
  refuseWide(title, width)
  const names = Array.from({ length: width }, (_, i) => header.names[i] ?? `column ${i + 1}`)
  const read = below.map(({ row, cells }) => ({ row, cells: names.map((_, i) => cells[i] ?? '') }))
  return { title, names, rows: read, skipped: skippedRows(title), warnings: header.notices }
}

/** Cells that are empty to the end of a row are not written in most. */
function withoutTail(cells: readonly string[]): readonly string[] {
  return cells.slice(0, cells.findLastIndex((cell) => cell !== '') + 1)
}

function cellText(value: CellValue | null): string {
  if (value === null) return ''
  if (value instanceof Date) return value.toISOString().replace('T00:00:00.000Z', '')
  return String(value)
}

function unreadable(table: string, cause: unknown): ThawError {
  return new ThawError('data-unreadable', 'workbookUnreadable', { table }, { cause })
}
