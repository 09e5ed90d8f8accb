/** The names of a table's columns: its first row, unless that looks like data and names nothing that is known. */

import { labelNames, otherNames, textNames } from './columnNames.ts'
import type { CsvRow } from './readers/csv.ts'

export interface TableHeader {
  readonly names: readonly string[]
  /** Whether the first row is the header, and no data. */
  readonly isRow: boolean
}

export function headerOf(rows: readonly CsvRow[], wanted: readonly string[]): TableHeader {
  const [first, ...others] = rows.map(({ cells }) => cells)
  const cells = (first ?? []).map((cell) => cell.trim())
  const known = new Set([...textNames, ...labelNames, ...otherNames, ...wanted.map((name) => name.toLowerCase())])
  // A name that comes again below is a value: "y" may be a label as well as a column.
  const named = (cell: string, i: number) => known.has(cell.toLowerCase()) && !recurs(cell, i, others)
  const isRow = cells.some(named) || !looksLikeData(cells, others)
  return { names: cells.map((cell, i) => (isRow && cell !== '' ? cell : `column ${i + 1}`)), isRow }
}

function looksLikeData(cells: readonly string[], others: readonly (readonly string[])[]): boolean {
  return cells.some((cell, i) => {
    if (cell === '') return false
    if (cell.length > 50 || cell.split(/\s+/).length > 4 || /[.!?…]$/.test(cell) || /^[-+\d.]+$/.test(cell)) return true
    return recurs(cell, i, others)
  })
}

function recurs(cell: string, column: number, rows: readonly (readonly string[])[]): boolean {
  return rows.some((row) => row[column]?.trim() === cell)
}
