/**
 * The last row of a table that adds up the others, as spreadsheets have it: it says so and nothing else, and a number in it
 * is the sum of its column. It is no example. A row that also holds a text, or whose word is a value of its column as a
 * class of receipts may be, is one.
 */
import { notice } from '../../shared/messages/say.ts'
import { displayText } from './displayText.ts'
import { limits } from './limits.ts'
import type { TextTable } from './table.ts'

const words =
  /^(?:grand |sub)?(?:total|totals|sum|sums|summe|gesamt|gesamtsumme|insgesamt|somme|suma|totale|totaal|итого|всего|合计|总计|合計|总和|सकल|toplam)\s*[:.]?$/iu

/** Fewer rows than these add up to something by chance. */
const fewest = 3

export function withoutTotal(table: TextTable): TextTable {
  const { names, rows, skipped } = table
  const last = rows.at(-1)
  const others = rows.slice(0, -1)
  if (!last || others.length < fewest || !saysTotal(last.cells, others)) return table
  const column = last.cells.findIndex((cell, at) =>
    isSum(
      cell,
      others.map(({ cells }) => cells[at] ?? ''),
    ),
  )
  if (column < 0) return table
  const name = displayText(names[column] ?? '', limits.labelLength)
  skipped.add(last.row, notice('rowIsTotal', { column: name }), last.cells)
  return { ...table, rows: others }
}

/** One cell has the word, which stands nowhere else in its column; the others hold numbers, or nothing. */
function saysTotal(cells: readonly string[], others: TextTable['rows']): boolean {
  const filled = cells.flatMap((cell, at) => (cell.trim() === '' || plainNumber(cell) !== null ? [] : [at]))
  const [at = 0] = filled
  const word = cells[at]?.trim() ?? ''
  return filled.length === 1 && words.test(word) && !others.some((row) => row.cells[at]?.trim() === word)
}

/** As it was rounded. */
function isSum(cell: string, values: readonly string[]): boolean {
  const written = plainNumber(cell)
  if (written === null) return false
  const numbers = values.map((value) => (value.trim() === '' ? 0 : plainNumber(value)))
  if (numbers.some((number) => number === null)) return false
  const sum = (numbers as number[]).reduce((total, number) => total + number, 0)
  const places = /[.,](\d+)\s*$/.exec(cell)?.[1]?.length ?? 0
  return sum !== 0 && Math.abs(sum - written) <= 0.5 * 10 ** -places + 1e-9 * Math.abs(sum)
}

/** With a point or a comma as the decimal mark; null of anything else. */
function plainNumber(cell: string): number | null {
  const text = cell.trim()
  return /^[+-]?\d+(?:[.,]\d+)?$/.test(text) ? Number(text.replace(',', '.')) : null
}
