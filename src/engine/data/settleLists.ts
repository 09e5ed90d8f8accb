/**
 * Columns in which every row lists exactly one label (doccano's `["negative"]`) are read as that label, which is told.
 * Label Studio's `{"choices": ["a", "b"]}` in a cell is the list that it holds.
 */
import { few } from '../../shared/messages/few.ts'
import { notice } from '../../shared/messages/say.ts'
import { listCell } from './answers/listCell.ts'
import { displayText } from './displayText.ts'
import { limits } from './limits.ts'
import type { TextTable } from './table.ts'

/** Lists of one word are words with their tags. */
const wordLists = /^(tokens|words|.*tags|entities|spans|upos)$/i

export function settleLists(table: TextTable): TextTable {
  const { names, rows } = table
  const settled = new Map<number, (cell: string) => string>()
  const single: string[] = []
  for (const [column, name] of names.entries()) {
    const cells = rows.map((row) => row.cells[column] ?? '')
    const how = settledBy(cells, name)
    if (how) settled.set(column, how.read)
    if (how?.single) single.push(displayText(name, limits.labelLength))
  }
  if (settled.size === 0) return table
  const told = single.length > 0 ? [notice('listsOfOneRead', { names: few(single) })] : []
  return {
    ...table,
    rows: rows.map(({ row, cells, ...rest }) => ({
      ...rest,
      row,
      cells: cells.map((cell, column) => settled.get(column)?.(cell) ?? cell),
    })),
    warnings: [...(table.warnings ?? []), ...told],
  }
}

function settledBy(cells: readonly string[], name: string) {
  const chosen = cells.some((cell) => choicesOf(cell) !== null)
  const read = chosen ? (cell: string) => chosenList(cell) : (cell: string) => cell
  const filled = cells.map(read).filter((cell) => cell.trim() !== '')
  const single = filled.length > 1 && !wordLists.test(name) && filled.every((cell) => onlyItem(cell) !== null)
  if (single) return { single, read: (cell: string) => onlyItem(read(cell)) ?? '' }
  return chosen ? { single, read } : null
}

function onlyItem(cell: string): string | null {
  if (!cell.trimStart().startsWith('[')) return null
  const items = listCell(cell)?.items
  return items?.length === 1 ? (items[0] ?? null) : null
}

/** A single choice is written without a list. */
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
