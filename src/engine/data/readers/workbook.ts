/** Workbooks of spreadsheets (XLSX): sheets as rows of cells, one of which is read. */
import type { CellValue, SheetData } from 'read-excel-file/universal'
import { ThawError } from '../../../shared/messages/errors.ts'
import { displayText } from '../displayText.ts'
import { limits } from '../limits.ts'
import type { Pace } from '../pace.ts'
import type { Grid } from './documentText.ts'
import type { BytesTableReader } from './reader.ts'
import { type Sheet, sheetTable, workbookUnreadable } from './sheets.ts'
import { packedParts, unpackedBytesOf } from './zip.ts'

export const workbookReader: BytesTableReader = {
  kind: 'table',
  async readSource(title, source, options) {
    return sheetTable(title, await sheetsOf(title, new Blob([await source.whole()]), options.pace), options)
  },
}

/** @throws ThawError `data-unreadable`, or `data-too-large` before anything is unpacked. */
async function sheetsOf(title: string, blob: Blob, pace: Pace): Promise<readonly Sheet[]> {
  const table = displayText(title, limits.pathLength)
  try {
    if ((await unpackedBytesOf(blob, pace)) > limits.workbookBytes)
      throw new ThawError('data-too-large', 'workbookTooLarge', { table, most: limits.workbookBytes })
    await refuseWideSheets(blob, table, pace)
    // Fetched with the first workbook.
    const { default: readXlsxFile } = await import('read-excel-file/universal')
    const sheets = await readXlsxFile(blob, { trim: false })
    return sheets.map(({ sheet, data }) => ({ name: sheet, cells: cellsOf(data) }))
  } catch (error) {
    throw error instanceof ThawError ? error : workbookUnreadable(title, error)
  }
}

/** Cells of the rectangle that a sheet's cells span, which the library fills: those that are empty take space too. */
const mostCells = 20_000_000

/** @throws ThawError where a single cell far away makes a sheet too large, before that is filled. */
async function refuseWideSheets(blob: Blob, table: string, pace: Pace): Promise<void> {
  const parts = await packedParts(blob, limits.workbookBytes, pace)
  for (const name of parts.names.filter((each) => /^xl\/worksheets\/[^/]+\.xml$/i.test(each))) {
    const decoder = new TextDecoder()
    let [rows, columns, rest] = [0, 0, '']
    await parts.each(name, (chunk) => {
      const text = rest + decoder.decode(chunk, { stream: true })
      for (const [, letters = '', row] of text.matchAll(/\sr=["']([A-Z]{0,3})(\d{1,7})["']/gi)) {
        rows = Math.max(rows, Number(row))
        columns = Math.max(columns, columnOf(letters))
      }
      // A reference that this stretch cuts.
      rest = text.slice(-20)
    })
    if (rows * columns > mostCells)
      throw new ThawError('data-too-large', 'sheetTooLarge', { table, rows, columns, most: mostCells })
  }
}

/** "AB" → 28 */
function columnOf(letters: string): number {
  return Array.from(letters.toUpperCase()).reduce((sum, letter) => 26 * sum + letter.charCodeAt(0) - 64, 0)
}

/** Of a sheet that is damaged the library gives nothing, and sometimes a row that is none. */
function cellsOf(data: SheetData | undefined): Grid {
  if (!data?.every(Array.isArray)) throw new RangeError('a sheet without rows')
  return data.map((row) => row.map(cellText))
}

function cellText(value: CellValue | null): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date)
    return Number.isNaN(value.valueOf()) ? '' : value.toISOString().replace('T00:00:00.000Z', '')
  return String(value)
}
