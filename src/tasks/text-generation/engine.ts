/** The next token: the trunk's own embedding answers, each token counts by its weight. Rows are windows of text. */
import * as tf from '@tensorflow/tfjs-core'
import { type Instructions, instructionsIn, textLikelihood } from '../../engine/data/columns/instructionColumns.ts'
import type { Content, Example } from '../../engine/data/dataset.ts'
import { displayText } from '../../engine/data/displayText.ts'
import { guessColumns, splitColumn } from '../../engine/data/guessColumns.ts'
import { inGroups } from '../../engine/data/inGroups.ts'
import type { LabelledExample } from '../../engine/data/labelled.ts'
import { limits } from '../../engine/data/limits.ts'
import type { Pace } from '../../engine/data/pace.ts'
import { cutPassages, type PassageSize, passageSizes, withoutNotices } from '../../engine/data/passages.ts'
import type { TableFit, TextFile, TextFilesFit } from '../../engine/data/reading.ts'
import { splitOf } from '../../engine/data/splitNames.ts'
import { splitsOfFiles } from '../../engine/data/splitsOfFiles.ts'
import type { TextTable } from '../../engine/data/table.ts'
import { textMaker } from '../../engine/data/textContent.ts'
import { continueText } from '../../engine/inference/continueText.ts'
import { type Activations, tokenInput } from '../../engine/inputs/inputs.ts'
import { passageTokens, type TokenRow } from '../../engine/inputs/tokenStore.ts'
import type { ModelText } from '../../engine/models/modelText.ts'
import { mostTokens } from '../../engine/models/mostTokens.ts'
import { forwardOf, type Network } from '../../engine/models/network.ts'
import { meanOfTokens } from '../../engine/models/textParts.ts'
import { forwardBlocks, type Trunk } from '../../engine/models/trunk.ts'
import type { Forward } from '../../engine/nn/forward.ts'
import { evaluateRows } from '../../engine/train/evaluateRows.ts'
import { computedFeatures } from '../../engine/train/features.ts'
import type { Score } from '../../engine/train/objective.ts'
import type { Rows } from '../../engine/train/rows.ts'
import { probeText } from '../../shared/catalog/probeText.ts'
import type { ExampleQuestion } from '../../shared/domain/answers.ts'
import type { Columns } from '../../shared/domain/data.ts'
import type { PassageLoss } from '../../shared/domain/evaluation.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import { isMessage } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import type { BeforeTraining, PreparedTask, TaskEngine, TaskOptions, TaskOutcome, TaskRun } from '../taskEngine.ts'
import { textOf, tokenOptions, usedExamples } from '../taskInputs.ts'
import { answerNothing } from './answer.ts'
import type { GenerationTest } from './card.ts'
import { type GenerationObjective, generation } from './objective.ts'

export const continueTexts: TaskEngine = {
  readings: { table: { fits: plainTable }, texts: { fits: anyTexts } },
  prepare,
  tokensOf,
  question,
  featureOf,
  predict: answerNothing,
}

async function prepare(options: TaskOptions): Promise<PreparedTask> {
  const { split, trunk } = options
  const text = textOf(options)
  const most = mostTokens(options)
  const { used, examples } = usedExamples(options)
  const { rows, rowsOf, bytesOf, truncated } = await passageTokens(examples, tokenOptions(options))
  const places = new Map(used.map((index, place) => [index, place]))
  const of = (indices: readonly number[]) => indices.flatMap((index) => rowsOf(places.get(index) ?? -1))
  const windows = { train: of(split.train), validation: of(split.validation), test: of(split.test) }
  refuseSilent(windows)
  const cut = notice('promptsCut', { cut: truncated, prompts: examples.length, tokens: most })
  const input = tokenInput(rows, { padId: text.tokenizer.padId, predicts: true, most })
  const passages: Passages = {
    rows: windows,
    input,
    objective: generation(trunk, rows),
    testPassages: split.test.map((index) => of([index])).filter((passage) => passage.length > 0),
    bytesOf: (indices) => indices.reduce((bytes, row) => bytes + bytesOf(row), 0),
  }
  return {
    ...passages,
    warnings: truncated > 0 ? [cut] : [],
    first: [],
    evaluateBefore: (run, at) => evaluateBefore(run, passages, at),
    evaluateAfter: (run, { before }) => evaluateAfter(run, passages, before),
    plainLoss: (network, signal) => plainLoss(network, { text, most, signal }),
  }
}

interface Passages {
  readonly rows: Rows
  readonly input: PreparedTask['input']
  readonly objective: GenerationObjective
  /** Of `rows.test`, those of each passage, in their order. */
  readonly testPassages: readonly (readonly number[])[]
  /** UTF-8 bytes of the text that these rows predict. */
  bytesOf(rows: readonly number[]): number
}

/** A passage of a single token asks for nothing; a part of such passages only would seem to be predicted without a fault. */
function refuseSilent({ train, validation, test }: Rows): void {
  if (train.length > 0 && validation.length > 0 && test.length > 0) return
  const windows = { train: train.length, validation: validation.length, test: test.length }
  throw new ThawError('data-empty', 'nothingToContinue', windows)
}

async function evaluateBefore(
  run: TaskRun,
  passages: Passages,
  at: Parameters<PreparedTask['evaluateBefore']>[1],
): Promise<BeforeTraining> {
  const before = at?.before ?? (await untouchedAnswers(run, passages))
  return {
    before,
    afterEpoch: async (epoch) => {
      if (!run.control.stopped) await tellSample(run, before.prompt, epoch)
    },
  }
}

type Before = NonNullable<BeforeTraining['before']>

/** What a run's network writes is judged on. */
type Judged = Pick<PreparedTask, 'rows' | 'input'> & { readonly objective: GenerationObjective }

/** Of the network without the method: some begin away from it. */
export async function untouchedScores(run: TaskRun, { objective, input, rows }: Judged) {
  const { untouched } = run
  const line = untouched.trunk.blocks.length
  const plain = {
    ...run,
    objective,
    features: computedFeatures({ network: untouched, line, readout: objective.readout }, input),
    trainer: {
      outputs: ({ x }: Activations, some: readonly number[]) =>
        tf.tidy(() => objective.outputs(forwardOf(untouched), x, some)),
    },
  }
  const validation = (await evaluateRows(plain, rows.validation)).score()
  const test = await evaluateRows(plain, rows.test)
  for (const block of untouched.trunk.blocks) untouched.rest(block)
  return { validation, test: test.score(), testLosses: test.rowLosses() }
}

async function untouchedAnswers(run: TaskRun, passages: Passages): Promise<Before> {
  const prompt = promptOf(run)
  const scores = await untouchedScores(run, passages)
  const sample = await tellSample(run, prompt, 0, run.untouched)
  return { ...scores, prompt, sample }
}

/** @param bytes UTF-8 of the text that is predicted. */
export function writingFigures({ loss, perplexity, counted }: Score, bytes: number) {
  return {
    loss,
    perplexity: perplexity ?? Math.exp(loss),
    bitsPerByte: (loss * counted) / Math.LN2 / Math.max(1, bytes),
  }
}

async function evaluateAfter(run: TaskRun, passages: Passages, before: BeforeTraining['before']): Promise<TaskOutcome> {
  if (!before) throw new Error('internal: the untouched network was not looked at')
  const { objective, rows, bytesOf } = passages
  const tally = await evaluateRows({ ...run, objective }, rows.test)
  const score = tally.score()
  const bytes = bytesOf(rows.test)
  const each = passageLosses(passages, tally.rowLosses(), before.testLosses)
  const test: GenerationTest = {
    kind: 'generation',
    n: score.counted,
    ...writingFigures(score, bytes),
    before: writingFigures(before.test, bytes),
    ...(each && { passages: each }),
  }
  const after = await tellSample(run, before.prompt, null)
  const { loss, perplexity } = before.validation
  return {
    test,
    validation: null,
    before: { validationLoss: loss, validationPerplexity: perplexity ?? Math.exp(loss) },
    samples: { prompt: before.prompt, before: before.sample, after },
  }
}

/** @param losses of the test rows; `before` the untouched network's, where they are known. */
function passageLosses(
  { objective, testPassages, bytesOf }: Passages,
  losses: readonly number[],
  before: readonly number[] | undefined,
): readonly PassageLoss[] | null {
  if (before?.length !== losses.length) return null
  let at = 0
  return testPassages.map((rows) => {
    const [from, to] = [at, at + rows.length]
    at = to
    const sum = (all: readonly number[]) => all.slice(from, to).reduce((total, nats) => total + nats, 0)
    return { loss: sum(losses), before: sum(before), tokens: objective.weigh(rows), bytes: bytesOf(rows) }
  })
}

/** What the person asked for, or the first words of a validation passage. */
function promptOf({ recipe, dataset, split }: TaskRun): string {
  if (recipe.sample.prompt.trim() !== '') return recipe.sample.prompt
  const { content } = dataset.examples[split.validation[0] as number] as Example
  if (content.kind !== 'text') return ''
  if (content.prompt !== '') return content.prompt
  return firstWords(content.text)
}

/** Where a language sets no spaces, words are letters. */
function firstWords(text: string): string {
  const words = text.trim().slice(0, 600).split(/\s+/).slice(0, 6).join(' ')
  return [...words].slice(0, 60).join('')
}

/** Continues the prompt with the weights of now; `epoch` null tells nobody. */
async function tellSample(
  run: TaskRun,
  prompt: string,
  epoch: number | null,
  network: Network = run.trainer.network,
): Promise<string> {
  const { recipe, emit, runId, signal } = run
  const { text: sample } = await continueText(network, textOf(run), {
    settings: { ...recipe.sample, prompt },
    seed: recipe.seed,
    stopped: () => signal.aborted,
    onText: () => {},
  })
  signal.throwIfAborted()
  if (epoch !== null) emit({ type: 'sample', runId, epoch, prompt, text: sample })
  return sample
}

interface Plainly {
  readonly text: ModelText
  readonly most: number
  readonly signal: AbortSignal
}

/** Mean over the plain text's tokens, in nats. */
export async function plainLoss(network: Network, { text, most, signal }: Plainly): Promise<number> {
  const { trunk } = network
  const content = { kind: 'text', prompt: '', text: probeText } as const
  const options = { tokenizer: text.tokenizer, maxTokens: most, onProgress: () => {}, signal }
  const { rows } = await passageTokens([{ content }], options)
  const objective = generation(trunk, rows)
  const tally = objective.tally()
  for (const [index, row] of rows.entries()) {
    const nats = tf.tidy(() => {
      const ids = row.ids.subarray(0, -1)
      const f = forwardOf(network)
      const top = forwardBlocks(trunk, f, tf.tensor2d(ids, [1, ids.length], 'int32'), 0, trunk.blocks.length)
      return objective.outputs(f, top, [index])
    })
    await tally.add(nats, [index]).finally(() => nats.dispose())
  }
  for (const block of trunk.blocks) network.rest(block)
  return tally.score().loss
}

/** A text that is continued begins with its prompt, and with a mark where the network has only ever read such. */
function tokensOf(content: Content, { tokenizer }: ModelText, maxTokens: number): TokenRow {
  if (content.kind !== 'text') throw new Error(`internal: expected a text, received "${content.kind}"`)
  const part = (text: string) => tokenizer.encode(text, { special: false, enough: maxTokens })
  const ids = [...tokenizer.before, ...part(content.prompt), ...part(content.text)].slice(0, maxTokens)
  return { ids: Int32Array.from(ids.length > 0 ? ids : [tokenizer.padId]), weights: null }
}

/** How long a passage goes on after its beginning, in letters: what is made of it is a few lines. */
const goesOnFor = 400

/** A passage that begins without a prompt is begun by its first words. */
async function question({ content }: Example): Promise<ExampleQuestion> {
  if (content.kind !== 'text') throw new Error(`internal: expected a text, received "${content.kind}"`)
  const { prompt, text } = content
  const begun = prompt === '' ? beginning(text.trim()) : prompt
  const rest = prompt === '' ? text.trim().slice(begun.length) : text
  return { input: { kind: 'text', text: begun }, truth: { kind: 'text', text: shortened(rest) } }
}

/** At the end of a word, where there is one. */
function shortened(text: string): string {
  if (text.length <= goesOnFor) return text
  const letters = [...text.slice(0, goesOnFor)].slice(0, -1).join('')
  return `${letters.replace(/\s+\S*$/, '')} …`
}

/** As it stands in the text, white space and all, so that the rest follows on it. */
function beginning(text: string): string {
  const words = /^(?:\S+\s+){0,5}\S+/.exec(text.slice(0, 600))?.[0] ?? ''
  return [...words].slice(0, 60).join('')
}

export function featureOf(_: Trunk, f: Forward, top: tf.Tensor): tf.Tensor {
  return meanOfTokens(f, top as tf.Tensor3D)
}

/** A column of texts; of labelled ones too, where the person wants them continued. */
function plainTable(table: TextTable, wanted: Columns): readonly TableFit[] {
  const instructed = instructionsIn(table, wanted)
  if (instructed) return [instructedTable(table, instructed)]
  const { text, label, split } = guessColumns(table, wanted)
  const name = (column: number) => displayText(table.names[column] ?? '', limits.labelLength)
  if (label !== null && wanted.labelColumn !== '') return []
  return [
    {
      task: 'text-generation',
      likelihood: label === null ? 0.4 : 0.1,
      columns: { text: name(text), label: null },
      unfit: notice('tableWithoutTexts'),
      async exampleOf(cells, maker) {
        const cell = (column: number | null) => (column === null ? '' : (cells[column] ?? ''))
        if (cell(text).trim() === '') return notice('rowWithoutText')
        const made = await maker.make('', cell(text))
        return { ...made, target: { kind: 'text' }, split: splitOf(cell(split).trim()) }
      },
    },
  ]
}

/** Instructions and conversations: what is given comes before the answer, which alone is learned. */
function instructedTable(table: TextTable, { prompts, answer, likelihood, ...read }: Instructions): TableFit {
  const split = splitColumn(table, [...prompts, answer])
  const name = (column: number) => displayText(table.names[column] ?? '', limits.labelLength)
  return {
    task: 'text-generation',
    likelihood: textLikelihood(likelihood),
    columns: { text: name(answer), label: null, ...(prompts.length > 0 && { prompts: prompts.map(name) }) },
    unfit: notice('tableWithoutTexts'),
    async exampleOf(cells, maker) {
      const row = read.read(cells)
      if (isMessage(row)) return row
      const part = split === null ? null : splitOf((cells[split] ?? '').trim())
      return { ...(await maker.make(row.prompt, row.text)), target: { kind: 'text' }, split: part }
    },
    warnings: read.notices,
  }
}

/** Text files of any kind, cut into passages in the order of their names. */
function anyTexts(files: readonly TextFile[]): readonly TextFilesFit[] {
  return [{ task: 'text-generation', likelihood: 0.2, examples: (pace) => passagesOf(files, pace) }]
}

async function passagesOf(files: readonly TextFile[], pace: Pace) {
  const ordered = files.toSorted((a, b) => byName.compare(a.path, b.path) || Number(a.path > b.path))
  const maker = textMaker()
  const splits = splitsOfFiles(ordered.map(({ path }) => path))
  const passages = cutAll(ordered).flatMap(({ title, passages }, at) =>
    passages.map((text, i) => ({ text, path: `${title}, passage ${i + 1}`, split: splits[at] ?? null })),
  )
  const examples = await inGroups(passages, pace, async ({ text, path, split }): Promise<LabelledExample> => {
    const made = await maker.make('', text)
    return { path, target: { kind: 'text' }, split, ...made }
  })
  return { examples, skipped: [], warnings: maker.warnings() }
}

/** "chapter 2" before "chapter 10". */
const byName = new Intl.Collator('en', { numeric: true })

/** Enough for one passage in each of training, validation and test. */
const fewest = 3

/** Every file's passages, made smaller only where there would be too few to divide. */
function cutAll(files: readonly TextFile[]): { readonly title: string; readonly passages: readonly string[] }[] {
  const cut = (size: PassageSize) =>
    files.map(({ path, text }) => ({
      title: files.length === 1 ? (path.split('/').at(-1) ?? path) : path,
      passages: cutPassages(withoutNotices(text), size),
    }))
  let made: ReturnType<typeof cut> = []
  for (const size of passageSizes) {
    made = cut(size)
    if (made.reduce((sum, { passages }) => sum + passages.length, 0) >= fewest) return made
  }
  return made
}
