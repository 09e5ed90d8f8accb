/**
 * A second table in one file: under an empty line, with a name that the table above has as well. A row of values may hold
 * such a name, too, and stand under an empty line: only what comes nowhere else in its columns is a header.
 */
import { repeats } from './tableHeader.ts'

interface ReadRow {
  readonly row: number
  readonly cells: readonly string[]
}

/** Headers that are looked at; more are values. */
const mostLooked = 20
/** Of the rows, how many may follow an empty line before that says nothing: one in four. */
const perGap = 4

/**
 * The number of the row in which another table begins; null where none does.
 * @param rows all below the header, in their order; what could not be read among them
 */
export function otherTableAt(rows: readonly ReadRow[], names: readonly string[]): number | null {
  const known = new Set(names.map((name) => name.toLowerCase()))
  const candidates: number[] = []
  let gaps = 0
  for (let at = 1; at < rows.length; at++) {
    const [before, own] = [rows[at - 1] as ReadRow, rows[at] as ReadRow]
    if (own.row === before.row + 1 && !isBlank(before.cells)) continue
    gaps++
    const cells = written(own.cells)
    const isNamed = cells.some((cell) => known.has(cell.toLowerCase()))
    if (at < rows.length - 1 && isNamed && looksLikeNames(cells) && !repeats(own.cells.slice(0, names.length), names))
      candidates.push(at)
  }
  if (perGap * gaps > rows.length) return null
  const begun = candidates.slice(0, mostLooked).find((at) => !recurs(rows, at))
  return begun === undefined ? null : (rows[begun]?.row ?? null)
}

function isBlank(cells: readonly string[]): boolean {
  return cells.length > 0 && cells.every((cell) => cell.trim() === '')
}

/** Without the empty cells at the end, which a program fills up to the width of the widest table. */
function written(cells: readonly string[]): readonly string[] {
  const plain = cells.map((cell) => cell.trim())
  return plain.slice(0, plain.findLastIndex((cell) => cell !== '') + 1)
}

/** Several short words, none of them a number or a sentence, and no two alike. */
function looksLikeNames(cells: readonly string[]): boolean {
  const isName = (cell: string) =>
    cell !== '' && cell.length <= 50 && cell.split(/\s+/).length <= 4 && !/[.!?…]$|^[-+\d.,]+$/.test(cell)
  return cells.length > 1 && new Set(cells).size === cells.length && cells.every(isName)
}

/** Whether one of its cells is a value of its column, in a row above or below. */
function recurs(rows: readonly ReadRow[], at: number): boolean {
  const own = written((rows[at] as ReadRow).cells)
  return rows.some(({ cells }, other) => other !== at && own.some((cell, i) => cells[i]?.trim() === cell))
}
