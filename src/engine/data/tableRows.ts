/**
 * All rows of the tables that were read alike, to be looked at: the page asks for a window of them, sorted, filtered and
 * searched here, where they are. Rows that were left out stand among the others, with the reason.
 */
import type { RowQuery, RowWindow, ShownRow, ValueCount, WholeCell, WholeRow } from '../../shared/domain/tableRows.ts'
import type { Message } from '../../shared/messages/message.ts'
import { linesOf, turnsIn } from './answers/conversations.ts'
import { markedRows } from './answers/markedRow.ts'
import { byCodeUnit } from './byCodeUnit.ts'
import { columnProfile } from './columns/columnProfile.ts'
import { displayText } from './displayText.ts'
import type { TextTable } from './table.ts'

const cellLength = 200
/** Cells of a row that are shown; a wider table is not read at a glance. */
export const columnsShown = 100
const valuesListed = 200
const entitiesShown = 12
/** Of a cell that is shown in full: more than anybody reads, and what a browser still draws at once. */
const wholeLength = 100_000

interface Entry {
  readonly file: number
  readonly row: number
  readonly cells: readonly string[]
  readonly leftOut: Message | null
}

export class TableRows {
  readonly #tables: readonly TextTable[]
  /** In the order of the files. */
  readonly #entries: readonly Entry[]
  readonly #marked: readonly ReturnType<typeof markedRows>[]
  /** Of the columns that were sorted by last: places of entries, ascending. */
  readonly #orders = new Map<number, Uint32Array>()
  #found: { readonly key: string; readonly places: Uint32Array } | null = null

  constructor(tables: readonly TextTable[]) {
    this.#tables = tables
    this.#entries = tables.flatMap(entriesOf)
    this.#marked = tables.map(markedRows)
  }

  window(query: RowQuery, from: number, count: number): RowWindow {
    const places = this.#placesOf(query)
    const rows = [...places.subarray(from, from + count)].map((place) => this.#shown(this.#entries[place] as Entry))
    return { rows, matching: places.length }
  }

  /** One row in full; null where there is none. */
  whole(file: number, row: number): WholeRow | null {
    const entry = this.#entries.find((one) => one.file === file && one.row === row)
    if (!entry) return null
    const marked = this.#marked[file]?.(entry.cells)
    return { cells: this.#cellsOf(entry).map(wholeCell), ...(marked && { marked }) }
  }

  #shown({ file, row, cells, leftOut }: Entry): ShownRow {
    const cut = this.#cellsOf({ file, cells }).map(([cell, name]) =>
      displayText(inTurns(cell, name, ' / '), cellLength),
    )
    const found = this.#marked[file]?.(cells)
    const marked = found?.marks.slice(0, entitiesShown).map(({ label, start, end }) => ({
      label,
      text: displayText(found.words.slice(start, end).join(' '), cellLength),
    }))
    return { file, row, cells: cut, ...(marked && { marked }), ...(leftOut && { leftOut }) }
  }

  /** Those that are shown, with the names of their columns. */
  #cellsOf({ file, cells }: Pick<Entry, 'file' | 'cells'>): readonly (readonly [cell: string, name: string])[] {
    return cells.slice(0, columnsShown).map((cell, at) => [cell, this.#tables[file]?.names[at] ?? ''])
  }

  /** The most frequent first; of equally many by their names. */
  values(column: number): readonly ValueCount[] {
    const counts = new Map<string, number>()
    for (const { cells } of this.#entries) {
      const value = (cells[column] ?? '').trim()
      counts.set(value, (counts.get(value) ?? 0) + 1)
    }
    return [...counts]
      .map(([value, rows]) => ({ value, rows }))
      .toSorted((a, b) => b.rows - a.rows || byCodeUnit(a.value, b.value))
      .slice(0, valuesListed)
  }

  /** The same question is asked for one window after another, and answered once. */
  #placesOf(query: RowQuery): Uint32Array {
    const key = JSON.stringify(query)
    if (this.#found?.key !== key) this.#found = { key, places: this.#find(query) }
    return this.#found.places
  }

  #find({ sort, search = '', filter, leftOut = false }: RowQuery): Uint32Array {
    const wanted = folded(search.trim())
    const matches = ({ cells, leftOut: reason }: Entry) =>
      (!leftOut || reason !== null) &&
      (!filter || (cells[filter.column] ?? '').trim() === filter.value) &&
      (wanted === '' || cells.some((cell) => folded(cell).includes(wanted)))
    const order = sort && sort.by !== 'row' ? this.#orderOf(sort.by) : this.#inFile()
    const found = order.filter((place) => matches(this.#entries[place] as Entry))
    if (!sort?.descending) return found
    return sort.by === 'row' ? found.toReversed() : this.#descending(found, sort.by)
  }

  #inFile(): Uint32Array {
    return Uint32Array.from(this.#entries.keys())
  }

  /** Backwards, but for empty cells, which stay at the end. */
  #descending(found: Uint32Array, column: number): Uint32Array {
    const isFilled = (place: number) => (this.#entries[place]?.cells[column] ?? '').trim() !== ''
    const filled = found.filter(isFilled)
    const empty = found.filter((place) => !isFilled(place))
    return Uint32Array.from([...filled.toReversed(), ...empty])
  }

  /** Numbers by their size, all else by the alphabet with numbers within it by theirs; empty cells come last. */
  #orderOf(column: number): Uint32Array {
    const known = this.#orders.get(column)
    if (known) return known
    const ranks = this.#isNumeric(column) ? this.#numbersIn(column) : this.#ranksIn(column)
    const order = this.#inFile().sort((a, b) => (ranks[a] as number) - (ranks[b] as number) || a - b)
    if (this.#orders.size >= 4) this.#orders.clear()
    this.#orders.set(column, order)
    return order
  }

  #isNumeric(column: number): boolean {
    return this.#tables.every((table) => {
      const { shapes, filled } = columnProfile(table, column)
      return filled === 0 || shapes.number > 0.9
    })
  }

  #numbersIn(column: number): Float64Array {
    return Float64Array.from(this.#entries, ({ cells }) => {
      const cell = (cells[column] ?? '').trim()
      const number = Number(cell)
      return cell === '' || Number.isNaN(number) ? Number.MAX_VALUE : number
    })
  }

  #ranksIn(column: number): Uint32Array {
    const cellOf = ({ cells }: Entry) => (cells[column] ?? '').trim().slice(0, cellLength)
    const values = [...new Set(this.#entries.map(cellOf))].filter((value) => value !== '')
    const keyed = values.map((value) => ({ value, key: alphabetKey(value) })).sort(byKey)
    const ranks = new Map(keyed.map(({ value }, rank) => [value, rank]))
    return Uint32Array.from(this.#entries, (entry) => ranks.get(cellOf(entry)) ?? values.length)
  }
}

interface Keyed {
  readonly value: string
  readonly key: string
}

/** Equal keys, as of "Été" and "ete", are told apart by the value itself. */
function byKey(a: Keyed, b: Keyed): number {
  if (a.key !== b.key) return a.key < b.key ? -1 : 1
  return byCodeUnit(a.value, b.value)
}

/**
 * Orders as people do when it is compared by its code units: without accents and capitals, numbers by their size. A
 * collator takes ten times as long, which 200,000 texts make seconds of.
 */
function alphabetKey(value: string): string {
  const plain = value.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  return plain.replace(/\d+/g, (digits) => digits.padStart(16, '0'))
}

function entriesOf({ rows, skipped }: TextTable, file: number): readonly Entry[] {
  const left = new Map(skipped.all().map((one) => [one.row, one]))
  const read = rows.map(({ row, cells }): Entry => {
    const reason = left.get(row)?.reason ?? null
    left.delete(row)
    return { file, row, cells, leftOut: reason }
  })
  const others = [...left.values()].map(({ row, reason, cells }): Entry => ({ file, row, cells, leftOut: reason }))
  return others.length === 0 ? read : [...read, ...others].sort((a, b) => a.row - b.row)
}

function folded(text: string): string {
  return text.normalize('NFC').toLowerCase()
}

/** A conversation as it is read, not as it is written; every other cell as it stands. */
function inTurns(cell: string, name: string, between: string): string {
  const turns = turnsIn(cell, name)
  return turns ? turns.map((turn) => linesOf([turn]).trimEnd()).join(between) : cell
}

function wholeCell([written, name]: readonly [cell: string, name: string]): WholeCell {
  const cell = inTurns(written, name, '\n')
  const half = /[\uD800-\uDBFF]/.test(cell[wholeLength - 1] ?? '') ? wholeLength - 1 : wholeLength
  const text = cell.slice(0, cell.length > wholeLength ? half : wholeLength)
  return { text: text.replace(/[^\P{Cc}\n\t]/gu, ' '), cut: cell.length - text.length }
}
