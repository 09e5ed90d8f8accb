/** Tables with a column for each label, which says 1 where the label is true, and 0, or −1 throughout, where it is not. */
import { isMessage, type Message } from '../../../shared/messages/message.ts'
import { notice } from '../../../shared/messages/say.ts'
import { displayText } from '../displayText.ts'
import { limits } from '../limits.ts'

/** The part of a table that is looked at; `cells` in the order of `names`. */
export interface CellTable {
  readonly names: readonly string[]
  readonly rows: readonly { readonly row: number; readonly cells: readonly string[] }[]
}

export interface LabelColumns {
  /** Indices of the columns. */
  readonly columns: readonly number[]
  /** Whether exactly one of them is 1 in every row that can be read: then they are classes, written as columns. */
  readonly exclusive: boolean
  /** Whether −1 stands where a label is not true, as in CelebA's attributes; else it leaves the cell open. */
  readonly signed: boolean
}

/** Of the cells that say something. A test set may leave rows open, often as −1. */
const leastShare = 0.95
const leastFilled = 0.5

const marks: ReadonlyMap<string, 0 | 1> = new Map([
  ['0', 0],
  ['1', 1],
  ['0.0', 0],
  ['1.0', 1],
  ['false', 0],
  ['true', 1],
])

const signedMarks: ReadonlyMap<string, 0 | 1> = new Map([
  ['-1', 0],
  ['−1', 0],
  ['1', 1],
  ['-1.0', 0],
  ['1.0', 1],
])

/** Null where fewer than two of the columns in question look like labels. */
export function labelColumns(table: CellTable, candidates: readonly number[]): LabelColumns | null {
  const plain = candidates.filter((column) => looksLikeLabel(table, column, marks))
  const negative = candidates.filter((column) => looksLikeLabel(table, column, signedMarks))
  const signed = negative.length > plain.length && areSigned(table, negative)
  const columns = signed ? negative : plain
  if (columns.length < 2) return null
  const sums = table.rows.flatMap(({ cells }) => {
    const read = readLabelColumns(cells, table.names, { columns, signed })
    return isMessage(read) ? [] : [read.length]
  })
  return { columns, signed, exclusive: sums.length > 0 && sums.every((sum) => sum === 1) }
}

/** Whether all that these columns say is 1 and −1, and both: a test set whose answers are held back has nothing but −1. */
export function areSigned({ rows }: CellTable, columns: readonly number[]): boolean {
  const said = new Set(rows.flatMap(({ cells }) => columns.map((column) => (cells[column] ?? '').trim())))
  said.delete('')
  const values = new Set([...said].map((cell) => signedMarks.get(cell)))
  return values.size === 2 && !values.has(undefined)
}

/** Names of the columns that say 1, or why the row cannot be read. */
export function readLabelColumns(
  cells: readonly string[],
  names: readonly string[],
  { columns, signed }: Pick<LabelColumns, 'columns' | 'signed'>,
): readonly string[] | Message {
  const known = signed ? signedMarks : marks
  const labels: string[] = []
  for (const column of columns) {
    const cell = (cells[column] ?? '').trim()
    const name = names[column] ?? ''
    const mark = known.get(cell.toLowerCase())
    if (mark === undefined) return fault(cell, name)
    if (mark === 1) labels.push(name.normalize('NFC').trim())
  }
  return labels
}

function fault(cell: string, name: string): Message {
  const column = displayText(name, limits.labelLength)
  if (cell === '') return notice('labelCellEmpty', { column })
  return notice('labelCellUnclear', { column, cell: displayText(cell, limits.labelLength) })
}

/** No mark is longer. */
const longestMark = 5

/** Most columns are told apart by their first rows; what is longer than any mark is not looked into. */
function looksLikeLabel({ rows }: CellTable, column: number, known: ReadonlyMap<string, 0 | 1>): boolean {
  let [filled, marked] = [0, 0]
  for (const { cells } of rows) {
    const cell = (cells[column] ?? '').trim()
    if (cell === '') continue
    filled++
    if (cell.length <= longestMark && known.has(cell.toLowerCase())) marked++
    if (filled - marked > (1 - leastShare) * rows.length) return false
  }
  return marked > 0 && marked >= leastShare * filled && filled >= leastFilled * rows.length
}
