/**
 * A tag for each word: a linear layer on the state of each word's first piece, cross-entropy over words, entities
 * counted as seqeval does. Rows are sentences.
 */
import * as tf from '@tensorflow/tfjs-core'
import { settleTags } from '../../engine/data/answers/settleTags.ts'
import { type TaggedForm, taggedForm, taggedWords } from '../../engine/data/answers/taggedRecords.ts'
import type { TaggedWords } from '../../engine/data/answers/taggedSpans.ts'
import type { Content, Example } from '../../engine/data/dataset.ts'
import { cleanText } from '../../engine/data/decodeText.ts'
import { sha256 } from '../../engine/data/digest.ts'
import { displayText } from '../../engine/data/displayText.ts'
import { requiredColumn } from '../../engine/data/guessColumns.ts'
import { limits } from '../../engine/data/limits.ts'
import type { TableFit } from '../../engine/data/reading.ts'
import { splitOf } from '../../engine/data/splitNames.ts'
import type { TableRow, TextTable } from '../../engine/data/table.ts'
import { tagsOf } from '../../engine/data/target.ts'
import { tokenInput } from '../../engine/inputs/inputs.ts'
import type { TokenRow } from '../../engine/inputs/tokenStore.ts'
import { encodeWords } from '../../engine/inputs/wordTokens.ts'
import { macrotask } from '../../engine/macrotask.ts'
import type { ModelText } from '../../engine/models/modelText.ts'
import { mostTokens } from '../../engine/models/mostTokens.ts'
import { meanOfTokens } from '../../engine/models/textParts.ts'
import type { Trunk } from '../../engine/models/trunk.ts'
import type { Forward } from '../../engine/nn/forward.ts'
import { ignoredToken, tokenCrossEntropy } from '../../engine/nn/tokenCrossEntropy.ts'
import { evaluateRows } from '../../engine/train/evaluateRows.ts'
import type { Objective, Tally } from '../../engine/train/objective.ts'
import type { ExampleQuestion } from '../../shared/domain/answers.ts'
import type { Columns } from '../../shared/domain/data.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import { isMessage, type Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import { bootstrapInterval } from '../../shared/metrics/bootstrapInterval.ts'
import {
  entityCounts,
  entityF1Over,
  entityScores,
  type TagAnswers,
  tagAccuracy,
  tagConfusion,
} from '../../shared/metrics/entityScores.ts'
import { entitySpans } from '../../shared/metrics/entitySpans.ts'
import { softmaxRows } from '../../shared/metrics/softmaxRows.ts'
import { type TagSet, tagSetOf } from '../../shared/metrics/tagSet.ts'
import { seeded } from '../../shared/random.ts'
import type { PreparedTask, TaskEngine, TaskOptions, TaskOutcome, TaskRun } from '../taskEngine.ts'
import { inputOf, textOf, usedExamples } from '../taskInputs.ts'
import { placesInTurn, watchExamples } from '../watchExamples.ts'
import { answerTags, largest, pickedRows, tagLogits } from './answer.ts'
import type { TokenTest } from './card.ts'

export const markWords: TaskEngine = {
  readings: { table: { fits: taggedTable } },
  prepare,
  tokensOf,
  question,
  featureOf,
  predict: answerTags,
}

async function prepare(options: TaskOptions): Promise<PreparedTask> {
  const { recipe, dataset, split, trunk } = options
  const { tokenizer } = textOf(options)
  const most = mostTokens(options)
  const { rows, cut, blank } = await taggedRows(options, most)
  const objective = tagging({
    ...{ trunk, rows, set: tagSetOf(dataset.classes) },
    smoothing: recipe.regularisation.labelSmoothing,
    usual: commonest(split.train.map((index) => tagsOf(dataset.examples[index] as Example))),
  })
  return {
    ...{ rows: split, objective },
    input: tokenInput(
      rows.map(({ ids }) => ({ ids, weights: null })),
      { padId: tokenizer.padId, predicts: false, most },
    ),
    warnings: warningsOf({ cut, blank, most, usual: dataset.classes[objective.usual] ?? '' }),
    ...watchExamples({ split, objective, places: placesInTurn(typesIn(options, objective.set)) }),
    evaluateAfter: (run) => evaluateAfter(run, objective),
  }
}

/** Types of entities by sentence of the validation split. */
function typesIn({ dataset, split }: TaskOptions, set: TagSet): number[][] {
  return split.validation.map((index) => {
    const spans = entitySpans(tagsOf(dataset.examples[index] as Example), set, 'strict')
    return [...new Set(spans.map(({ type }) => type))]
  })
}

/** A sentence as the network is fed with it, and what each of its words is. */
export interface TaggedRow {
  readonly ids: Int32Array
  /** Of each word; −1 where the network is not shown it. */
  readonly starts: Int32Array
  /** Of each word. */
  readonly tags: readonly number[]
}

interface TaggedRows {
  /** By example; absent where no split takes it. */
  readonly rows: readonly TaggedRow[]
  /** Sentences that lost their end. */
  readonly cut: number
  /** Words that the tokenizer has nothing for. */
  readonly blank: number
}

const together = 256

async function taggedRows(options: TaskOptions, most: number): Promise<TaggedRows> {
  const { tokenizer } = textOf(options)
  const { used, examples } = usedExamples(options)
  const rows: TaggedRow[] = []
  let [cut, blank] = [0, 0]
  for (const [place, example] of examples.entries()) {
    const tokens = encodeWords(wordsOf(example.content), tokenizer, most)
    rows[used[place] as number] = { ids: tokens.ids, starts: tokens.starts, tags: tagsOf(example) }
    if (tokens.cut) cut++
    else blank += tokens.starts.filter((start) => start < 0).length
    if (place % together !== together - 1) continue
    options.emit({
      ...{ type: 'progress', job: 'train', stage: notice('turningIntoTokens') },
      ...{ done: place + 1, total: examples.length, unit: 'examples' },
    })
    await macrotask()
    options.signal.throwIfAborted()
  }
  return { rows, cut, blank }
}

function wordsOf(content: Content): readonly string[] {
  if (content.kind === 'words') return content.words
  throw new Error(`internal: expected words, received "${content.kind}"`)
}

interface Unseen extends Pick<TaggedRows, 'cut' | 'blank'> {
  readonly most: number
  readonly usual: string
}

function warningsOf({ cut, blank, most, usual }: Unseen): readonly Message[] {
  return [
    ...(cut > 0 ? [notice('sentencesCut', { cut, tokens: most, usual })] : []),
    ...(blank > 0 ? [notice('wordsWithoutToken', { words: blank, usual })] : []),
  ]
}

/** The tag that most words have: the answer to words that the network is not shown. */
function commonest(sentences: readonly (readonly number[])[]): number {
  const counts: number[] = []
  for (const tags of sentences) for (const tag of tags) counts[tag] = (counts[tag] ?? 0) + 1
  let best = 0
  counts.forEach((count, tag) => {
    if (count > (counts[best] ?? 0)) best = tag
  })
  return best
}

export interface TaggingOptions {
  readonly trunk: Trunk
  readonly rows: readonly TaggedRow[]
  readonly set: TagSet
  readonly smoothing: number
  /** What a word is answered with that the network is not shown. */
  readonly usual: number
}

export interface TagTally extends Tally {
  /** Of the rows added, in their order. */
  answers(): TagAnswers
}

export interface TagObjective extends Objective {
  readonly set: TagSet
  readonly usual: number
  tally(): TagTally
}

export function tagging(options: TaggingOptions): TagObjective {
  const { trunk, rows, set, smoothing, usual } = options
  const some = (indices: readonly number[]) => indices.map((index) => rows[index] as TaggedRow)
  return {
    ...{ set, usual },
    head: trunk.classifier.parameters(set.names.length),
    readout: (_f, x) => x,
    outputs: (f, features) => tagLogits(trunk, f, features as tf.Tensor3D),
    loss(logits, indices) {
      const tags = tagsOfTokens(some(indices), logits.shape[1] as number)
      const { total, counted } = tokenCrossEntropy(logits as tf.Tensor3D, tags, { smoothing })
      return tf.div(total, Math.max(1, counted))
    },
    weigh: (indices) => some(indices).reduce((sum, row) => sum + shownWords(row).length, 0),
    tally: () => tallyOf(options),
  }
}

/** Words that the network is shown, by their place in the sentence. */
function shownWords({ starts }: TaggedRow): number[] {
  return [...starts.keys()].filter((word) => (starts[word] as number) >= 0)
}

/** [batch · tokens]: a word's tag at its first piece; marks, other pieces and padding are ignored. */
function tagsOfTokens(batch: readonly TaggedRow[], tokens: number): Int32Array {
  const all = new Int32Array(batch.length * tokens).fill(ignoredToken)
  for (const [at, row] of batch.entries())
    for (const word of shownWords(row)) all[at * tokens + (row.starts[word] as number)] = row.tags[word] as number
  return all
}

function tallyOf({ rows, set, usual }: TaggingOptions): TagTally {
  const truth: (readonly number[])[] = []
  const predicted: number[][] = []
  let [nats, words] = [0, 0]
  const answers = () => ({ truth, predicted, set })
  return {
    async add(logits, indices) {
      const batch = indices.map((index) => rows[index] as TaggedRow)
      const asked = batch.flatMap((row, at) => shownWords(row).map((word) => ({ at, word, row })))
      const places = asked.map(({ at, word, row }) => at * (logits.shape[1] as number) + (row.starts[word] as number))
      const classes = set.names.length
      const probabilities = softmaxRows(await pickedRows(logits as tf.Tensor3D, places), classes)
      const found = batch.map(({ tags }) => tags.map(() => usual))
      for (const [i, { at, word, row }] of asked.entries()) {
        const own = probabilities.subarray(i * classes, (i + 1) * classes)
        ;(found[at] as number[])[word] = largest(own)
        nats -= Math.log(Math.max(Number.MIN_VALUE, own[row.tags[word] as number] as number))
      }
      words += asked.length
      truth.push(...batch.map(({ tags }) => tags))
      predicted.push(...found)
    },
    score() {
      const { micro } = entityScores(entityCounts(answers(), 'strict'), set)
      return {
        ...{ loss: nats / Math.max(1, words), accuracy: null, perplexity: null, counted: words },
        scores: { entityF1: micro.f1, tokenAccuracy: tagAccuracy(answers()) },
      }
    },
    answers,
    watched: (place) => ({
      kind: 'tags',
      truth: truth[place] as readonly number[],
      predicted: predicted[place] as readonly number[],
    }),
  }
}

async function evaluateAfter(run: TaskRun, objective: TagObjective): Promise<TaskOutcome> {
  const { recipe, dataset, split } = run
  const tally = await evaluateRows({ ...run, objective }, split.test)
  const test = tokenTest(tally.answers(), {
    ...{ examples: split.test, loss: tally.score().loss, usual: objective.usual, seed: recipe.seed },
  })
  if (test.words === 0) throw new ThawError('data-empty', 'testHoldsNoWord', { data: dataset.name })
  return { test, validation: null, before: null, samples: null }
}

interface Tested {
  readonly examples: readonly number[]
  readonly loss: number
  readonly usual: number
  readonly seed: number
}

/** The honest figures of the best weights on the test split. */
export function tokenTest(answers: TagAnswers, { examples, loss, usual, seed }: Tested): TokenTest {
  const { truth, predicted, set } = answers
  const counts = entityCounts(answers, 'strict')
  const { micro, macro, byType } = entityScores(counts, set)
  const always = truth.map((tags) => Array.from(tags, () => usual))
  return {
    kind: 'tokens',
    n: truth.length,
    words: truth.reduce((sum, { length }) => sum + length, 0),
    loss,
    entityF1: micro.f1,
    ...{ precision: micro.precision, recall: micro.recall, macroF1: macro.f1 },
    interval: bootstrapInterval(counts.length, entityF1Over(counts, set.types.length), {
      random: seeded(seed).fork('entity interval'),
    }),
    tokenAccuracy: tagAccuracy(answers),
    baseline: tagAccuracy({ truth, predicted: always, set }),
    perType: byType,
    confusion: tagConfusion(answers),
    answers: {
      truth: truth.map((tags) => Array.from(tags)),
      predicted: predicted.map((tags) => Array.from(tags)),
      examples: [...examples],
    },
  }
}

function tokensOf(content: Content, { tokenizer }: ModelText, maxTokens: number): TokenRow {
  return { ids: encodeWords(wordsOf(content), tokenizer, maxTokens).ids, weights: null }
}

/** Behind a learned prompt the mask is longer than the states, which are the words' alone. */
function featureOf(_: Trunk, f: Forward, top: tf.Tensor): tf.Tensor {
  const [batch = 0, tokens = 0] = top.shape
  const { mask } = f
  const own = mask && tf.slice(mask, [0, (mask.shape[1] ?? 0) - tokens], [batch, tokens])
  return meanOfTokens({ ...f, mask: own as tf.Tensor2D | null }, top as tf.Tensor3D)
}

/** What is marked in it, as a test would count it. */
async function question(example: Example, names: readonly string[]): Promise<ExampleQuestion> {
  const set = tagSetOf(names)
  const words = wordsOf(example.content)
  const entities = entitySpans(tagsOf(example), set, 'strict').map(({ type, start, end }) => ({
    label: set.types[type] ?? '',
    text: words.slice(start, end).join(' '),
  }))
  return { input: await inputOf(example.content), truth: { kind: 'tags', entities } }
}

/** Rows that tag words: lists of words and tags, or a text with marked entities. */
function taggedTable(table: TextTable, wanted: Columns): readonly TableFit[] {
  const fieldsOf = fieldsIn(table, wanted)
  const form = taggedForm(table.rows.slice(0, 50).map(({ cells }) => fieldsOf(cells)))
  if (!form) return []
  const split = table.names.findIndex((name) => name.toLowerCase() === 'split')
  const settled = settledOnce(table.rows, (cells) => taggedWords(fieldsOf(cells), form))
  return [
    {
      task: 'token-classification',
      likelihood: 0.95,
      columns: columnsOf(form, wanted),
      unfit: notice('tableWithoutTags'),
      async exampleOf(cells) {
        const read = settled().of(cells)
        if (isMessage(read)) return read
        const words = read.words.map(cleanText)
        return {
          content: { kind: 'words', words },
          // Words hold no zero character, so that it tells where one ends.
          digest: await sha256(new TextEncoder().encode(words.join('\0'))),
          target: { kind: 'tags', names: read.tags },
          split: split < 0 ? null : splitOf((cells[split] ?? '').trim()),
        }
      },
      warnings: () => settled().notices,
    },
  ]
}

/** A row by the names of its columns; those that the person named stand under names that are known. */
function fieldsIn(table: TextTable, { textColumn, labelColumn }: Columns) {
  const named = (name: string, known: readonly string[]) => {
    const column = name === '' ? null : requiredColumn(table, name)
    return column === null ? [] : known.map((as) => [as, column] as const)
  }
  const columns = [
    ...table.names.map((name, column) => [name, column] as const),
    ...named(textColumn, ['tokens', 'text']),
    ...named(labelColumn, ['ner_tags', 'entities']),
  ]
  return (cells: readonly string[]) => Object.fromEntries(columns.map(([name, column]) => [name, cells[column] ?? '']))
}

function columnsOf(form: TaggedForm, { textColumn, labelColumn }: Columns): TableFit['columns'] {
  const found = {
    lists: () => (form.kind === 'lists' ? [form.words, form.tags] : []),
    spans: () => (form.kind === 'spans' ? [form.text, form.spans] : []),
    labelStudio: () => ['data', 'annotations'],
  }[form.kind]()
  const shown = (name: string) => displayText(name, limits.labelLength)
  return { text: shown(textColumn || (found[0] ?? '')), label: shown(labelColumn || (found[1] ?? '')) }
}

interface Settled {
  readonly notices: readonly Message[]
  /** The words and tags of a row, or why it has none. */
  of(cells: readonly string[]): TaggedWords | Message
}

/** What a tag means is told from all rows together, once they are asked for. */
function settledOnce(
  rows: readonly TableRow[],
  read: (cells: readonly string[]) => TaggedWords | Message,
): () => Settled {
  let known: Settled | null = null
  return () => {
    if (known) return known
    const all = rows.map(({ cells }) => [cells, read(cells)] as const)
    const good = all.flatMap(([cells, tagged]) => (isMessage(tagged) ? [] : [{ cells, tagged }]))
    const { sentences, notices } = settleTags(good.map(({ tagged }) => tagged))
    const byCells = new Map<readonly string[], TaggedWords | Message>(all)
    for (const [i, { cells }] of good.entries()) byCells.set(cells, sentences[i] as TaggedWords)
    known = { notices, of: (cells) => byCells.get(cells) ?? notice('rowWithoutWords') }
    return known
  }
}
