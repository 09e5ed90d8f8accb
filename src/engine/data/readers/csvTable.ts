/**
 * Tables whose cells are separated by commas, semicolons or tabs. Names are not trusted: which of them separates is told
 * by the rows, since a ".csv" of many a program holds semicolons.
 */
import { ThawError } from '../../../shared/messages/errors.ts'
import { notice } from '../../../shared/messages/say.ts'
import { skippedRows } from '../skippedRows.ts'
import { isTabbed } from '../tabbedText.ts'
import { refuseLong, refuseWide, type TableOptions, type TableRow, type TextTable } from '../table.ts'
import { headerOf } from '../tableHeader.ts'
import { type CsvRow, csvRows, type Delimiter, evenRows } from './csv.ts'
import type { TableReader } from './reader.ts'

export const csvReader: TableReader = { kind: 'table', read: readCells, records: (text) => evenRecords(text, ',') }
export const tsvReader: TableReader = {
  kind: 'table',
  read: readCells,
  records: (text) => evenRecords(text, '\t'),
  recognises: isTabbed,
}

function* evenRecords(text: string, delimiter: Delimiter): Generator<ReadonlyMap<string, string>> {
  let header: readonly string[] | null = null
  for (const { cells } of evenRows(text, delimiter)) {
    if (header) yield new Map(header.map((key, i) => [key, cells[i] ?? '']))
    else header = cells.map((cell) => cell.trim())
  }
}

async function readCells(title: string, text: string, { pace, wanted }: TableOptions): Promise<TextTable> {
  const delimiter = delimiterOf(text)
  const { names, isRow } = headerOf(firstRows(text, delimiter), wanted)
  refuseWide(title, names.length)
  const skipped = skippedRows(title)
  const rows: TableRow[] = []
  let header = isRow
  for (const { row, cells, fault } of csvRows(text, delimiter)) {
    await pace.breathe()
    if (header) {
      header = false
      continue
    }
    if (fault) skipped.add(row, notice('rowUnreadable', { why: fault }))
    else if (cells.length !== names.length)
      skipped.add(row, notice('rowRagged', { cells: cells.length, columns: names.length }))
    else rows.push({ row, cells })
    refuseLong(title, rows.length)
  }
  return { title, names, rows, skipped }
}

/** Rows that are looked at before the whole is read. */
const sample = 200

/** What is written up to the row that cannot be read, if any; the whole is read later and says so. */
function firstRows(text: string, delimiter: Delimiter): CsvRow[] {
  const rows: CsvRow[] = []
  try {
    for (const row of csvRows(text, delimiter)) {
      rows.push(row)
      if (rows.length === sample) break
    }
  } catch (error) {
    if (!(error instanceof ThawError)) throw error
  }
  return rows
}

/** The separator that gives rows of one width; tabs first, since prose holds none. */
function delimiterOf(text: string): Delimiter {
  const tried = (['\t', ',', ';'] as const).map((delimiter) => {
    const rows = firstRows(text, delimiter)
    const width = rows[0]?.cells.length ?? 0
    const even = rows.filter(({ cells }) => cells.length === width).length
    return { delimiter, width, share: even / Math.max(1, rows.length) }
  })
  const [tabs, ...others] = tried
  const isEven = ({ width, share }: { width: number; share: number }) => width > 1 && share >= 0.9
  if (tabs && isEven(tabs)) return '\t'
  const [best] = others.toSorted((a, b) => Number(isEven(b)) - Number(isEven(a)) || b.width - a.width)
  if (best && best.width > 1) return best.delimiter
  // One column: where prose with commas stands without quotes, nothing separates.
  return others.every(({ share }) => share === 1) ? ',' : '\t'
}
