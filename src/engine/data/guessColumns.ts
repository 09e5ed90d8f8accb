/** Which columns of a table hold the text, the label and the split: as the person says, else by name, else by looks. */
import type { Columns } from '../../shared/domain/data.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import { type Few, few } from '../../shared/messages/few.ts'
import { labelNames, textNames } from './columnNames.ts'
import { displayText } from './displayText.ts'
import { limits } from './limits.ts'
import type { TextTable } from './table.ts'

/** Indices of columns. */
export interface GuessedColumns {
  readonly text: number
  readonly label: number | null
  /** What comes before the text and is given. */
  readonly prompt: number | null
  readonly split: number | null
}

/** @throws ThawError `data-unsupported` that lists the columns, where one is missing or none holds texts. */
export function guessColumns(table: TextTable, { textColumn, labelColumn }: Columns): GuessedColumns {
  const { names } = table
  const wantedText = textColumn === '' ? null : requiredColumn(table, textColumn)
  const wantedLabel = labelColumn === '' ? null : requiredColumn(table, labelColumn)
  const free = (column: number) => column >= 0 && column !== wantedText && column !== wantedLabel
  const [prompt, completion] = [indexOf(names, 'prompt'), indexOf(names, 'completion')]
  if (wantedText === null && wantedLabel === null && prompt >= 0 && completion >= 0)
    return { text: completion, label: null, prompt, split: splitIn(names, [prompt, completion]) }
  const split = splitIn(names, [wantedText, wantedLabel])
  const candidates = names.map((_, column) => column).filter((column) => free(column) && column !== split)
  const knownLabel = wantedLabel ?? firstOf(names, labelNames, candidates)
  const text = wantedText ?? textIn(table, candidates, knownLabel)
  const label = knownLabel ?? labelIn(table, candidates, text)
  return { text, label, prompt: null, split }
}

function indexOf(names: readonly string[], wanted: string): number {
  const exact = names.indexOf(wanted)
  if (exact >= 0) return exact
  const same = wanted.toLowerCase()
  return names.findIndex((name) => name.toLowerCase() === same || displayText(name, limits.labelLength) === wanted)
}

/** @throws ThawError `data-unsupported` that lists the columns there are. */
export function requiredColumn({ title, names }: TextTable, wanted: string): number {
  const column = indexOf(names, wanted)
  if (column >= 0) return column
  throw new ThawError('data-unsupported', 'columnMissing', {
    table: displayText(title, limits.pathLength),
    column: displayText(wanted, limits.labelLength),
    columns: listed(names),
  })
}

function splitIn(names: readonly string[], taken: readonly (number | null)[]): number | null {
  const column = indexOf(names, 'split')
  return column < 0 || taken.includes(column) ? null : column
}

function firstOf(names: readonly string[], known: readonly string[], candidates: readonly number[]): number | null {
  for (const name of known) {
    const column = candidates.find((candidate) => names[candidate]?.toLowerCase() === name)
    if (column !== undefined) return column
  }
  return null
}

/** A known name, else the column with the longest mean length; without a label it must look like prose. */
function textIn(table: TextTable, candidates: readonly number[], label: number | null): number {
  const open = candidates.filter((column) => column !== label)
  const known = firstOf(table.names, textNames, open)
  if (known !== null) return known
  const profiles = open
    .map((column) => ({ column, ...columnProfile(table, column) }))
    .filter(({ numbers, prose }) => numbers < 0.5 && (label !== null || prose >= 0.5))
    .toSorted((a, b) => b.meanLength - a.meanLength)
  const [best] = profiles
  if (best) return best.column
  throw new ThawError('data-unsupported', 'noColumnOfTexts', {
    table: displayText(table.title, limits.pathLength),
    columns: listed(table.names),
  })
}

/** Most different values of a column that is taken for labels by its looks alone. */
const mostGuessed = 50
const longestGuessed = 60

/** The column with the fewest different short values, each about twice at least; null where there is none. */
function labelIn(table: TextTable, candidates: readonly number[], text: number): number | null {
  const profiles = candidates
    .filter((column) => column !== text)
    .map((column) => ({ column, ...columnProfile(table, column) }))
    .filter(({ longest, distinct, filled }) => longest <= longestGuessed && distinct > 1 && 2 * distinct <= filled)
    .filter(({ distinct }) => distinct <= mostGuessed)
    .toSorted((a, b) => a.distinct - b.distinct || b.column - a.column)
  return profiles[0]?.column ?? null
}

export function columnProfile({ rows }: TextTable, column: number) {
  const values = new Set<string>()
  let [filled, length, longest, numbers, prose] = [0, 0, 0, 0, 0]
  for (const { cells } of rows) {
    const cell = cells[column]?.trim() ?? ''
    if (cell === '') continue
    filled++
    length += cell.length
    longest = Math.max(longest, cell.length)
    if (cell.length < 40 && Number.isFinite(Number(cell))) numbers++
    if (cell.length >= 20 || /\S\s+\S/.test(cell)) prose++
    if (values.size <= mostGuessed) values.add(cell)
  }
  const of = Math.max(1, filled)
  return { filled, longest, meanLength: length / of, numbers: numbers / of, prose: prose / of, distinct: values.size }
}

function listed(names: readonly string[]): Few {
  const { shown, more } = few(names, 20)
  return { shown: shown.map((name) => displayText(name, limits.labelLength)), more }
}
