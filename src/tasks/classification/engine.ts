/** One of several classes: a head on the pooled features, cross-entropy, accuracy. Rows are examples. */
import * as tf from '@tensorflow/tfjs-core'
import { classNames } from '../../engine/data/answers/classNames.ts'
import { columnProfile } from '../../engine/data/columns/columnProfile.ts'
import { instructionsIn } from '../../engine/data/columns/instructionColumns.ts'
import type { Dataset, Example } from '../../engine/data/dataset.ts'
import { displayText } from '../../engine/data/displayText.ts'
import { type FolderLabel, folderLabels, unlabelledNotices } from '../../engine/data/folderLabels.ts'
import { guessColumns } from '../../engine/data/guessColumns.ts'
import { inGroups } from '../../engine/data/inGroups.ts'
import type { LabelledExample } from '../../engine/data/labelled.ts'
import { limits } from '../../engine/data/limits.ts'
import type { Pace } from '../../engine/data/pace.ts'
import type { TableFit, TextFile, TextFilesFit } from '../../engine/data/reading.ts'
import { splitOf } from '../../engine/data/splitNames.ts'
import type { TextTable } from '../../engine/data/table.ts'
import { classOf } from '../../engine/data/target.ts'
import { textMaker } from '../../engine/data/textContent.ts'
import type { Trunk } from '../../engine/models/trunk.ts'
import { crossEntropy } from '../../engine/nn/crossEntropy.ts'
import { evaluateRows } from '../../engine/train/evaluateRows.ts'
import type { Objective, Tally } from '../../engine/train/objective.ts'
import type { ExampleQuestion } from '../../shared/domain/answers.ts'
import type { Columns } from '../../shared/domain/data.ts'
import { isMessage } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import { accuracyOf } from '../../shared/metrics/accuracyOf.ts'
import { balancedWeights } from '../../shared/metrics/classBalance.ts'
import { classMetrics } from '../../shared/metrics/classMetrics.ts'
import { confusionMatrix } from '../../shared/metrics/confusionMatrix.ts'
import { logLoss, rowLosses } from '../../shared/metrics/logLoss.ts'
import { meanOf } from '../../shared/metrics/meanOf.ts'
import { predictedClasses } from '../../shared/metrics/predictedClasses.ts'
import { softmaxRows } from '../../shared/metrics/softmaxRows.ts'
import { wilsonInterval } from '../../shared/metrics/wilsonInterval.ts'
import type { PreparedTask, TaskEngine, TaskOptions, TaskOutcome, TaskRun } from '../taskEngine.ts'
import { exampleRows, inputOf, pooled, textRow } from '../taskInputs.ts'
import { placesInTurn, watchExamples } from '../watchExamples.ts'
import { answerClass } from './answer.ts'
import type { ClassificationTest } from './card.ts'
import { placedPictures, whyUnlabelled } from './pictures.ts'
import { labelledLines } from './textLines.ts'

const common = {
  prepare,
  tokensOf: textRow,
  question: classQuestion,
  featureOf: pooled,
  predict: answerClass,
} satisfies Omit<TaskEngine, 'readings'>

export const sortPictures: TaskEngine = { ...common, readings: { pictures: { fits: placedPictures } } }
export const sortTexts: TaskEngine = {
  ...common,
  readings: {
    table: { fits: labelledTable },
    texts: { fits: (files) => [...textFolders(files), ...labelledLines(files)] },
  },
}

async function prepare(options: TaskOptions): Promise<PreparedTask> {
  return preparedClasses(options, await exampleRows(options))
}

/** A class of each example, whatever it is read from. */
export function preparedClasses(
  options: TaskOptions,
  { input, warnings }: Pick<PreparedTask, 'input' | 'warnings'>,
): PreparedTask {
  const { dataset, split } = options
  const objective = classified(options)
  const places = placesInTurn(split.validation.map((index) => [classOf(dataset.examples[index] as Example)]))
  return {
    ...{ rows: split, input, objective, warnings },
    ...watchExamples({ split, objective, places }),
    evaluateAfter: (run) => evaluateAfter(run, objective),
  }
}

export interface ClassificationOptions {
  readonly trunk: Trunk
  /** By row. */
  readonly labels: readonly number[]
  readonly classes: number
  readonly smoothing: number
  /** [classes], what an example of each class counts: mean 1 over the training examples; null counts all alike. */
  readonly classWeights: Float32Array | null
}

export interface ClassificationTally extends Tally {
  /** [rows added, classes] */
  probabilities(): Float32Array
}

export interface ClassificationObjective extends Objective {
  tally(): ClassificationTally
}

export function classification({ trunk, labels, classes, ...options }: ClassificationOptions): ClassificationObjective {
  const labelsOf = (rows: readonly number[]) => rows.map((row) => labels[row] as number)
  return {
    head: trunk.classifier.parameters(classes),
    readout: (f, x) => trunk.pool(f, x),
    outputs: (f, features) => trunk.classifier.forward(f, features as tf.Tensor2D),
    loss(logits, rows) {
      const classWeights = options.classWeights && tf.tensor1d(options.classWeights)
      const targets = tf.tensor1d(labelsOf(rows), 'int32')
      return crossEntropy(logits as tf.Tensor2D, targets, { smoothing: options.smoothing, classWeights })
    },
    weigh(rows) {
      const { classWeights } = options
      return labelsOf(rows).reduce((sum, label) => sum + (classWeights?.[label] ?? 1), 0)
    },
    tally: () => tallyOf({ labelsOf, classes, classWeights: options.classWeights }),
  }
}

interface TallyOptions extends Pick<ClassificationOptions, 'classes' | 'classWeights'> {
  labelsOf(rows: readonly number[]): number[]
}

/**
 * Its loss weighs rows as training does: by it the best epoch is chosen, which would else be one that gives up a rare
 * class for the frequent ones.
 */
function tallyOf({ labelsOf, classes, classWeights }: TallyOptions): ClassificationTally {
  const parts: Float32Array[] = []
  const truth: number[] = []
  const probabilities = () => joined(parts)
  return {
    async add(logits, rows) {
      parts.push(softmaxRows((await logits.data()) as Float32Array, classes))
      truth.push(...labelsOf(rows))
    },
    score() {
      const answers = { truth, probabilities: probabilities(), classes }
      return {
        loss: weightedMean(rowLosses(answers), truth, classWeights),
        accuracy: accuracyOf(predictedClasses(answers.probabilities, classes), truth),
        perplexity: null,
        counted: truth.length,
      }
    },
    probabilities,
    watched(place) {
      const own = probabilities().subarray(place * classes, (place + 1) * classes)
      return { kind: 'class', truth: truth[place] as number, probabilities: [...own] }
    },
  }
}

/** Plain where no row has weight. */
function weightedMean(losses: Float64Array, labels: readonly number[], classWeights: Float32Array | null): number {
  const weights = labels.map((label) => classWeights?.[label] ?? 1)
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  if (whole === 0) return meanOf(losses)
  return losses.reduce((sum, loss, row) => sum + loss * (weights[row] as number), 0) / whole
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((total, part) => total + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

function classified({ recipe, dataset, split, trunk }: TaskOptions): ClassificationObjective {
  const labels = dataset.examples.map(classOf)
  const classes = dataset.classes.length
  const classWeights =
    recipe.regularisation.classWeights === 'off' ? null : balancedWeights(countsOf(split.train, labels, classes))
  return classification({ trunk, labels, classes, smoothing: recipe.regularisation.labelSmoothing, classWeights })
}

/** How many of these examples each class has. */
function countsOf(indices: readonly number[], labels: readonly number[], classes: number): number[] {
  const counts = new Array<number>(classes).fill(0)
  for (const index of indices) {
    const label = labels[index] as number
    counts[label] = (counts[label] as number) + 1
  }
  return counts
}

async function evaluateAfter(run: TaskRun, objective: ClassificationObjective): Promise<TaskOutcome> {
  const { dataset, split } = run
  const answersTo = async (rows: readonly number[]) => (await evaluateRows({ ...run, objective }, rows)).probabilities()
  const validation = {
    examples: split.validation,
    truth: split.validation.map((index) => classOf(dataset.examples[index] as Example)),
    probabilities: await answersTo(split.validation),
    classes: dataset.classes.length,
  }
  const probabilities = await answersTo(split.test)
  const test = classificationTest({ dataset, test: split.test, train: split.train, probabilities })
  return { test, validation, before: null, samples: null }
}

interface Answered {
  readonly dataset: Dataset
  readonly test: readonly number[]
  readonly train: readonly number[]
  /** [test, classes] */
  readonly probabilities: Float32Array
}

/** The honest number: the best weights on the test split, with its interval, the baseline and every answer. */
export function classificationTest({ dataset, test, train, probabilities }: Answered): ClassificationTest {
  const classes = dataset.classes.length
  const labelsOf = (rows: readonly number[]) => rows.map((index) => classOf(dataset.examples[index] as Example))
  const truth = labelsOf(test)
  const predicted = predictedClasses(probabilities, classes)
  const confusion = confusionMatrix(predicted, truth, classes)
  const accuracy = accuracyOf(predicted, truth)
  const answers = { truth, probabilities, classes, examples: test }
  return {
    kind: 'classification',
    n: test.length,
    loss: logLoss(answers),
    accuracy,
    interval: wilsonInterval(Math.round(accuracy * test.length), test.length),
    baseline: majorityAccuracy(labelsOf(train), truth, classes),
    confusion,
    perClass: classMetrics(confusion, dataset.classes),
    answers,
  }
}

/** Accuracy on `labels` of always answering the most frequent of `seen`. */
function majorityAccuracy(seen: readonly number[], labels: readonly number[], classes: number): number {
  const counts = new Array<number>(classes).fill(0)
  for (const label of seen) counts[label] = (counts[label] as number) + 1
  const majority = counts.indexOf(Math.max(...counts))
  return labels.filter((label) => label === majority).length / Math.max(1, labels.length)
}

export async function classQuestion(example: Example, names: readonly string[]): Promise<ExampleQuestion> {
  return { input: await inputOf(example.content), truth: { kind: 'class', name: names[classOf(example)] ?? '' } }
}

/** Different fractions that may be names of classes, such as grades in halves. */
const mostFractions = 20

/** A column of labels beside one of texts. */
function labelledTable(table: TextTable, wanted: Columns): readonly TableFit[] {
  const { text, label, split } = guessColumns(table, wanted)
  if (label === null) return []
  const name = (column: number) => displayText(table.names[column] ?? '', limits.labelLength)
  const classOfRow = classNames(table, label)
  const asked = instructionsIn(table, wanted)?.prompts.includes(label) ?? false
  const { shapes, distinct } = columnProfile(table, label)
  const measured = shapes.number > 0.9 && shapes.whole < 0.9 && distinct > mostFractions
  return [
    {
      task: 'text-classification',
      // A question that comes again and again is rather given than answered; many fractions are no names.
      likelihood: measured ? 0.1 : asked ? 0.25 : 0.5,
      columns: { text: name(text), label: name(label) },
      unfit: notice('tableWithoutLabels'),
      async exampleOf(cells, maker) {
        const cell = (column: number | null) => (column === null ? '' : (cells[column] ?? ''))
        if (cell(text).trim() === '') return notice('rowWithoutText')
        const named = classOfRow(cells)
        if (isMessage(named)) return named
        const made = await maker.make('', cell(text))
        return { ...made, target: { kind: 'class', name: named }, split: splitOf(cell(split).trim()) }
      },
    },
  ]
}

/** Text files in folders that name two classes or more: each file is one example. */
function textFolders(files: readonly TextFile[]): readonly TextFilesFit[] {
  const places = folderLabels(files.map(({ folders }) => folders))
  const classes = new Set(places.flatMap(({ label }) => (label === null ? [] : [label.normalize('NFC').trim()])))
  if (classes.size < 2) return []
  return [{ task: 'text-classification', likelihood: 0.5, examples: (pace) => byFolder(files, places, pace) }]
}

async function byFolder(files: readonly TextFile[], places: readonly FolderLabel[], pace: Pace) {
  const maker = textMaker()
  const placed = files.map(({ path, text }, i) => {
    const { label = null, split = null, unlabelled = null } = places[i] ?? {}
    return { path, text, name: label?.normalize('NFC').trim() ?? '', split, unlabelled }
  })
  const examples = await inGroups(
    placed.filter(({ name }) => name !== ''),
    pace,
    async ({ path, text, name, split }): Promise<LabelledExample> => ({
      path,
      split,
      target: { kind: 'class', name },
      ...(await maker.make('', text)),
    }),
  )
  const skipped = placed
    .filter(({ name }) => name === '')
    .map(({ path, unlabelled }) => ({ path, reason: whyUnlabelled(unlabelled) }))
  return { examples, skipped, warnings: [...maker.warnings(), ...unlabelledNotices(places, ['text', 'texts'])] }
}
