/** What tables say of pictures, as one table that the readings of tasks look at: a row a picture, in the pictures' order. */
import type { Columns } from '../../shared/domain/data.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import { labelNames, textNames } from './columnNames.ts'
import { nameScores } from './columns/roleNames.ts'
import { displayText } from './displayText.ts'
import { limits } from './limits.ts'
import type { PlacedPicture } from './reading.ts'
import { splitOf } from './splitNames.ts'

export interface SaidOfPictures {
  /** The table's, or the first one's where there are several. */
  readonly title: string
  readonly names: readonly string[]
  /** By picture: its cells, or null where no table lists it. */
  readonly cells: readonly (readonly string[] | null)[]
  /** The rows that there are; `row` is the picture's place from 1. */
  readonly rows: readonly { readonly row: number; readonly cells: readonly string[] }[]
  /** Columns that may answer something: not those that name the picture or its split, or describe it in prose. */
  readonly free: readonly number[]
}

/** Null where no table speaks of them. */
export function saidOfPictures(pictures: readonly PlacedPicture[]): SaidOfPictures | null {
  const tables = pictures.flatMap(({ table }) => (table ? [table] : []))
  const [first] = tables
  if (!first) return null
  const names = [...new Set(tables.flatMap(({ columns }) => columns))]
  const files = new Set(tables.map(({ file }) => file))
  const cells = pictures.map(({ table }) => table?.row && names.map((name) => table.row?.get(name) ?? ''))
  const rows = cells.flatMap((own, at) => (own ? [{ row: at + 1, cells: own }] : []))
  const mayAnswer = (name: string, column: number) =>
    !files.has(name) && !asides.has(name.trim().toLowerCase()) && !isProse(rows, column) && !namesSplits(rows, column)
  const free = names.flatMap((name, column) => (mayAnswer(name, column) ? [column] : []))
  return { title: first.title, names, cells: cells.map((own) => own ?? null), rows, free }
}

/** Lower case. */
const asides = new Set([
  ...[
    'split',
    'subset',
    'fold',
    'usage',
    'caption',
    'captions',
    'description',
    'prompt',
    'title',
    'url',
    'width',
    'height',
  ],
  ...['xmin', 'ymin', 'xmax', 'ymax', 'bbox', 'confidence', 'unnamed: 0', 'index', ...textNames],
])

/** "TRAIN", "VALIDATION" and "TEST", whatever their column is called. */
function namesSplits(rows: SaidOfPictures['rows'], column: number): boolean {
  const cells = new Set(rows.map(({ cells }) => (cells[column] ?? '').trim()).filter((cell) => cell !== ''))
  return cells.size > 1 && [...cells].every((cell) => splitOf(cell) !== null || /^unassigned$/i.test(cell))
}

/** Mean length from which cells that hardly come again are sentences. */
const sentenceLength = 25

function isProse(rows: SaidOfPictures['rows'], column: number): boolean {
  const cells = rows.map(({ cells }) => (cells[column] ?? '').trim()).filter((cell) => /\s/.test(cell))
  const mean = cells.reduce((sum, cell) => sum + cell.length, 0) / Math.max(1, cells.length)
  return 2 * cells.length > rows.length && mean >= sentenceLength && 2 * new Set(cells).size > cells.length
}

/** How much more a name must speak of labels than the next one, among columns that all look like it. */
const clearly = 0.3

/** Most different values of a column that is taken for classes by its looks alone, beside others. */
const mostGuessed = 200
const longestGuessed = 60

/**
 * The column of classes: the one that the person named, one of the usual names, or the one that looks like it, by its
 * name where several do.
 * @throws ThawError with the columns, where there is none, or more than one.
 */
export function labelColumnOf(said: SaidOfPictures, { labelColumn }: Columns): number {
  const { names, free } = said
  const named = (wanted: string) => {
    const exact = names.indexOf(wanted)
    return exact >= 0 ? exact : names.findIndex((name) => name.trim().toLowerCase() === wanted.toLowerCase())
  }
  const known = (labelColumn === '' ? labelNames : [labelColumn]).map(named).filter((column) => column >= 0)
  const [column] = labelColumn === '' ? known.filter((one) => free.includes(one)) : known
  if (column !== undefined) return column
  const looking = labelColumn === '' ? labelLikeColumns(said) : []
  const [best, next] = looking
    .map((one) => ({ one, score: nameScores(names[one] ?? '').label }))
    .toSorted((a, b) => b.score - a.score)
  if (best && (!next || best.score >= next.score + clearly)) return best.one
  throw missing(said, labelColumn || 'label')
}

/** The columns that look like classes, whatever they are called. */
export function labelLikeColumns(said: SaidOfPictures): readonly number[] {
  return said.free.filter((column) => looksLikeLabel(said, column))
}

/** Short values that come again; of a column beside no other, that is all that is asked. */
function looksLikeLabel({ rows, free }: SaidOfPictures, column: number): boolean {
  const cells = rows.map(({ cells }) => (cells[column] ?? '').trim()).filter((cell) => cell !== '')
  const distinct = new Set(cells).size
  const most = free.length === 1 ? limits.classes : mostGuessed
  const short = cells.every((cell) => cell.length <= longestGuessed)
  return short && distinct > 1 && distinct <= most && 2 * distinct <= cells.length && 2 * cells.length >= rows.length
}

function missing({ title, names }: SaidOfPictures, column: string): ThawError {
  const shown = names.slice(0, 20).map((name) => displayText(name, limits.labelLength))
  return new ThawError('data-unsupported', 'labelColumnMissing', {
    ...{ table: title, column: displayText(column, limits.labelLength) },
    columns: { shown, more: Math.max(0, names.length - shown.length) },
  })
}
