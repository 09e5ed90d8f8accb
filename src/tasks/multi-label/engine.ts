/** Any number of labels: a head on the pooled features, a sigmoid for each label, binary cross-entropy. Rows are examples. */
import * as tf from '@tensorflow/tfjs-core'
import type { Dataset, Example } from '../../engine/data/dataset.ts'
import { labelsOf } from '../../engine/data/target.ts'
import type { Trunk } from '../../engine/models/trunk.ts'
import { binaryCrossEntropy } from '../../engine/nn/binaryCrossEntropy.ts'
import { evaluateRows } from '../../engine/train/evaluateRows.ts'
import type { Objective, Tally } from '../../engine/train/objective.ts'
import type { ExampleQuestion } from '../../shared/domain/answers.ts'
import { bootstrapInterval } from '../../shared/metrics/bootstrapInterval.ts'
import { decidedLabels, evenThreshold, rowCountOf } from '../../shared/metrics/labelAnswers.ts'
import { exactMatch } from '../../shared/metrics/labelMatches.ts'
import { labelAveragePrecision, meanAveragePrecision } from '../../shared/metrics/labelPrecision.ts'
import { labelCounts, labelF1Over, labelMetrics, macroScores, microScores } from '../../shared/metrics/labelScores.ts'
import { labelThresholds } from '../../shared/metrics/labelThresholds.ts'
import { positiveWeights } from '../../shared/metrics/positiveWeights.ts'
import { seeded } from '../../shared/random.ts'
import type { PreparedTask, TaskEngine, TaskOptions, TaskOutcome, TaskRun } from '../taskEngine.ts'
import { exampleRows, inputOf, pooled, textRow } from '../taskInputs.ts'
import { placesInTurn, watchExamples } from '../watchExamples.ts'
import { answerLabels, sigmoid } from './answer.ts'
import { type JudgedLabels, labelAnswersOf, type MultiLabelTest } from './card.ts'
import { labelledPictures, labelledTable } from './readings.ts'

const common = { prepare, tokensOf: textRow, question, featureOf: pooled, predict: answerLabels } satisfies Omit<
  TaskEngine,
  'readings'
>

export const labelPictures: TaskEngine = { ...common, readings: { pictures: { fits: labelledPictures } } }
export const labelTexts: TaskEngine = { ...common, readings: { table: { fits: labelledTable } } }

async function prepare(options: TaskOptions): Promise<PreparedTask> {
  const { dataset, recipe, split, trunk } = options
  const { input, warnings } = await exampleRows(options)
  const truth = dataset.examples.map(labelsOf)
  const labels = dataset.classes.length
  const weights =
    recipe.regularisation.classWeights === 'off'
      ? null
      : positiveWeights(countsOf(split.train, truth, labels), split.train.length)
  const objective = multiLabel({ trunk, truth, labels, positiveWeights: weights })
  const places = placesInTurn(split.validation.map((index) => truth[index] as readonly number[]))
  return {
    ...{ rows: split, input, objective, warnings },
    ...watchExamples({ split, objective, places }),
    evaluateAfter: (run) => evaluateAfter(run, objective),
  }
}

export interface MultiLabelOptions {
  readonly trunk: Trunk
  /** By row, ascending. */
  readonly truth: readonly (readonly number[])[]
  readonly labels: number
  /** [labels], what a true label counts beside one that is not; null counts both alike. */
  readonly positiveWeights: Float32Array | null
}

export interface MultiLabelTally extends Tally {
  /** [rows added, labels] */
  probabilities(): Float32Array
  judged(): Omit<JudgedLabels, 'examples'>
}

export interface MultiLabelObjective extends Objective {
  tally(): MultiLabelTally
}

export function multiLabel(options: MultiLabelOptions): MultiLabelObjective {
  const { trunk, truth, labels } = options
  return {
    head: trunk.classifier.parameters(labels),
    readout: (f, x) => trunk.pool(f, x),
    outputs: (f, features) => trunk.classifier.forward(f, features as tf.Tensor2D),
    loss(logits, rows) {
      const marks = tf.tensor2d(marksOf(truth, rows, labels), [rows.length, labels])
      const weights = options.positiveWeights && tf.tensor1d(options.positiveWeights)
      return binaryCrossEntropy(logits as tf.Tensor2D, marks, weights)
    },
    weigh: (rows) => rows.length,
    tally: () => tallyOf(options),
  }
}

/** [rows, labels]: 1 where a label is true. */
function marksOf(truth: MultiLabelOptions['truth'], rows: readonly number[], labels: number): Float32Array {
  const marks = new Float32Array(rows.length * labels)
  for (const [at, row] of rows.entries())
    for (const label of truth[row] as readonly number[]) marks[at * labels + label] = 1
  return marks
}

/** Its loss weighs labels as training does: by it the best epoch is chosen, which would else give up the rare ones. */
function tallyOf({ truth, labels, positiveWeights: weights }: MultiLabelOptions): MultiLabelTally {
  const probabilities: number[] = []
  const own: (readonly number[])[] = []
  let lossSum = 0
  const judged = () => ({ truth: own, probabilities: Float32Array.from(probabilities), labels })
  return {
    async add(logits, rows) {
      const values = await logits.data()
      const marks = marksOf(truth, rows, labels)
      for (const [at, logit] of values.entries()) {
        lossSum += marks[at] === 1 ? (weights?.[at % labels] ?? 1) * softplus(-logit) : softplus(logit)
        probabilities.push(sigmoid(logit))
      }
      own.push(...rows.map((row) => truth[row] as readonly number[]))
    },
    score() {
      const answers = labelAnswersOf(judged())
      const decided = decidedLabels(answers.probabilities, new Array<number>(labels).fill(evenThreshold))
      const counts = labelCounts(decided, answers.truth, labels)
      const mAP = meanAveragePrecision(answers)
      return {
        loss: lossSum / Math.max(1, own.length * labels),
        accuracy: null,
        perplexity: null,
        counted: own.length,
        scores: {
          microF1: microScores(counts).f1,
          macroF1: macroScores(counts).f1,
          ...(mAP !== null && { mAP }),
        },
      }
    },
    probabilities: () => judged().probabilities,
    judged,
    watched: (place) => ({
      kind: 'labels',
      truth: own[place] as readonly number[],
      probabilities: probabilities.slice(place * labels, (place + 1) * labels),
    }),
  }
}

/** log(1 + exp x), which does not overflow. */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))
}

/** Of how many of these rows each label is true. */
function countsOf(rows: readonly number[], truth: readonly (readonly number[])[], labels: number): number[] {
  const counts = new Array<number>(labels).fill(0)
  for (const row of rows) for (const label of truth[row] ?? []) counts[label] = (counts[label] as number) + 1
  return counts
}

/** The thresholds are chosen on the validation split, so that the test stays what no choice was made by. */
async function evaluateAfter(run: TaskRun, objective: MultiLabelObjective): Promise<TaskOutcome> {
  const { dataset, split } = run
  const validation = await evaluateRows({ ...run, objective }, split.validation)
  const thresholds = labelThresholds(labelAnswersOf(validation.judged())).map(({ threshold }) => threshold)
  const tally = await evaluateRows({ ...run, objective }, split.test)
  const answers = { ...tally.judged(), examples: split.test }
  const test = multiLabelTest({ dataset, train: split.train, answers, thresholds, loss: tally.score().loss })
  return { test, validation: null, before: null, samples: null, constants: { thresholds } }
}

interface Answered {
  readonly dataset: Pick<Dataset, 'classes' | 'examples'>
  readonly train: readonly number[]
  readonly answers: JudgedLabels
  /** One a label. */
  readonly thresholds: readonly number[]
  readonly loss: number
}

/** The honest numbers: the best weights on the test split, at thresholds that it had no part in. */
export function multiLabelTest({ dataset, train, answers, thresholds, loss }: Answered): MultiLabelTest {
  const { labels } = answers
  const judged = labelAnswersOf(answers)
  const decided = decidedLabels(judged.probabilities, thresholds)
  const counts = labelCounts(decided, judged.truth, labels)
  const seen = train.map((index) => labelsOf(dataset.examples[index] as Example))
  return {
    kind: 'multi-label',
    n: rowCountOf(judged),
    loss,
    microF1: microScores(counts).f1,
    interval: intervalOf(decided, judged.truth, labels),
    macroF1: macroScores(counts).f1,
    mAP: meanAveragePrecision(judged),
    exactMatch: exactMatch(decided, judged.truth, labels),
    baseline: constantF1(seen, answers.truth, labels),
    perLabel: labelMetrics(counts, dataset.classes).map((metrics, label) => ({
      ...metrics,
      threshold: thresholds[label] as number,
      averagePrecision: labelAveragePrecision(judged, label),
    })),
    answers,
  }
}

const resamples = 1000
/** Of all resamples together, so that the worker is not held up for more than about a second. */
const mostDecisions = 2e8

function intervalOf(decided: Uint8Array, truth: Uint8Array, labels: number): MultiLabelTest['interval'] {
  if (truth.length * resamples > mostDecisions) return null
  const statistic = labelF1Over(microScores, decided, truth, labels)
  return bootstrapInterval(truth.length / labels, statistic, { random: seeded('intervals'), resamples })
}

/** Micro F1 of answering the most frequent labels to everything, as many as do best on the rows `seen`. */
function constantF1(
  seen: readonly (readonly number[])[],
  asked: readonly (readonly number[])[],
  labels: number,
): number {
  const counts = countsOf([...seen.keys()], seen, labels)
  const order = [...counts.keys()].sort((a, b) => (counts[b] as number) - (counts[a] as number) || a - b)
  const best = order
    .map((_, last) => order.slice(0, last + 1))
    .map((answer) => ({ answer, f1: f1Of(answer, seen) }))
    .reduce((one, other) => (other.f1 > one.f1 ? other : one), { answer: [] as number[], f1: 0 })
  return f1Of(best.answer, asked)
}

function f1Of(answer: readonly number[], rows: readonly (readonly number[])[]): number {
  const given = new Set(answer)
  const right = rows.reduce((sum, own) => sum + own.filter((label) => given.has(label)).length, 0)
  const all = rows.reduce((sum, own) => sum + own.length + given.size, 0)
  return all > 0 ? (2 * right) / all : 0
}

async function question(example: Example, names: readonly string[]): Promise<ExampleQuestion> {
  const truth = { kind: 'labels' as const, names: labelsOf(example).map((label) => names[label] ?? '') }
  return { input: await inputOf(example.content), truth }
}
