/**
 * Data in which an example may have several labels: cells that list them, a 0-1 column for each, or the same picture in
 * several folders. An example without a label is one of none, and is told of.
 */

import {
  areSigned,
  type CellTable,
  type LabelColumns,
  labelColumns,
  readLabelColumns,
} from '../../engine/data/answers/labelColumns.ts'
import {
  type LabelList,
  type LabelListForm,
  labelListForm,
  labelListNotices,
  namesOneEach,
  readLabelList,
} from '../../engine/data/answers/labelLists.ts'
import { labelNames } from '../../engine/data/columnNames.ts'
import { instructionsIn } from '../../engine/data/columns/instructionColumns.ts'
import { nameScores } from '../../engine/data/columns/roleNames.ts'
import { displayText } from '../../engine/data/displayText.ts'
import { groupBy } from '../../engine/data/groupBy.ts'
import { guessColumns, requiredColumn } from '../../engine/data/guessColumns.ts'
import type { LabelledExample } from '../../engine/data/labelled.ts'
import { limits } from '../../engine/data/limits.ts'
import type { Pace } from '../../engine/data/pace.ts'
import type { PictureFit, PlacedPicture, TableFit } from '../../engine/data/reading.ts'
import { type SaidOfPictures, saidOfPictures } from '../../engine/data/saidOfPictures.ts'
import { splitOf } from '../../engine/data/splitNames.ts'
import type { TextTable } from '../../engine/data/table.ts'
import type { Columns, SkippedFile } from '../../shared/domain/data.ts'
import { type Few, few } from '../../shared/messages/few.ts'
import { isMessage, type Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'

/** How the labels of a row are written. */
interface Written {
  readonly likelihood: number
  /** The one column that lists them; null where each has its own. */
  readonly cell: number | null
  readonly columns: readonly number[]
  /** Or why the row cannot be read. */
  labels(cells: readonly string[]): readonly string[] | Message
  readonly notices: readonly Message[]
}

export function labelledTable(table: TextTable, wanted: Columns): readonly TableFit[] {
  if ((wanted.labelColumns ?? []).length === 0 && instructionsIn(table, wanted)) return []
  const { text, label, split } = guessColumns(table, wanted)
  const free = table.names.map((_, column) => column).filter((column) => column !== text && column !== split)
  const written = writtenLabels(table, { free, guessed: label }, wanted)
  if (!written) return []
  const name = (column: number) => displayText(table.names[column] ?? '', limits.labelLength)
  const { likelihood, cell, columns, notices } = written
  return [
    {
      task: 'text-multi-label',
      likelihood,
      columns: {
        text: name(text),
        label: cell === null ? null : name(cell),
        ...(cell === null && { labels: columns.map(name) }),
      },
      unfit: notice('tableWithoutSeveralLabels'),
      async exampleOf(cells, maker) {
        const shown = cells[text] ?? ''
        if (shown.trim() === '') return notice('rowWithoutText')
        const names = written.labels(cells)
        if (isMessage(names)) return names
        const part = split === null ? null : splitOf((cells[split] ?? '').trim())
        return { ...(await maker.make('', shown)), target: { kind: 'labels', names }, split: part }
      },
      warnings: () => notices,
    },
  ]
}

interface Candidates {
  readonly free: readonly number[]
  /** The column that holds one label a row, if any does. */
  readonly guessed: number | null
}

function writtenLabels(table: TextTable, { free, guessed }: Candidates, wanted: Columns): Written | null {
  const { labelColumn, labelColumns: several = [] } = wanted
  if (several.length > 0) {
    const columns = several.map((name) => requiredColumn(table, name))
    return columns.length === 1 ? inCells(table, columns, true) : inColumns(table, namedColumns(table, columns), 0.9)
  }
  if (labelColumn !== '') return inCells(table, [requiredColumn(table, labelColumn)], true)
  const marked = labelColumns(table, free)
  // Where another column looks like the label, those of 0 and 1 may say anything.
  const elsewhere = guessed !== null && marked !== null && !marked.columns.includes(guessed)
  const listed = inCells(table, guessed !== null && isLabelName(table, guessed) ? [guessed] : free)
  const columned = marked && inColumns(table, marked, elsewhere ? 0.3 : 0.9)
  if (!listed || !columned) return listed ?? columned
  return listed.likelihood >= columned.likelihood ? listed : columned
}

const severalNames = [...labelNames, 'tags', 'genres', 'topics', 'categories']

function isLabelName({ names }: Pick<CellTable, 'names'>, column: number): boolean {
  const name = names[column] ?? ''
  return severalNames.includes(name.toLowerCase()) || nameScores(name).label >= 0.75
}

/** Lists of tags name one for each word, the same ones again and again: those are no labels of a whole text. */
const mostRepeating = 0.2

interface ListColumn {
  readonly column: number
  readonly form: LabelListForm
  readonly known: boolean
  readonly read: readonly { readonly row: number; readonly list: LabelList }[]
}

/** The column whose name and filled cells speak most for labels; of one that the person named no more is asked. */
function inCells(table: CellTable, candidates: readonly number[], asked = false): Written | null {
  const { names, rows } = table
  const [best] = candidates
    .flatMap((column) => listColumn(table, column) ?? [])
    .filter((each) => asked || each.known || mayHoldLabels(names[each.column] ?? '', each))
    .toSorted((a, b) => weightOf(b, rows.length) - weightOf(a, rows.length) || byName(names, a, b))
  if (!best) return null
  const { column, form, known, read } = best
  const lists = read.map(({ list }) => list)
  if (lists.filter(({ repeated }) => repeated > 0).length > mostRepeating * lists.length) return null
  return {
    likelihood: likelihoodOf(lists, form, known),
    cell: column,
    columns: [column],
    labels(cells) {
      const list = readLabelList(cells[column] ?? '', form)
      return isMessage(list) ? list : list.labels
    },
    notices: labelListNotices(read),
  }
}

function listColumn(table: CellTable, column: number): ListColumn | null {
  const form = labelListForm(table.rows.map(({ cells }) => cells[column] ?? ''))
  if (!form) return null
  const read = table.rows.flatMap(({ row, cells }) => {
    const list = readLabelList(cells[column] ?? '', form)
    return isMessage(list) ? [] : [{ row, list }]
  })
  return { column, form, known: isLabelName(table, column), read }
}

function byName(names: readonly string[], a: ListColumn, b: ListColumn): number {
  const [one = '', other = ''] = [names[a.column], names[b.column]]
  return Number(one > other) - Number(one < other)
}

function filledIn({ read }: ListColumn): number {
  return read.filter(({ list }) => list.labels.length > 0).length
}

function weightOf(column: ListColumn, rows: number): number {
  return Number(column.known) + filledIn(column) / Math.max(1, rows)
}

/** Labels come again; places, boxes and vectors are lists of numbers that hardly do. */
function mayHoldLabels(name: string, { read }: ListColumn): boolean {
  const { aside, id, weight } = nameScores(name)
  if (Math.max(aside, id, weight) >= 0.8) return false
  const labels = read.flatMap(({ list }) => list.labels)
  if (labels.some((label) => /^[+-]?\d*\.\d+$/.test(label))) return false
  return 2 * new Set(labels).size <= labels.length
}

/** A column of another name may hold anything that commas join; lists with one entry each are classes. */
function likelihoodOf(lists: readonly LabelList[], form: LabelListForm, known: boolean): number {
  if (namesOneEach(lists)) return 0.1
  if (form.kind === 'list') return known ? 0.9 : 0.6
  return known ? 0.8 : 0.4
}

/** Of columns that the person named no more is asked. */
function namedColumns(table: CellTable, columns: readonly number[]): LabelColumns {
  return { columns, exclusive: false, signed: areSigned(table, columns) }
}

function inColumns(table: CellTable, marked: LabelColumns, likelihood: number): Written {
  const { columns, exclusive } = marked
  const names = columns.map((column) => table.names[column] ?? '')
  const none = table.rows.filter(({ cells }) => {
    const labels = readLabelColumns(cells, table.names, marked)
    return !isMessage(labels) && labels.length === 0
  })
  const [first] = none
  const unlabelled = first ? [notice('rowsWithoutLabel', { rows: none.length, first: first.row })] : []
  const classes = notice('rowsWithOneLabelEach', { labels: shown(names) })
  return {
    likelihood,
    cell: null,
    columns,
    labels: (cells) => readLabelColumns(cells, table.names, marked),
    notices: [...(exclusive ? [classes] : []), ...emptyColumns(table, columns), ...unlabelled],
  }
}

/** Columns of 0 and 1 that are more than half empty are not read, which is said. */
function emptyColumns({ names, rows }: CellTable, taken: readonly number[]): Message[] {
  const isLeft = (column: number) => {
    const filled = filledMarks(rows, column)
    return filled !== null && filled > 0 && 2 * filled < rows.length && !taken.includes(column)
  }
  const left = names.filter((_, column) => isLeft(column))
  return left.length === 0 ? [] : [notice('labelColumnsMostlyEmpty', { columns: shown(left) })]
}

const emptyMarks = new Set(['0', '1', '0.0', '1.0', 'true', 'false'])

/** How many cells hold 0 or 1; null where one holds something else, at which no further cell is looked at. */
function filledMarks(rows: CellTable['rows'], column: number): number | null {
  let filled = 0
  for (const { cells } of rows) {
    const cell = (cells[column] ?? '').trim()
    if (cell === '') continue
    if (cell.length > 5 || !emptyMarks.has(cell.toLowerCase())) return null
    filled++
  }
  return filled
}

function shown(names: readonly string[]): Few {
  const { shown: first, more } = few(names, 4)
  return { shown: first.map((name) => displayText(name, limits.labelLength)), more }
}

export function labelledPictures(pictures: readonly PlacedPicture[], wanted: Columns): readonly PictureFit[] {
  const spoken = pictures.some(({ table }) => table)
  const fit = spoken ? byTable(pictures, wanted) : bySeveralFolders(pictures)
  return fit ? [fit] : []
}

/** Where every picture is spoken for by a table whose cells or columns name several labels. */
function byTable(pictures: readonly PlacedPicture[], wanted: Columns): PictureFit | null {
  const said = saidOfPictures(pictures)
  const written = said && writtenBeside(said, wanted)
  if (!said || !written) return null
  const { likelihood, notices } = written
  return {
    task: 'image-multi-label',
    likelihood,
    warnings: () => notices,
    examples: (pace) => fromTables(pictures, { said, written }, pace),
  }
}

function writtenBeside(said: SaidOfPictures, { labelColumn, labelColumns: several = [] }: Columns): Written | null {
  const { names, free } = said
  const index = (name: string) => names.findIndex((column) => column.toLowerCase() === name.toLowerCase())
  const named = [...(labelColumn === '' ? [] : [labelColumn]), ...several].map(index).filter((column) => column >= 0)
  if (several.length > 1) return inColumns(said, namedColumns(said, named), 0.9)
  const marked = named.length > 0 ? null : labelColumns(said, free)
  const known = free.some((column) => labelNames.includes((names[column] ?? '').toLowerCase()))
  return (
    inCells(said, named.length > 0 ? named : free, named.length > 0) ??
    (marked && inColumns(said, marked, known ? 0.3 : 0.9))
  )
}

interface Spoken {
  readonly said: SaidOfPictures
  readonly written: Written
}

async function fromTables(pictures: readonly PlacedPicture[], { said, written }: Spoken, pace: Pace) {
  const examples: LabelledExample[] = []
  const skipped: SkippedFile[] = []
  for (const [place, { path, blob, digest, split }] of pictures.entries()) {
    await pace.breathe()
    const cells = said.cells[place]
    const names = cells ? written.labels(cells) : notice('noMetadataListsPicture')
    if (isMessage(names)) skipped.push({ path, reason: names })
    else examples.push({ path, digest, split, content: { kind: 'image', blob }, target: { kind: 'labels', names } })
  }
  return { examples, skipped }
}

/** From this share of the pictures on, being in several folders is meant. */
const meantFrom = 0.2

/** The same content in folders of different names has all of these labels. */
function bySeveralFolders(pictures: readonly PlacedPicture[]): PictureFit | null {
  const same = [...groupBy(pictures, ({ digest }) => digest).values()]
  const several = same.filter((group) => foldersOf(group).length > 1).length
  if (several === 0) return null
  const likelihood = several >= meantFrom * same.length ? 0.7 : 0.15
  return { task: 'image-multi-label', likelihood, examples: (pace) => fromFolders(same, pace) }
}

function foldersOf(group: readonly PlacedPicture[]): readonly string[] {
  return [...new Set(group.flatMap(({ folder }) => folder?.normalize('NFC').trim() || []))]
}

async function fromFolders(same: readonly (readonly PlacedPicture[])[], pace: Pace) {
  const examples: LabelledExample[] = []
  const skipped: SkippedFile[] = []
  for (const group of same) {
    await pace.breathe()
    const names = foldersOf(group)
    const [first] = group
    if (!first) continue
    const { path, blob, digest, split } = first
    if (names.length > 0)
      examples.push({ path, digest, split, content: { kind: 'image', blob }, target: { kind: 'labels', names } })
    else skipped.push(...group.map((one) => ({ path: one.path, reason: notice('pictureInNoLabelFolder') })))
  }
  return { examples, skipped }
}
