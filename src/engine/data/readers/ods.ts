/** OpenDocument's spreadsheets: sheets as rows of cells. What a cell holds counts, and not how it is shown. */
import { ThawError } from '../../../shared/messages/errors.ts'
import { displayText } from '../displayText.ts'
import { limits } from '../limits.ts'
import { Skip } from '../skip.ts'
import { refuseLong, refuseWide } from '../table.ts'
import type { MarkupHandler } from './markup.ts'
import { refuseEncrypted } from './odt.ts'
import { parsePart, withParts } from './packedMarkup.ts'
import type { BytesTableReader } from './reader.ts'
import { type Sheet, sheetTable, workbookUnreadable } from './sheets.ts'

export const odsReader: BytesTableReader = {
  kind: 'table',
  async readSource(title, source, options) {
    const sheets = await sheetsOf(title, new Uint8Array(await source.whole()), options.pace)
    return sheetTable(title, sheets, options)
  },
}

async function sheetsOf(
  title: string,
  bytes: Uint8Array<ArrayBuffer>,
  pace: Parameters<typeof withParts>[1],
): Promise<readonly Sheet[]> {
  try {
    return await withParts(bytes, pace, async (parts) => {
      await refuseEncrypted(parts)
      const reader = new SheetReader(title)
      await parsePart(parts, 'content.xml', reader.handler)
      return reader.sheets
    })
  } catch (error) {
    if (!(error instanceof Skip)) throw error
    if (error.reason.key !== 'documentUnpacksTooLarge') throw workbookUnreadable(title, error)
    const table = displayText(title, limits.pathLength)
    throw new ThawError('data-too-large', 'workbookTooLarge', { table, most: limits.documentBytes }, { cause: error })
  }
}

type Attributes = Readonly<Record<string, string>>

class SheetReader {
  readonly sheets: { name: string; cells: string[][] }[] = []
  readonly #title: string
  #row: string[] = []
  /** Cells that were empty, and count where one comes after them. */
  #empty = 0
  /** Rows that were empty, likewise. */
  #emptyRows = 0
  #rowTimes = 1
  #cellTimes = 1
  #value: string | null = null
  #paragraphs: string[] = []
  /** Within a cell's text, and not within a note to it. */
  #inText = 0
  #inNote = 0

  constructor(title: string) {
    this.#title = title
  }

  readonly handler: MarkupHandler = {
    open: (name, attributes) => this.#open(name, attributes),
    close: (name) => this.#close(name),
    text: (text) => {
      if (this.#inText > 0 && this.#inNote === 0) this.#add(text)
    },
  }

  #open(name: string, attributes: Attributes): void {
    if (name === 'table:table') this.sheets.push({ name: attributes['table:name'] ?? '', cells: [] })
    if (name === 'table:table') this.#emptyRows = 0
    if (name === 'table:table-row') {
      this.#row = []
      this.#empty = 0
      this.#rowTimes = timesOf(attributes['table:number-rows-repeated'])
    } else if (isCell(name)) {
      this.#paragraphs = []
      this.#value = heldValue(attributes)
      this.#cellTimes = timesOf(attributes['table:number-columns-repeated'])
    } else if (name === 'office:annotation') this.#inNote++
    else if (name === 'text:p' && this.#inNote === 0) {
      this.#inText++
      this.#paragraphs.push('')
    } else if (name === 'text:s') this.#add(' '.repeat(Math.min(100, timesOf(attributes['text:c']))))
    else if (name === 'text:tab') this.#add('\t')
    else if (name === 'text:line-break') this.#add('\n')
  }

  #close(name: string): void {
    if (name === 'office:annotation') this.#inNote = Math.max(0, this.#inNote - 1)
    else if (name === 'text:p' && this.#inNote === 0) this.#inText = Math.max(0, this.#inText - 1)
    else if (isCell(name)) this.#endCell()
    else if (name === 'table:table-row') this.#endRow()
  }

  #add(text: string): void {
    if (this.#inNote === 0 && this.#paragraphs.length > 0) this.#paragraphs.push(`${this.#paragraphs.pop()}${text}`)
  }

  #endCell(): void {
    const cell = this.#value ?? this.#paragraphs.join('\n')
    if (cell === '') {
      this.#empty += this.#cellTimes
      return
    }
    refuseWide(this.#title, this.#row.length + this.#empty + this.#cellTimes)
    for (; this.#empty > 0; this.#empty--) this.#row.push('')
    for (let left = this.#cellTimes; left > 0; left--) this.#row.push(cell)
  }

  /** Empty rows to the end of a sheet are written as one that comes a million times. */
  #endRow(): void {
    const sheet = this.sheets.at(-1)
    if (!sheet) return
    if (this.#row.length === 0) {
      this.#emptyRows += this.#rowTimes
      return
    }
    refuseLong(this.#title, sheet.cells.length + this.#emptyRows + this.#rowTimes)
    for (; this.#emptyRows > 0; this.#emptyRows--) sheet.cells.push([])
    for (let left = this.#rowTimes; left > 0; left--) sheet.cells.push(this.#row)
  }
}

function isCell(name: string): boolean {
  return name === 'table:table-cell' || name === 'table:covered-table-cell'
}

function timesOf(written = '1'): number {
  const times = Math.floor(Number(written))
  return Math.max(1, times || 1)
}

/** Null where the cell's text is what it holds. */
function heldValue(attributes: Attributes): string | null {
  const type = attributes['office:value-type'] ?? ''
  if (type === 'float' || type === 'percentage' || type === 'currency') return number(attributes['office:value'])
  if (type === 'date') return attributes['office:date-value']?.replace(/T00:00:00(\.0+)?$/, '') ?? null
  if (type === 'boolean') return attributes['office:boolean-value'] ?? null
  return null
}

function number(written: string | undefined): string | null {
  const value = Number(written)
  return written === undefined || written === '' || Number.isNaN(value) ? (written ?? null) : String(value)
}
