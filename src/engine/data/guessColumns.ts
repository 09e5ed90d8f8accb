/** Which columns of a table hold the text, the label and the split: as the person says, else the likeliest together. */
import type { Columns } from '../../shared/domain/data.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import { type Few, few } from '../../shared/messages/few.ts'
import { ranked, type ScoredColumn, scoredColumns } from './columns/columnScores.ts'
import { displayText } from './displayText.ts'
import { limits } from './limits.ts'
import { splitOf } from './splitNames.ts'
import type { TextTable } from './table.ts'

/** Indices of columns. */
export interface GuessedColumns {
  readonly text: number
  readonly label: number | null
  readonly split: number | null
}

/** @throws ThawError `data-unsupported` that lists the columns, where one is missing or none holds texts. */
export function guessColumns(table: TextTable, { textColumn, labelColumn }: Columns): GuessedColumns {
  const text = textColumn === '' ? null : requiredColumn(table, textColumn)
  const label = labelColumn === '' ? null : requiredColumn(table, labelColumn)
  const split = splitColumn(table, [text, label])
  const open = scoredColumns(table).filter(({ column }) => column !== split)
  const best = bestPair(
    text === null ? open.filter(({ column, mayBe }) => mayBe.text && column !== label) : at(table, text),
    label === null ? open.filter(({ column, mayBe }) => mayBe.label && column !== text) : at(table, label),
  )
  if (best) return { text: best.text, label: best.label, split }
  const others = open.filter(({ column }) => column !== label)
  return { text: text ?? textAlone(table, others), label, split }
}

function at(table: TextTable, column: number): readonly ScoredColumn[] {
  return scoredColumns(table).slice(column, column + 1)
}

/** Candidates of each role that are weighed against those of the other. */
const mostWeighed = 8

/** The text and the label that are likeliest together; null where no two columns may be them. */
function bestPair(texts: readonly ScoredColumn[], labels: readonly ScoredColumn[]) {
  let best: { readonly text: number; readonly label: number; readonly score: number } | null = null
  for (const text of ranked(texts, 'text').slice(0, mostWeighed))
    for (const label of ranked(labels, 'label').slice(0, mostWeighed)) {
      if (text.column === label.column) continue
      const score = text.scores.text + label.scores.label
      if (!best || score > best.score) best = { text: text.column, label: label.column, score }
    }
  return best
}

/** Without a label, what is no text by its name must look like prose. */
function textAlone(table: TextTable, open: readonly ScoredColumn[]): number {
  const texts = open.filter(({ mayBe, named, shapes }) => mayBe.text && (named.text >= 0.9 || shapes.prose >= 0.5))
  const [best] = ranked(texts, 'text')
  if (best) return best.column
  throw new ThawError('data-unsupported', 'noColumnOfTexts', {
    table: displayText(table.title, limits.pathLength),
    columns: listed(table.names),
  })
}

/** The column that names the split of each row, where the table has one; whoever takes it for something else has it. */
export function splitColumn(table: TextTable, taken: readonly (number | null)[] = []): number | null {
  const found = scoredColumns(table).filter(
    ({ column, name, named, filled }) =>
      !taken.includes(column) &&
      (name.trim().toLowerCase() === 'split' || (named.split > 0.7 && filled > 0 && namesSplits(table, column))),
  )
  return found.toSorted((a, b) => b.named.split - a.named.split)[0]?.column ?? null
}

function namesSplits({ rows }: TextTable, column: number): boolean {
  const cells = rows.map(({ cells }) => cells[column]?.trim() ?? '').filter((cell) => cell !== '')
  return cells.every((cell) => splitOf(cell) !== null)
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

function listed(names: readonly string[]): Few {
  const { shown, more } = few(names, 20)
  return { shown: shown.map((name) => displayText(name, limits.labelLength)), more }
}
