/** Label Studio's `{"choices": ["a", "b"]}` in a cell is the list that it holds; a single choice stands there without one. */
import type { TextTable } from './table.ts'

export function unwrapChoices(table: TextTable): TextTable {
  const { names, rows } = table
  const columns = names.flatMap((_, column) =>
    rows.some(({ cells }) => choicesOf(cells[column] ?? '') !== null) ? [column] : [],
  )
  if (columns.length === 0) return table
  return {
    ...table,
    rows: rows.map((row) => ({
      ...row,
      cells: row.cells.map((cell, column) => (columns.includes(column) ? chosenList(cell) : cell)),
    })),
  }
}

function chosenList(cell: string): string {
  if (cell.trim() === '') return ''
  return choicesOf(cell) ?? JSON.stringify([cell])
}

function choicesOf(cell: string): string | null {
  if (!/^\s*\{\s*"choices"\s*:/.test(cell)) return null
  try {
    const { choices } = JSON.parse(cell) as { readonly choices?: unknown }
    return Array.isArray(choices) ? JSON.stringify(choices) : null
  } catch {
    return null
  }
}
