/**
 * Numbers are learned standardised by the training split's mean and standard deviation, with Huber's loss, which a wild number pulls
 * no harder than one deviation away. After training the scale goes into the head, so that whoever loads it reads the
 * numbers in the person's own unit.
 */
import * as tf from '@tensorflow/tfjs-core'
import { numberForm, numberFormNotices, numberReadings, readNumber } from '../../engine/data/answers/numbers.ts'
import { labelNames } from '../../engine/data/columnNames.ts'
import { isAside, ranked, type ScoredColumn, scoredColumns } from '../../engine/data/columns/columnScores.ts'
import { namesDuration } from '../../engine/data/columns/roleNames.ts'
import type { Example } from '../../engine/data/dataset.ts'
import { displayText } from '../../engine/data/displayText.ts'
import { guessColumns, requiredColumn } from '../../engine/data/guessColumns.ts'
import type { LabelledExample } from '../../engine/data/labelled.ts'
import { limits } from '../../engine/data/limits.ts'
import type { Pace } from '../../engine/data/pace.ts'
import type { PictureFit, PlacedPicture, TableFit } from '../../engine/data/reading.ts'
import { labelLikeColumns, type SaidOfPictures, saidOfPictures } from '../../engine/data/saidOfPictures.ts'
import { skippedRows } from '../../engine/data/skippedRows.ts'
import { splitOf } from '../../engine/data/splitNames.ts'
import type { TextTable } from '../../engine/data/table.ts'
import { numberOf } from '../../engine/data/target.ts'
import type { Trunk } from '../../engine/models/trunk.ts'
import { huberLoss } from '../../engine/nn/numberLoss.ts'
import type { ParameterSpec } from '../../engine/nn/parameters.ts'
import { evaluateRows } from '../../engine/train/evaluateRows.ts'
import type { Objective, Tally } from '../../engine/train/objective.ts'
import type { Head } from '../../engine/train/trainer.ts'
import type { ExampleQuestion } from '../../shared/domain/answers.ts'
import type { Columns, SkippedFile } from '../../shared/domain/data.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import { spearmanCorrelation } from '../../shared/metrics/correlations.ts'
import type { NumberAnswers } from '../../shared/metrics/numberAnswers.ts'
import { type NumberScale, numberScaleOf } from '../../shared/metrics/numberScale.ts'
import {
  meanAbsoluteError,
  medianBaseline,
  rootMeanSquaredError,
  rSquared,
} from '../../shared/metrics/regressionErrors.ts'
import type { PreparedTask, TaskEngine, TaskOptions, TaskOutcome, TaskRun } from '../taskEngine.ts'
import { exampleRows, inputOf, pooled, textRow } from '../taskInputs.ts'
import { placesByRank, watchExamples } from '../watchExamples.ts'
import { answerNumber } from './answer.ts'
import type { RegressionTest } from './card.ts'

const common = {
  prepare,
  tokensOf: textRow,
  question: numberQuestion,
  featureOf: pooled,
  predict: answerNumber,
} satisfies Omit<TaskEngine, 'readings'>

export const numbersOfPictures: TaskEngine = { ...common, readings: { pictures: { fits: numberedPictures } } }
export const numbersOfTexts: TaskEngine = { ...common, readings: { table: { fits: numberedTable } } }

async function prepare(options: TaskOptions): Promise<PreparedTask> {
  const { input, warnings } = await exampleRows(options)
  return preparedNumbers(options, { input, warnings })
}

/** A number of each example, whatever it is read from. */
export function preparedNumbers(
  { dataset, split, trunk }: TaskOptions,
  { input, warnings }: Pick<PreparedTask, 'input' | 'warnings'>,
): PreparedTask {
  refuseConstant(dataset.examples)
  const numbers = dataset.examples.map(numberOf)
  const objective = regression({
    trunk,
    numbers,
    scale: numberScaleOf(split.train.map((index) => numbers[index] as number)),
  })
  const places = placesByRank(split.validation.map((index) => numbers[index] as number))
  return {
    ...{ rows: split, input, objective, warnings },
    ...watchExamples({ split, objective, places }),
    evaluateAfter: (run) => evaluateAfter(run, { objective, numbers }),
  }
}

export interface RegressionTally extends Tally {
  /** In the unit of the data, by row added. */
  predicted(): Float64Array
}

export interface RegressionObjective extends Objective {
  readonly scale: NumberScale
  tally(): RegressionTally
}

/** @param options.numbers by row, in the unit of the data */
export function regression({
  trunk,
  numbers,
  scale,
}: {
  readonly trunk: Trunk
  readonly numbers: readonly number[]
  readonly scale: NumberScale
}): RegressionObjective {
  const standardised = (row: number) => ((numbers[row] as number) - scale.mean) / scale.deviation
  return {
    scale,
    head: trunk.classifier.parameters(1),
    readout: (f, x) => trunk.pool(f, x),
    outputs: (f, features) => trunk.classifier.forward(f, features as tf.Tensor2D),
    // [batch, 1] → [batch]
    loss: (logits, rows) => huberLoss(tf.reshape(logits, [rows.length]), tf.tensor1d(rows.map(standardised))),
    weigh: (rows) => rows.length,
    tally: () => tallyOf(numbers, scale),
  }
}

function tallyOf(numbers: readonly number[], { mean, deviation }: NumberScale): RegressionTally {
  const truth: number[] = []
  const predicted: number[] = []
  return {
    async add(logits, rows) {
      for (const value of await logits.data()) predicted.push(mean + deviation * value)
      truth.push(...rows.map((row) => numbers[row] as number))
    },
    score() {
      const answers = { truth: Float64Array.from(truth), predicted: Float64Array.from(predicted) }
      const r2 = rSquared(answers)
      const scores = {
        mae: meanAbsoluteError(answers),
        rmse: rootMeanSquaredError(answers),
        ...(r2 !== null && { r2 }),
      }
      return { loss: huberMean(answers, deviation), accuracy: null, perplexity: null, counted: truth.length, scores }
    },
    predicted: () => Float64Array.from(predicted),
    watched: (place) => ({ kind: 'number', truth: truth[place] as number, predicted: predicted[place] as number }),
  }
}

/** As the training loss has it: half the square of a standardised distance up to 1, beyond it straight on. */
function huberMean({ truth, predicted }: NumberAnswers, deviation: number): number {
  const losses = truth.map((value, row) => {
    const distance = Math.abs((predicted[row] as number) - value) / deviation
    return distance <= 1 ? distance ** 2 / 2 : distance - 0.5
  })
  return losses.reduce((sum, loss) => sum + loss, 0) / Math.max(1, losses.length)
}

async function evaluateAfter(
  run: TaskRun,
  { objective, numbers }: { readonly objective: RegressionObjective; readonly numbers: readonly number[] },
): Promise<TaskOutcome> {
  const { split, untouched } = run
  const tally = await evaluateRows({ ...run, objective }, split.test)
  const test = regressionTest({
    ...{ numbers, test: split.test, train: split.train, predicted: tally.predicted() },
    loss: tally.score().loss,
  })
  const specs = untouched.trunk.classifier.parameters(1)
  const { constants, settle } = scaledHead(specs, objective.scale)
  return { test, validation: null, before: null, samples: null, settle, ...(constants && { constants }) }
}

interface Answered {
  readonly numbers: readonly number[]
  readonly test: readonly number[]
  readonly train: readonly number[]
  /** Of the test, in the unit of the data. */
  readonly predicted: Float64Array
  readonly loss: number
}

export function regressionTest({ numbers, test, train, predicted, loss }: Answered): RegressionTest {
  const truth = Float64Array.from(test, (index) => numbers[index] as number)
  const answers = { truth, predicted }
  const trained = train.map((index) => numbers[index] as number)
  return {
    kind: 'regression',
    n: test.length,
    loss,
    mae: meanAbsoluteError(answers),
    rmse: rootMeanSquaredError(answers),
    r2: rSquared(answers),
    spearman: spearmanCorrelation(answers),
    baseline: meanAbsoluteError(medianBaseline(trained, truth)),
    answers: { truth: [...truth], predicted: [...predicted], examples: test },
  }
}

/**
 * The scale in the head's last layer: its kernel times the deviation, its bias times the deviation plus the mean. A head
 * without a bias (GPT-2's) keeps the mean beside it.
 */
export function scaledHead(
  specs: readonly ParameterSpec[],
  { mean, deviation }: NumberScale,
): Pick<TaskOutcome, 'constants'> & { settle(head: Head): Head } {
  const last = specs.filter(({ shape }) => shape.at(-1) === 1).map(({ name }) => name)
  const bias = specs.find(({ name, shape }) => last.includes(name) && shape.length === 1)?.name
  const scaled = (name: string, tensor: tf.Tensor) => {
    const wider = tf.mul(tensor, deviation)
    return name === bias ? tf.add(wider, mean) : wider
  }
  return {
    ...(bias === undefined && { constants: { shift: [mean] } }),
    settle: (head) =>
      new Map(
        [...head].map(([name, tensor]) => {
          if (!last.includes(name)) return [name, tensor] as const
          const settled = tf.tidy(() => scaled(name, tensor))
          tensor.dispose()
          return [name, settled] as const
        }),
      ),
  }
}

export async function numberQuestion(example: Example): Promise<ExampleQuestion> {
  return { input: await inputOf(example.content), truth: { kind: 'number', value: numberOf(example) } }
}

/** Columns of numbers that people want predicted, by name. Lower case. */
export const numberNames: readonly string[] = [
  ...labelNames,
  ...['value', 'price', 'score', 'rating', 'stars', 'similarity', 'amount', 'cost', 'age', 'grade', 'points', 'number'],
]

/** A number column is rather what is asked for where it is named so; a nameless one may be anything. */
const likelihoods = { numbers: 0.8, either: 0.4, unnamed: 0.2, fractions: 0.45, marks: 0.1 }

interface NumberColumn {
  readonly column: number
  /** That it is what is asked for: a number for sure, a number or a class, or nothing that its name tells. */
  readonly sure: 'numbers' | 'either' | 'unnamed'
  readonly read: (cell: string) => number | Message
  /** What was guessed of how the numbers are written. */
  readonly notices: readonly Message[]
}

/** Whether its name says that it is what people want predicted; a label in fractions is a number. */
function isKnownNumber({ name, named, shapes }: ScoredColumn): boolean {
  const lasts = shapes.duration > 0.9 && namesDuration(name)
  return named.number >= 0.8 || lasts || (named.label >= 0.75 && shapes.whole < 0.9)
}

/** The column of numbers that a table is asked about; null where there is none. Identifiers are none. */
export function numberColumn(table: TextTable, wanted: Columns, taken: readonly number[] = []): NumberColumn | null {
  const named = wanted.labelColumn === '' ? null : requiredColumn(table, wanted.labelColumn)
  const open = ranked(scoredColumns(table), 'number').filter(
    (each) => !taken.includes(each.column) && !isAside(each, each.named),
  )
  const known = open.filter(isKnownNumber).map(({ column }) => column)
  const candidates = named === null ? open.map(({ column }) => column) : [named]
  for (const column of candidates) {
    const cells = table.rows.map(({ cells }) => cells[column] ?? '')
    const form = numberForm(cells)
    if (!form) continue
    const values = cells.map((cell) => readNumber(cell, form)).filter((value) => typeof value === 'number')
    if (new Set(values).size < 2 || (column !== named && isIdentifier(table.names[column] ?? '', values))) continue
    const [first] = numberReadings(values)
    const certain = first === 'numbers' ? 'numbers' : 'either'
    const sure = column === named || known.includes(column) ? certain : 'unnamed'
    return { column, sure, read: (cell) => readNumber(cell, form), notices: numberFormNotices(form) }
  }
  return null
}

/** Row numbers and ids: named so, or whole numbers that count up without a gap. */
function isIdentifier(name: string, values: readonly number[]): boolean {
  if (/(^|[^a-z])(id|ids|idx|index|row|no)$|^[a-z]?id\d*$/i.test(name)) return true
  const [first = 0] = values
  return values.length > 2 && values.every((value, at) => value === first + at)
}

/** Beside classes a number may say how sure they are; without any, fractions are rather asked about than continued. */
function likelihoodOf(table: TextTable, wanted: Columns, { column, sure }: NumberColumn): number {
  if (wanted.labelColumn !== '') return likelihoods[sure]
  const { label } = guessColumns(table, wanted)
  const [classes, number] = [label === null ? undefined : scoredColumns(table)[label], scoredColumns(table)[column]]
  const named = classes && (classes.shapes.number < 0.5 || classes.named.label >= 0.75)
  if (sure === 'unnamed' && number?.distinct === 2) return likelihoods.marks
  if (named && label !== column) return Math.min(likelihoods[sure], likelihoods.either)
  const fractions = number !== undefined && number.shapes.whole < 0.9 && number.shapes.duration < 0.5
  return label === null && fractions ? Math.max(likelihoods[sure], likelihoods.fractions) : likelihoods[sure]
}

function numberedTable(table: TextTable, wanted: Columns): readonly TableFit[] {
  const found = numberColumn(table, wanted)
  if (!found) return []
  const { column, read, notices } = found
  const { text, split } = guessColumns(table, { ...wanted, labelColumn: table.names[column] ?? '' })
  if (text === column) return []
  const name = (at: number) => displayText(table.names[at] ?? '', limits.labelLength)
  return [
    {
      task: 'text-regression',
      likelihood: likelihoodOf(table, wanted, found),
      columns: { text: name(text), label: name(column) },
      unfit: notice('tableWithoutNumbers'),
      warnings: () => notices,
      async exampleOf(cells, maker) {
        const cell = (at: number | null) => (at === null ? '' : (cells[at] ?? ''))
        if (cell(text).trim() === '') return notice('rowWithoutText')
        const value = read(cell(column))
        if (typeof value !== 'number') return value
        const made = await maker.make('', cell(text))
        return { ...made, target: { kind: 'number', value }, split: splitOf(cell(split).trim()) }
      },
    },
  ]
}

/** Pictures whose table has a column of numbers: one that is named so, or the only one. */
function numberedPictures(pictures: readonly PlacedPicture[], wanted: Columns): readonly PictureFit[] {
  const said = saidOfPictures(pictures)
  if (!said) return []
  const { title, names, rows, cells, free } = said
  const table = { title, names, rows, skipped: skippedRows(title) }
  const others = names.map((_, column) => column).filter((column) => !free.includes(column))
  const found = numberColumn(table, wanted, others)
  if (!found) return []
  const likelihood = likelihoodBeside(said, found, wanted)
  if (likelihood === 0) return []
  const values = cells.map((own) => (own ? found.read(own[found.column] ?? '') : notice('noMetadataGivesNumber')))
  return [
    {
      task: 'image-regression',
      likelihood,
      warnings: () => found.notices,
      examples: (pace) => byNumber(pictures, values, pace),
    },
  ]
}

/**
 * A number beside columns that look like classes may only describe: the age of a patient beside the diagnosis. 0 where
 * nothing tells that it is asked for.
 */
function likelihoodBeside(said: SaidOfPictures, { column, sure }: NumberColumn, wanted: Columns): number {
  if (wanted.labelColumn !== '') return likelihoods[sure]
  const name = (said.names[column] ?? '').trim().toLowerCase()
  const classes = labelLikeColumns(said).filter((other) => other !== column)
  if (classes.length > 0 && !labelNames.includes(name)) return classes.length > 1 ? 0 : likelihoods.unnamed
  if (sure !== 'unnamed') return likelihoods[sure]
  return said.free.length === 1 ? likelihoods.either : 0
}

async function byNumber(pictures: readonly PlacedPicture[], values: readonly (number | Message)[], pace: Pace) {
  const examples: LabelledExample[] = []
  const skipped: SkippedFile[] = []
  for (const [at, { path, blob, digest, split }] of pictures.entries()) {
    await pace.breathe()
    const value = values[at] as number | Message
    if (typeof value === 'number')
      examples.push({ path, content: { kind: 'image', blob }, digest, target: { kind: 'number', value }, split })
    else skipped.push({ path, reason: value })
  }
  return { examples, skipped }
}

/** Where the data do not bear what was asked. @throws ThawError `data-unsupported` */
export function refuseConstant(examples: readonly Example[]): void {
  const [first] = examples
  if (!first || new Set(examples.map(numberOf)).size > 1) return
  throw new ThawError('data-unsupported', 'numbersAllTheSame', { number: numberOf(first) })
}
