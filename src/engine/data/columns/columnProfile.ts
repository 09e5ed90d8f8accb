/**
 * What the cells of a column are like. Fill, different values and lengths are counted over all rows; what a cell looks
 * like (a number, a date, prose) is told from the first filled cells and an even sample of the rest.
 */
import { isDuration, secondsIn } from '../answers/durations.ts'
import { listCell } from '../answers/listCell.ts'
import type { Pace } from '../pace.ts'
import type { TextTable } from '../table.ts'

export interface ColumnProfile {
  readonly column: number
  readonly name: string
  readonly rows: number
  readonly filled: number
  /** Different values; where `uncounted`, at least so many. */
  readonly distinct: number
  readonly uncounted: boolean
  /** Different values to the cells among which they were counted: 1 where none comes again. */
  readonly distinctShare: number
  readonly meanLength: number
  readonly longest: number
  /** Of the cells that were looked at, the share that look like it. */
  readonly shapes: Readonly<Record<CellShape, number>>
  /** The least and the largest, where cells hold numbers. */
  readonly range: readonly [minimum: number, maximum: number] | null
}

export type CellShape =
  | 'number'
  | 'whole'
  | 'duration'
  | 'prose'
  | 'date'
  | 'address'
  | 'code'
  | 'list'
  | 'objects'
  | 'markup'
  | 'figures'
  | 'picture'

const tests: Readonly<Record<CellShape, (cell: string) => boolean>> = {
  number: isNumber,
  whole: (cell) => isNumber(cell) && Number.isInteger(numberIn(cell)),
  duration: isDuration,
  prose: isProse,
  date: (cell) => cell.length < 40 && /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\b|^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}\b/.test(cell),
  address: (cell) => /^(https?:\/\/|www\.)\S+$/i.test(cell.slice(0, 2_000)),
  code: (cell) => cell.length <= 64 && /^([\da-f]{8}-[\da-f-]{27}|(?=.*\d)[\da-f]{12,64}|\d{12,})$/i.test(cell),
  list: (cell) => /^[[{]/.test(cell) && (/^[[{]\s*[{["']/.test(cell) || listCell(cell) !== null),
  objects: (cell) => /^(\[\s*)?\{/.test(cell),
  markup: (cell) => /^<[a-z!][^>]*>/i.test(cell.slice(0, 500)) && /<\/[a-z\d]+>/i.test(cell.slice(0, 5_000)),
  /** Many numbers, as the pixels of a picture. */
  figures: (cell) =>
    cell.length > 20 && /^[\d\s.,;+-]+$/.test(cell.slice(0, 2_000)) && /\d[\s,;]+\d/.test(cell.slice(0, 2_000)),
  picture: (cell) => cell.length < 300 && /\.(jpe?g|png|gif|webp|bmp|tiff?|heic|avif)$/i.test(cell),
}

const profiled = new WeakMap<Pick<TextTable, 'names' | 'rows'>, readonly ColumnProfile[]>()

/** Of every column, in the table's order; of the same table made once. */
export function columnProfiles(table: Pick<TextTable, 'names' | 'rows'>): readonly ColumnProfile[] {
  const known = profiled.get(table)
  if (known) return known
  const made = table.names.map((_, column) => profileOf(table, column))
  profiled.set(table, made)
  return made
}

/** Makes them ahead, with turns of the event loop between: a long table has very many cells. */
export async function profileColumns(table: Pick<TextTable, 'names' | 'rows'>, pace: Pace): Promise<void> {
  if (profiled.has(table)) return
  const made: ColumnProfile[] = []
  for (const column of table.names.keys()) {
    const counting = columnCounts(table, column)
    for (let from = 0; from < table.rows.length; from += rowsAtOnce) {
      await pace.breathe()
      counting.add(from, from + rowsAtOnce)
    }
    made.push(counting.result())
  }
  profiled.set(table, made)
}

export function columnProfile(table: Pick<TextTable, 'names' | 'rows'>, column: number): ColumnProfile {
  return columnProfiles(table)[column] ?? profileOf(table, column)
}

/** Different values that are told apart over all columns, which bounds the memory that counting takes. */
const mostCounted = 1_000_000
const sampled = 1_000

const rowsAtOnce = 5_000

function profileOf(table: Pick<TextTable, 'names' | 'rows'>, column: number): ColumnProfile {
  const counting = columnCounts(table, column)
  counting.add(0, table.rows.length)
  return counting.result()
}

function columnCounts({ names, rows }: Pick<TextTable, 'names' | 'rows'>, column: number) {
  const most = Math.max(2_000, Math.min(20_000, Math.floor(mostCounted / names.length)))
  const stride = Math.ceil(rows.length / sampled)
  const values = new Set<string>()
  const looks = shapeCounts()
  let [filled, length, longest, countedIn] = [0, 0, 0, 0]
  const addOne = (cell: string, at: number) => {
    if (cell === '') return
    filled++
    length += cell.length
    longest = Math.max(longest, cell.length)
    if (values.size < most) {
      values.add(cell)
      countedIn = filled
    }
    if (filled <= sampled || at % stride === 0) looks.add(cell)
  }
  return {
    /** The rows from one place to before another. */
    add(from: number, to: number) {
      for (let at = from; at < Math.min(to, rows.length); at++) addOne(rows[at]?.cells[column]?.trim() ?? '', at)
    },
    result: (): ColumnProfile => ({
      column,
      name: names[column] ?? '',
      rows: rows.length,
      filled,
      distinct: values.size,
      uncounted: countedIn < filled,
      distinctShare: values.size / Math.max(1, countedIn),
      meanLength: length / Math.max(1, filled),
      longest,
      ...looks.result(),
    }),
  }
}

function shapeCounts() {
  const kinds = Object.keys(tests) as CellShape[]
  const counts = new Map<CellShape, number>()
  let looked = 0
  let [minimum, maximum] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  return {
    add(cell: string) {
      looked++
      for (const kind of kinds) if (tests[kind](cell)) counts.set(kind, (counts.get(kind) ?? 0) + 1)
      if (!isNumber(cell)) return
      const value = numberIn(cell)
      minimum = Math.min(minimum, value)
      maximum = Math.max(maximum, value)
    },
    result(): Pick<ColumnProfile, 'shapes' | 'range'> {
      const shares = kinds.map((kind) => [kind, (counts.get(kind) ?? 0) / Math.max(1, looked)] as const)
      return {
        shapes: Object.fromEntries(shares) as Record<CellShape, number>,
        range: minimum <= maximum ? [minimum, maximum] : null,
      }
    },
  }
}

function isNumber(cell: string): boolean {
  return cell.length < 40 && Number.isFinite(numberIn(cell))
}

/** "3,5" is a number where the comma is the decimal mark; a duration is its seconds. */
function numberIn(cell: string): number {
  if (/^[+-]?\d+,\d+$/.test(cell)) return Number(cell.replace(',', '.'))
  return isDuration(cell) ? (secondsIn(cell) ?? Number.NaN) : Number(cell)
}

/** Two words, or a run of letters that is too long for one; scripts without spaces say much in few letters. */
function isProse(cell: string): boolean {
  // A row of numbers, as the pixels of a picture, says nothing in words.
  if (!/\p{L}/u.test(cell)) return false
  return (
    cell.length >= 20 ||
    /\S\s+\S/.test(cell) ||
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]{6}/u.test(cell)
  )
}
