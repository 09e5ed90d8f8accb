/** Workbooks of spreadsheets (XLSX): sheets as rows of cells, one of which is read. */
import type { CellValue, SheetData } from 'read-excel-file/universal'
import { ThawError } from '../../../shared/messages/errors.ts'
import { displayText } from '../displayText.ts'
import { limits } from '../limits.ts'
import type { Pace } from '../pace.ts'
import type { BytesTableReader } from './reader.ts'
import { sheetTable, workbookUnreadable } from './sheets.ts'
import { unpackedBytesOf } from './zip.ts'

export const workbookReader: BytesTableReader = {
  kind: 'table',
  async readSource(title, source, options) {
    const sheets = await sheetsOf(title, new Blob([await source.whole()]), options.pace)
    const written = sheets.map(({ sheet, data }) => ({ name: sheet, cells: data.map((row) => row.map(cellText)) }))
    return sheetTable(title, written, options)
  },
}

interface ReadSheet {
  readonly sheet: string
  readonly data: SheetData
}

/** @throws ThawError `data-unreadable`, or `data-too-large` before anything is unpacked. */
async function sheetsOf(title: string, blob: Blob, pace: Pace): Promise<readonly ReadSheet[]> {
  const table = displayText(title, limits.pathLength)
  try {
    if ((await unpackedBytesOf(blob, pace)) > limits.workbookBytes)
      throw new ThawError('data-too-large', 'workbookTooLarge', { table, most: limits.workbookBytes })
    // Fetched with the first workbook.
    const { default: readXlsxFile } = await import('read-excel-file/universal')
    return await readXlsxFile(blob, { trim: false })
  } catch (error) {
    throw error instanceof ThawError ? error : workbookUnreadable(title, error)
  }
}

function cellText(value: CellValue | null): string {
  if (value === null) return ''
  if (value instanceof Date) return value.toISOString().replace('T00:00:00.000Z', '')
  return String(value)
}
