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
import { cellsTable } from './cellsTable.ts'
import type { BytesTableReader } from './reader.ts'
import { unpackedBytesOf } from './zip.ts'

export const workbookReader: BytesTableReader = {
  kind: 'table',
  async readSource(title, source, options) {
    const sheets = await sheetsOf(title, new Blob([await source.whole()]), options.pace)
    const [chosen] = [...sheets.filter(isTable), ...sheets]
    if (!chosen) throw unreadable(title, 'no sheet')
    const table = await cellsTable(
      title,
      chosen.data.map((row) => row.map(cellText)),
      options,
    )
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

function cellText(value: CellValue | null): string {
  if (value === null) return ''
  if (value instanceof Date) return value.toISOString().replace('T00:00:00.000Z', '')
  return String(value)
}

function unreadable(table: string, cause: unknown): ThawError {
  return new ThawError('data-unreadable', 'workbookUnreadable', { table }, { cause })
}
