/**
 * Answers that stand in a table of their own, by the rows' numbers or names: "texts.csv" with `id` and `text` beside
 * "labels.csv" with `id` and `label`. A table that holds no texts is joined to the one whose rows it speaks of.
 */
import type { SkippedFile } from '../../shared/domain/data.ts'
import { notice } from '../../shared/messages/say.ts'
import { isAside, type ScoredColumn, scoredColumns } from './columns/columnScores.ts'
import { displayText } from './displayText.ts'
import { limits } from './limits.ts'
import type { TextTable } from './table.ts'

export interface JoinedTables {
  /** Those that were joined as one; the same tables where none are. */
  readonly tables: readonly TextTable[]
  /** Answers that no text has, and rows that could not be read in the tables of answers. */
  readonly skipped: readonly SkippedFile[]
}

export function joinTables(tables: readonly TextTable[]): JoinedTables {
  if (tables.length < 2) return { tables, skipped: [] }
  const bases = tables.filter((table) => holdsTexts(table) && !holdsAnswers(table))
  const answers = tables.filter((table) => !holdsTexts(table) && !isSubmission(table))
  const joined = new Map<TextTable, TextTable>()
  const used = new Map<TextTable, Use>()
  for (const base of bases) {
    const [beside, ...others] = answers.filter((other) => isInOrderOf(other, base))
    if (beside && others.length === 0 && bases.filter((one) => isInOrderOf(beside, one)).length === 1) {
      joined.set(base, inOrder(base, beside))
      used.set(beside, { column: -1, keys: new Set() })
      continue
    }
    const fitting = answers.flatMap((other) => keyOf(base, other) ?? [])
    const [only] = fitting
    if (!only || fitting.length > 1) continue
    joined.set(base, together(base, only))
    const { keys } = used.get(only.other) ?? { keys: new Set<string>() }
    for (const { cells } of base.rows) keys.add(cells[only.own]?.trim() ?? '')
    used.set(only.other, { column: only.theirs, keys })
  }
  return {
    tables: tables.filter((table) => !used.has(table)).map((table) => joined.get(table) ?? table),
    skipped: [...used].flatMap(([table, use]) => [...table.skipped.list(), ...textless(table, use)]),
  }
}

/** How a table of answers was used. */
interface Use {
  /** By which its rows were found; below 0 where they stand in the same order. */
  readonly column: number
  /** What stands in the column of that name in the tables of texts. */
  readonly keys: Set<string>
}

function textless({ title, names, rows }: TextTable, { column, keys }: Use): readonly SkippedFile[] {
  if (column < 0) return []
  const count = rows.filter(({ cells }) => !keys.has(cells[column]?.trim() ?? '')).length
  const name = displayText(names[column] ?? '', limits.labelLength)
  return count === 0 ? [] : [{ path: title, reason: notice('answersWithoutText', { column: name }), count }]
}

const inputWords = new Set('x text texts feature features input inputs data sentences documents reviews'.split(' '))
const answerWords = new Set('y label labels target targets class classes answer answers output outputs'.split(' '))

/** Whether these are the answers to the other's rows, one by one: of the same numbers, under names that differ in "X" and "y" alone. */
function isInOrderOf(answers: TextTable, texts: TextTable): boolean {
  const keyOf = ({ title }: TextTable, words: ReadonlySet<string>) => {
    const parts = title.toLowerCase().match(/\p{L}+|\d+/gu) ?? []
    return parts.some((part) => words.has(part)) ? parts.map((part) => (words.has(part) ? '*' : part)).join(' ') : null
  }
  const key = keyOf(answers, answerWords)
  return (
    key !== null &&
    key === keyOf(texts, inputWords) &&
    !answers.names.some((name) => texts.names.some((own) => own.trim().toLowerCase() === name.trim().toLowerCase())) &&
    hasRowsOf(answers, texts) &&
    hasRowsOf(texts, answers)
  )
}

/** Whether one has each row of the other by its number, but for those that could not be read. */
function hasRowsOf(one: TextTable, other: TextTable): boolean {
  const numbers = new Set(one.rows.map(({ row }) => row))
  for (const { row } of one.skipped.all()) numbers.add(row)
  return one.rows.length > 0 && other.rows.every(({ row }) => numbers.has(row))
}

function inOrder(base: TextTable, other: TextTable): TextTable {
  const told = notice('answersInOrder', {
    texts: displayText(base.title, limits.pathLength),
    answers: displayText(other.title, limits.pathLength),
  })
  const said = new Map(other.rows.map(({ row, cells }) => [row, cells]))
  const none = other.names.map(() => '')
  return {
    ...base,
    names: [...base.names, ...other.names],
    rows: base.rows.map(({ row, cells }) => ({ row, cells: [...cells, ...(said.get(row) ?? none)] })),
    warnings: [...(base.warnings ?? []), ...(other.warnings ?? []), told],
  }
}

function holdsTexts(table: TextTable): boolean {
  return scoredColumns(table).some(({ mayBe, shapes }) => mayBe.text && shapes.prose >= 0.5)
}

function holdsAnswers(table: TextTable): boolean {
  return scoredColumns(table).some(
    (column) => (column.mayBe.label || column.mayBe.number) && !isAside(column, column.named),
  )
}

/** Competitions show how answers are handed in, with answers that mean nothing. */
function isSubmission({ title }: TextTable): boolean {
  return /submission|submit|(^|[^a-z])sample/i.test(title.split('/').at(-1) ?? '')
}

interface Key {
  readonly other: TextTable
  /** The column in each. */
  readonly own: number
  readonly theirs: number
}

/** Of the rows, so many must be found. */
const leastFound = 0.9

/** The column by which one speaks of the other's rows: of one name, each value once in both. */
function keyOf(base: TextTable, other: TextTable): Key | null {
  const plain = (name: string) => name.trim().toLowerCase()
  const keys = scoredColumns(other).filter(identifies)
  for (const theirs of keys) {
    const own = scoredColumns(base).find((column) => identifies(column) && plain(column.name) === plain(theirs.name))
    if (!own) continue
    const rest = other.names.filter((_, column) => column !== theirs.column).map(plain)
    if (rest.length === 0 || base.names.some((name) => rest.includes(plain(name)))) continue
    const known = new Set(other.rows.map(({ cells }) => cells[theirs.column]?.trim()))
    const found = base.rows.filter(({ cells }) => known.has(cells[own.column]?.trim())).length
    if (found >= leastFound * base.rows.length) return { other, own: own.column, theirs: theirs.column }
  }
  return null
}

function identifies({ distinctShare, filled, rows, shapes }: ScoredColumn): boolean {
  return distinctShare === 1 && filled === rows && rows > 1 && shapes.prose < 0.5
}

function together(base: TextTable, { other, own, theirs }: Key): TextTable {
  const isOther = (_: string, column: number) => column !== theirs
  const said = new Map(other.rows.map(({ cells }) => [cells[theirs]?.trim(), cells.filter(isOther)]))
  const names = other.names.filter(isOther)
  const none = names.map(() => '')
  const told = notice('tablesJoined', {
    table: displayText(base.title, limits.pathLength),
    other: displayText(other.title, limits.pathLength),
    column: displayText(base.names[own] ?? '', limits.labelLength),
  })
  return {
    ...base,
    names: [...base.names, ...names],
    rows: base.rows.map(({ row, cells }) => ({ row, cells: [...cells, ...(said.get(cells[own]?.trim()) ?? none)] })),
    unread: new Map([...(base.unread ?? []), ...(other.unread ?? [])]),
    warnings: [...(base.warnings ?? []), ...(other.warnings ?? []), told],
  }
}
