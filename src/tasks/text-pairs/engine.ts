import { classNames } from '../../engine/data/answers/classNames.ts'
import { columnProfile } from '../../engine/data/columns/columnProfile.ts'
import { ranked, scoredColumns } from '../../engine/data/columns/columnScores.ts'
import { nameWords } from '../../engine/data/columns/roleNames.ts'
import type { Content } from '../../engine/data/dataset.ts'
import { cleanText } from '../../engine/data/decodeText.ts'
import { sha256 } from '../../engine/data/digest.ts'
import { displayText } from '../../engine/data/displayText.ts'
import { requiredColumn, splitColumn } from '../../engine/data/guessColumns.ts'
import type { LabelledExample } from '../../engine/data/labelled.ts'
import { limits } from '../../engine/data/limits.ts'
import type { TableFit } from '../../engine/data/reading.ts'
import { splitOf } from '../../engine/data/splitNames.ts'
import type { TextTable } from '../../engine/data/table.ts'
import type { NamedTarget } from '../../engine/data/target.ts'
import { tokenInput } from '../../engine/inputs/inputs.ts'
import { encodePair, type TokenRow } from '../../engine/inputs/tokenStore.ts'
import { macrotask } from '../../engine/macrotask.ts'
import type { ModelText } from '../../engine/models/modelText.ts'
import { mostTokens } from '../../engine/models/mostTokens.ts'
import type { Columns } from '../../shared/domain/data.ts'
import { isMessage, type Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import { classQuestion, preparedClasses } from '../classification/engine.ts'
import type { TaskId } from '../ids.ts'
import { numberColumn, numberQuestion, preparedNumbers } from '../regression/engine.ts'
import type { PreparedTask, TaskEngine, TaskOptions } from '../taskEngine.ts'
import { pooled, textOf, usedExamples } from '../taskInputs.ts'
import { answerPair, answerPairNumber, rowOf } from './answer.ts'

const common = { tokensOf, featureOf: pooled, pairIn: pairColumns } satisfies Partial<TaskEngine>

export const sortPairs: TaskEngine = {
  ...common,
  question: classQuestion,
  readings: { table: { fits: (table, wanted) => pairFits(table, wanted, 'text-pair-classification') } },
  prepare: async (options) => preparedClasses(options, await pairRows(options)),
  predict: answerPair,
}

export const numberPairs: TaskEngine = {
  ...common,
  question: numberQuestion,
  readings: { table: { fits: (table, wanted) => pairFits(table, wanted, 'text-pair-regression') } },
  prepare: async (options) => preparedNumbers(options, await pairRows(options)),
  predict: answerPairNumber,
}

/** Pairs encoded between two turns of the event loop. */
const together = 64

/** Rows are examples; a pair that is too long loses the end of its longer text, which is warned of. */
async function pairRows(options: TaskOptions): Promise<Pick<PreparedTask, 'input' | 'warnings'>> {
  const { emit, signal } = options
  const { used, examples } = usedExamples(options)
  const text = textOf(options)
  const most = mostTokens(options)
  const rows: TokenRow[] = []
  let truncated = 0
  for (const [place, { content }] of examples.entries()) {
    const { ids, types, cut } = encodePair(pairOf(content), text.tokenizer, most)
    rows[used[place] as number] = rowOf(ids, types)
    truncated += Number(cut)
    if (place % together !== together - 1) continue
    const progress = { done: place + 1, total: examples.length, unit: 'examples' as const }
    emit({ type: 'progress', job: 'train', stage: notice('turningIntoTokens'), ...progress })
    await macrotask()
    signal.throwIfAborted()
  }
  const cut = notice('pairsCut', { cut: truncated, pairs: examples.length, tokens: most })
  return {
    input: tokenInput(rows, { padId: text.tokenizer.padId, predicts: false, most }),
    warnings: truncated > 0 ? [cut] : [],
  }
}

function pairOf(content: Content): readonly [string, string] {
  if (content.kind !== 'pair') throw new Error(`internal: expected a pair of texts, received "${content.kind}"`)
  return [content.first, content.second]
}

function tokensOf(content: Content, { tokenizer }: ModelText, maxTokens: number): TokenRow {
  const { ids, types } = encodePair(pairOf(content), tokenizer, maxTokens)
  return rowOf(ids, types)
}

/** Names under which two texts stand side by side in published data, in words of lower case. */
const pairNames: readonly (readonly [string, string])[] = [
  ['premise', 'hypothesis'],
  ['sentence 1', 'sentence 2'],
  ['question 1', 'question 2'],
  ['text 1', 'text 2'],
  ['text a', 'text b'],
  ['sentence a', 'sentence b'],
  ['question', 'answer'],
  ['prompt', 'response'],
  ['question', 'sentence'],
  ['question', 'passage'],
  ['question', 'context'],
  ['query', 'passage'],
  ['query', 'document'],
  ['query', 'title'],
  ['remark', 'reply'],
  ['source', 'target'],
]

interface PairColumns {
  readonly first: number
  readonly second: number
}

/** Both by the person, or by known names; null where a table has no pair. @throws where a named column is missing. */
export function pairColumns(table: TextTable, { textColumn, secondTextColumn = '' }: Columns): PairColumns | null {
  const names = table.names.map((name) => nameWords(name).join(' '))
  const named = (column: string) => (column === '' ? null : requiredColumn(table, column))
  const [wantedFirst, wantedSecond] = [named(textColumn), named(secondTextColumn)]
  const known = namedPair(table, names) ?? countedPair(table, names) ?? alikePair(table)
  const first = wantedFirst ?? known?.first
  const second = wantedSecond ?? (known && (first === known.first ? known.second : known.first))
  return first === undefined || second === undefined || first === second ? null : { first, second }
}

/** Where several names fit, two columns of running text: of question, passage and answer "yes" the first two. */
function namedPair(table: TextTable, names: readonly string[]): PairColumns | undefined {
  const found = pairNames
    .map(([one, two]) => ({ first: names.indexOf(one), second: names.indexOf(two) }))
    .filter(({ first, second }) => first >= 0 && second >= 0)
  const isText = (column: number) => columnProfile(table, column).shapes.prose >= 0.5
  return found.find(({ first, second }) => isText(first) && isText(second)) ?? found[0]
}

const places: readonly (readonly [string, string])[] = [
  ['1', '2'],
  ['a', 'b'],
]

/** Two columns of texts whose names differ in their place alone: "remark 1", "remark 2". */
function countedPair(table: TextTable, names: readonly string[]): PairColumns | undefined {
  const texts = scoredColumns(table).filter(({ shapes }) => shapes.prose >= 0.5 && shapes.list < 0.5)
  for (const { column } of texts)
    for (const [one, two] of places) {
      const words = (names[column] ?? '').split(' ')
      const place = words.at(-1) === one ? words.length - 1 : words[0] === one ? 0 : -1
      if (place < 0 || words[0] === 'column') continue
      const other = words.map((word, at) => (at === place ? two : word)).join(' ')
      const second = texts.find((each) => names[each.column] === other)?.column
      if (second !== undefined) return { first: column, second }
    }
  return undefined
}

/** Rows that are compared to tell whether two columns without names say nearly the same. */
const compared = 200

/** Without a header, two columns of texts that share many of their words in row after row. */
function alikePair(table: TextTable): PairColumns | undefined {
  const texts = scoredColumns(table).filter(
    ({ name, column, shapes, distinctShare }) =>
      name === `column ${column + 1}` && shapes.prose >= 0.9 && shapes.list < 0.5 && distinctShare > 0.3,
  )
  const [first, second] = texts
  if (!first || !second || texts.length > 2) return undefined
  const rows = table.rows.slice(0, compared)
  const alike = rows.filter(({ cells }) => shareWords(cells[first.column] ?? '', cells[second.column] ?? '')).length
  return 2 * alike > rows.length ? { first: first.column, second: second.column } : undefined
}

/** Of the words of both, a third or more; a text that holds the other whole is its title. */
function shareWords(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []))
  if (!a || !b) return false
  const shared = [...a].filter((word) => b.has(word)).length
  const ratio = Math.min(a.size, b.size) / Math.max(1, a.size, b.size)
  return ratio > 0.4 && 3 * shared >= a.size + b.size - shared
}

/** All above the readings of a single text; numbers that may be names come after the classes. */
const likelihoods = { classes: 0.9, numbers: 0.95, either: 0.6, unnamed: 0.2 }

function pairFits(table: TextTable, wanted: Columns, task: TaskId): readonly TableFit[] {
  const columns = pairColumns(table, wanted)
  if (!columns) return []
  const { first, second } = columns
  const answer =
    task === 'text-pair-regression' ? numberAnswers(table, wanted, columns) : labels(table, wanted, columns)
  if (!answer) return []
  const split = splitColumn(table, [first, second, answer.column])
  const name = (column: number) => displayText(table.names[column] ?? '', limits.labelLength)
  return [
    {
      task,
      likelihood: answer.likelihood,
      columns: { text: name(first), secondText: name(second), label: name(answer.column) },
      unfit: notice('tableWithoutPairs'),
      warnings: () => answer.notices ?? [],
      async exampleOf(cells) {
        const cell = (column: number) => cells[column] ?? ''
        if (cell(first).trim() === '') return notice('rowWithoutFirstText')
        if (cell(second).trim() === '') return notice('rowWithoutSecondText')
        const target = answer.read(cells)
        if (isMessage(target)) return target
        const made = await pairExample(cell(first), cell(second))
        return { ...made, target, split: split === null ? null : splitOf(cell(split).trim()) }
      },
    },
  ]
}

/** More different values are numbers, or names of single rows. */
const mostClasses = 50

interface PairAnswer {
  readonly notices?: readonly Message[]
  readonly column: number
  readonly likelihood: number
  read(cells: readonly string[]): NamedTarget | Message
}

/** The likeliest column of classes beside the pair, or the one that the person named. */
function labels(table: TextTable, { labelColumn }: Columns, { first, second }: PairColumns): PairAnswer | null {
  const split = splitColumn(table, [first, second])
  const open = scoredColumns(table).filter(
    ({ column, mayBe }) => mayBe.label && column !== first && column !== second && column !== split,
  )
  const column = labelColumn === '' ? ranked(open, 'label')[0]?.column : requiredColumn(table, labelColumn)
  if (column === undefined) return null
  // Many different values are numbers rather than names.
  const { distinct, filled } = columnProfile(table, column)
  const few = distinct <= mostClasses && 2 * distinct <= filled
  const classOfRow = classNames(table, column)
  return {
    column,
    likelihood: few ? likelihoods.classes : 0.1,
    read(cells) {
      const name = classOfRow(cells)
      return isMessage(name) ? name : { kind: 'class', name }
    },
  }
}

function numberAnswers(table: TextTable, wanted: Columns, { first, second }: PairColumns): PairAnswer | null {
  const split = splitColumn(table, [first, second])
  const found = numberColumn(table, wanted, [first, second, ...(split === null ? [] : [split])])
  if (!found) return null
  return {
    column: found.column,
    notices: found.notices,
    // Two texts that share their words are a pair, whatever its number is called.
    likelihood: Math.max(likelihoods[found.sure], (table.names[first] ?? '') === `column ${first + 1}` ? 0.6 : 0),
    read(cells) {
      const value = found.read(cells[found.column] ?? '')
      return typeof value === 'number' ? { kind: 'number', value } : value
    },
  }
}

async function pairExample(first: string, second: string): Promise<Pick<LabelledExample, 'content' | 'digest'>> {
  const kept = (text: string) => cleanText(text).slice(0, limits.textLength)
  const content = { kind: 'pair', first: kept(first), second: kept(second) } as const
  // No text holds a zero character, so that two of them tell where the second begins.
  return { content, digest: await sha256(new TextEncoder().encode(`${content.first}\0\0${content.second}`)) }
}
