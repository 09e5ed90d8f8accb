/**
 * How much each column of a table looks like its text, its label and its number: names, fill, different values, lengths
 * and the shapes of cells, weighed together. The order of columns counts for nothing: equal scores are told apart by
 * name.
 */
import { labelNames } from '../columnNames.ts'
import type { TextTable } from '../table.ts'
import { type ColumnProfile, columnProfiles } from './columnProfile.ts'
import { type NameScores, nameScores, namesDuration, namesSpan } from './roleNames.ts'

export interface ScoredColumn extends ColumnProfile {
  readonly named: NameScores
  readonly scores: { readonly text: number; readonly label: number; readonly number: number }
  /** That it could be the column of labels, texts or numbers at all. */
  readonly mayBe: { readonly label: boolean; readonly text: boolean; readonly number: boolean }
  /** The column that says the same in words, where this one numbers its values. */
  readonly numbers: string | null
}

const scored = new WeakMap<Pick<TextTable, 'names' | 'rows'>, readonly ScoredColumn[]>()

/** Of every column, in the table's order. */
export function scoredColumns(table: Pick<TextTable, 'names' | 'rows'>): readonly ScoredColumn[] {
  const known = scored.get(table)
  if (known) return known
  const single = columnProfiles(table).map(scoredAlone)
  const made = single.map((column) => numbersOfWords(table, column, single))
  scored.set(table, made)
  return made
}

/** The likeliest first. */
export function ranked(columns: readonly ScoredColumn[], role: keyof ScoredColumn['scores']): readonly ScoredColumn[] {
  return columns.toSorted(
    (a, b) => b.scores[role] - a.scores[role] || Number(a.name > b.name) - Number(a.name < b.name),
  )
}

/** Most different values, and the longest of them, of a column that is taken for labels by its looks alone. */
const mostGuessed = 50
const longestGuessed = 60

function scoredAlone(profile: ColumnProfile): ScoredColumn {
  const named = nameScores(profile.name)
  const fill = profile.filled / Math.max(1, profile.rows)
  const scores = {
    text: textScore(profile, named) * (0.2 + 0.8 * fill),
    label: labelScore(profile, named) * (0.35 + 0.65 * fill),
    number: numberScore(profile, named) * (0.3 + 0.7 * fill),
  }
  return {
    ...profile,
    named,
    scores,
    mayBe: {
      label: mayBeLabel(profile, named),
      text: mayBeText(profile, named),
      number: profile.shapes.number > 0.9 && profile.distinct > 1 && !isAside(profile, named),
    },
    numbers: null,
  }
}

/** What says something beside the text and its label, and identifiers whose values hardly come again. */
export function isAside({ name, distinctShare, meanLength, shapes }: ColumnProfile, named: NameScores): boolean {
  if (named.id >= 0.9 && distinctShare > 0.5) return true
  if (Math.max(shapes.date, shapes.address, shapes.code, shapes.picture) > 0.5) return true
  // "cook_time" says how long something takes, "start_time" when it is; "agreement" may be words.
  const span = shapes.number > 0.5 && namesSpan(name) ? 0.95 : 0
  const aside = shapes.duration > 0.5 && namesDuration(name) ? 0 : Math.max(named.aside, span)
  const weight = shapes.number > 0.5 ? named.weight : 0
  const texts = shapes.prose > 0.9 && distinctShare > 0.9 && meanLength > 40
  return Math.max(texts ? 0 : aside, weight, named.split) > Math.max(named.text, named.label, named.number)
}

function textScore(profile: ColumnProfile, named: NameScores): number {
  const { shapes, meanLength, distinctShare } = profile
  const length = Math.min(1, Math.log2(1 + meanLength) / Math.log2(200))
  // Of a page and the same as plain text, the plain text is read; what never changes says nothing.
  const plain = shapes.markup > 0.5 ? 0.7 : 1
  const changes = profile.distinct > 1 || profile.filled < fewRows ? 1 : 0.1
  const looks = plain * shapes.prose * length * (0.3 + 0.7 * Math.min(1, 1.5 * distinctShare))
  const other = Math.max(shapes.number, shapes.list) > 0.5 || isAside(profile, named)
  return (0.4 * named.text + 0.6 * looks) * (other ? 0.1 : 1) * changes
}

/** From so many rows on, a few words that come again and again are no texts. */
const manyRows = 20

function mayBeText({ shapes, filled, distinct, meanLength }: ColumnProfile, named: NameScores): boolean {
  if (named.text < 0.5 && filled >= manyRows && 5 * distinct <= filled && meanLength <= shortText && shapes.prose < 0.5)
    return false
  return shapes.figures < 0.5 && filled > 0 && (named.text >= 0.9 || Math.max(shapes.number, shapes.list) < 0.5)
}

function labelScore(profile: ColumnProfile, named: NameScores): number {
  const { filled, distinct, longest, meanLength, shapes } = profile
  const again = Math.min(1, Math.log2(Math.max(1, filled / Math.max(1, distinct))) / Math.log2(10))
  const few = distinct <= mostGuessed ? 1 : distinct <= 4 * mostGuessed ? 0.6 : 0.2
  const short = longest <= longestGuessed ? 1 : meanLength <= longestGuessed ? 0.5 : 0.1
  const fractions = shapes.number > 0.9 && shapes.whole < 0.9
  const looks = (distinct < 2 ? 0 : 0.2 + 0.8 * again) * few * short * (fractions ? 0.2 : 1)
  return (0.65 * named.label + 0.35 * looks) * (isAside(profile, named) ? 0.2 : 1)
}

/** From this length on, texts that hardly ever come again are no labels, whatever their column is called. */
const shortText = 15
/** From so many rows on. */
const fewRows = 5

function mayBeLabel(profile: ColumnProfile, named: NameScores): boolean {
  const { name, filled, distinct, distinctShare, longest, meanLength, shapes } = profile
  const texts = filled >= fewRows && distinctShare > 0.9 && shapes.prose > 0.5 && meanLength > shortText
  // Objects in cells are boxes, marks or whole records, and no names.
  if (filled === 0 || shapes.objects > 0.5 || (texts && shapes.list < 0.5)) return false
  if (labelNames.includes(name.trim().toLowerCase())) return true
  if (named.split > 0.7 || (named.weight >= 0.9 && shapes.number > 0.5) || (named.id >= 0.9 && distinctShare > 0.5))
    return false
  if (named.label >= 0.7 && distinctShare <= 0.5 && distinct > 1 && longest <= 200) return true
  const looks = longest <= longestGuessed && distinct > 1 && distinct <= mostGuessed && 2 * distinct <= filled
  const fractions = shapes.number > 0.9 && shapes.whole < 0.9
  return looks && !fractions && shapes.date < 0.5 && shapes.address < 0.5
}

function numberScore(profile: ColumnProfile, named: NameScores): number {
  const { shapes, distinct } = profile
  const fractions = shapes.whole < 0.9
  const looks = distinct < 2 ? 0 : fractions ? 1 : 0.5
  const name = fractions ? Math.max(named.number, named.label) : named.number
  return (0.65 * name + 0.35 * looks) * (isAside(profile, named) ? 0.2 : 1)
}

/** Where a column of words changes exactly with a column of numbers, the words are the names that people read. */
function numbersOfWords(
  { rows }: Pick<TextTable, 'names' | 'rows'>,
  column: ScoredColumn,
  all: readonly ScoredColumn[],
): ScoredColumn {
  const counts = column.shapes.whole >= 0.95 && column.distinct >= 2 && column.distinct <= mostGuessed
  if (!counts || isAside(column, column.named)) return column
  const words = all.find(
    (other) =>
      other.shapes.number < 0.05 &&
      other.distinct === column.distinct &&
      other.longest <= longestGuessed &&
      oneToOne(rows, column.column, other.column),
  )
  if (!words) return column
  return { ...column, numbers: words.name, scores: { ...column.scores, label: 0.75 * column.scores.label } }
}

function oneToOne(rows: TextTable['rows'], one: number, other: number): boolean {
  const [forth, back] = [new Map<string, string>(), new Map<string, string>()]
  return rows.every(({ cells }) => {
    const [a, b] = [cells[one]?.trim() ?? '', cells[other]?.trim() ?? '']
    if (a === '' && b === '') return true
    if (!forth.has(a)) forth.set(a, b)
    if (!back.has(b)) back.set(b, a)
    return forth.get(a) === b && back.get(b) === a
  })
}
