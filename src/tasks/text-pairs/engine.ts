import { labelNames } from '../../engine/data/columnNames.ts'
import type { Content } from '../../engine/data/dataset.ts'
import { cleanText } from '../../engine/data/decodeText.ts'
import { sha256 } from '../../engine/data/digest.ts'
import { displayText } from '../../engine/data/displayText.ts'
import { columnProfile, requiredColumn } from '../../engine/data/guessColumns.ts'
import type { LabelledExample } from '../../engine/data/labelled.ts'
import { limits } from '../../engine/data/limits.ts'
import type { TableFit } from '../../engine/data/reading.ts'
import { splitOf } from '../../engine/data/splitNames.ts'
import type { TextTable } from '../../engine/data/table.ts'
import type { NamedTarget } from '../../engine/data/target.ts'
import { answerLogits } from '../../engine/inference/answerLogits.ts'
import type { TunedModel } from '../../engine/inference/tunedModel.ts'
import { tokenInput, tokenTensors } from '../../engine/inputs/inputs.ts'
import { encodePair, type TokenRow } from '../../engine/inputs/tokenStore.ts'
import { macrotask } from '../../engine/macrotask.ts'
import type { ModelText } from '../../engine/models/modelText.ts'
import { mostTokens } from '../../engine/models/mostTokens.ts'
import type { Prediction, PredictionInput } from '../../shared/domain/answers.ts'
import type { Columns } from '../../shared/domain/data.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import { isMessage, type Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import { classesAnswer, classQuestion, preparedClasses } from '../classification/engine.ts'
import type { TaskId } from '../ids.ts'
import { numberAnswer, numberColumn, numberQuestion, preparedNumbers } from '../regression/engine.ts'
import type { PreparedTask, TaskEngine, TaskOptions } from '../taskEngine.ts'
import { pooled, textOf, usedExamples } from '../taskInputs.ts'

const common = { tokensOf, featureOf: pooled } satisfies Partial<TaskEngine>

export const sortPairs: TaskEngine = {
  ...common,
  question: classQuestion,
  readings: { table: { fits: (table, wanted) => pairFits(table, wanted, 'text-pair-classification') } },
  prepare: async (options) => preparedClasses(options, await pairRows(options)),
  async predict(tuned, given) {
    const started = performance.now()
    return classesAnswer(tuned, await pairLogits(tuned, given), started)
  },
}

export const numberPairs: TaskEngine = {
  ...common,
  question: numberQuestion,
  readings: { table: { fits: (table, wanted) => pairFits(table, wanted, 'text-pair-regression') } },
  prepare: async (options) => preparedNumbers(options, await pairRows(options)),
  async predict(tuned, given): Promise<Prediction> {
    const started = performance.now()
    const [value = Number.NaN] = await pairLogits(tuned, given)
    return numberAnswer(tuned, value, started)
  },
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

/** Types that are all 0 say nothing: a network without types is fed with ids alone. */
function rowOf(ids: Int32Array, types: Int32Array): TokenRow {
  return { ids, weights: null, ...(types.includes(1) && { types }) }
}

function pairOf(content: Content): readonly [string, string] {
  if (content.kind !== 'pair') throw new Error(`internal: expected a pair of texts, received "${content.kind}"`)
  return [content.first, content.second]
}

function tokensOf(content: Content, { tokenizer }: ModelText, maxTokens: number): TokenRow {
  const { ids, types } = encodePair(pairOf(content), tokenizer, maxTokens)
  return rowOf(ids, types)
}

function pairLogits(tuned: TunedModel, given: PredictionInput): Promise<Float32Array> {
  if (given.kind !== 'pair' || !tuned.text) throw new ThawError('model-mismatch', 'asksForPair')
  const { tokenizer } = tuned.text
  const { ids, types } = encodePair([given.first, given.second], tokenizer, tuned.maxTokens)
  return answerLogits(tuned, tokenTensors([rowOf(ids, types)], tokenizer.padId))
}

/** Names under which two texts stand side by side in published data. Lower case. */
const pairNames: readonly (readonly [string, string])[] = [
  ['premise', 'hypothesis'],
  ['sentence1', 'sentence2'],
  ['sentence_1', 'sentence_2'],
  ['question1', 'question2'],
  ['text1', 'text2'],
  ['text_1', 'text_2'],
  ['text_a', 'text_b'],
  ['sentence_a', 'sentence_b'],
  ['question', 'answer'],
  ['question', 'sentence'],
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
  const names = table.names.map((name) => name.trim().toLowerCase())
  const named = (column: string) => (column === '' ? null : requiredColumn(table, column))
  const [wantedFirst, wantedSecond] = [named(textColumn), named(secondTextColumn)]
  const known = pairNames
    .map(([one, two]) => ({ first: names.indexOf(one), second: names.indexOf(two) }))
    .find(({ first, second }) => first >= 0 && second >= 0)
  const first = wantedFirst ?? known?.first
  const second = wantedSecond ?? (known && (first === known.first ? known.second : known.first))
  return first === undefined || second === undefined || first === second ? null : { first, second }
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
  const split = splitColumn(table)
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
        const target = answer.read(cell(answer.column))
        if (isMessage(target)) return target
        const made = await pairExample(cell(first), cell(second))
        return { ...made, target, split: split < 0 ? null : splitOf(cell(split).trim()) }
      },
    },
  ]
}

/** −1 where the table names no splits. */
function splitColumn({ names }: TextTable): number {
  return names.findIndex((name) => name.trim().toLowerCase() === 'split')
}

/** More different values are numbers, or names of single rows. */
const mostClasses = 50

interface PairAnswer {
  readonly notices?: readonly Message[]
  readonly column: number
  readonly likelihood: number
  read(cell: string): NamedTarget | Message
}

/** A column of classes: by name, else the one with the fewest different short values. */
function labels(table: TextTable, { labelColumn }: Columns, { first, second }: PairColumns): PairAnswer | null {
  const split = splitColumn(table)
  const open = [...table.names.keys()].filter((column) => ![first, second, split].includes(column))
  const known = labelNames.flatMap((name) => open.filter((column) => table.names[column]?.toLowerCase() === name))
  const [best] = open
    .map((column) => ({ column, ...columnProfile(table, column) }))
    .filter(
      ({ longest, distinct, filled }) =>
        longest <= 60 && distinct > 1 && distinct <= mostClasses && 2 * distinct <= filled,
    )
    .toSorted((a, b) => a.distinct - b.distinct)
  const column = labelColumn === '' ? (known[0] ?? best?.column) : requiredColumn(table, labelColumn)
  if (column === undefined) return null
  // Many different values are numbers rather than names.
  const { distinct, filled } = columnProfile(table, column)
  const few = distinct <= mostClasses && 2 * distinct <= filled
  return {
    column,
    likelihood: few ? likelihoods.classes : 0.1,
    read(cell) {
      const name = cell.normalize('NFC').trim()
      return name === '' ? notice('rowWithoutLabel') : { kind: 'class', name }
    },
  }
}

function numberAnswers(table: TextTable, wanted: Columns, { first, second }: PairColumns): PairAnswer | null {
  const found = numberColumn(table, wanted, [first, second, splitColumn(table)])
  if (!found) return null
  return {
    column: found.column,
    notices: found.notices,
    likelihood: likelihoods[found.sure],
    read(cell) {
      const value = found.read(cell)
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
