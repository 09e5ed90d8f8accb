/** Any number of labels: pictures or texts. */
import * as v from 'valibot'
import type { ClassMetrics } from '../../shared/domain/evaluation.ts'
import type { LabelAnswers } from '../../shared/metrics/labelAnswers.ts'
import { picturePlans } from '../picturePlans.ts'
import { count, figure } from '../recordParts.ts'
import type { TaskCard, TaskScore, TaskWords } from '../taskCard.ts'
import { shareText, shareTick } from '../taskFigures.ts'
import { textPlans } from '../textPlans.ts'

export interface MultiLabelTest {
  readonly kind: 'multi-label'
  readonly n: number
  /** Mean binary cross-entropy, weighted as in training. */
  readonly loss: number
  /** Over all decisions at once, at the labels' thresholds. */
  readonly microF1: number
  /** Of the micro F1, 95 %, by drawing the test anew; null where it has none. */
  readonly interval: readonly [number, number] | null
  /** The mean over labels. */
  readonly macroF1: number
  /** Mean average precision; null where no label is ever true. */
  readonly mAP: number | null
  /** Share of examples whose labels are all right. */
  readonly exactMatch: number
  /** Micro F1 of answering the same labels to everything: those that do best on the training split. */
  readonly baseline: number
  readonly perLabel: readonly LabelFigures[]
  readonly answers: JudgedLabels
}

export interface LabelFigures extends ClassMetrics {
  /** From this probability on the label counts as answered: the best for F1 on the validation split. */
  readonly threshold: number
  /** Null where the label is true nowhere in the test. */
  readonly averagePrecision: number | null
}

/** What a network said of examples, whose indices into the dataset are in the order of the rows. */
export interface JudgedLabels {
  /** The labels of each row, ascending. */
  readonly truth: readonly (readonly number[])[]
  /** [rows, labels] */
  readonly probabilities: Float32Array
  readonly labels: number
  readonly examples: readonly number[]
}

/** As the metrics take them. */
export function labelAnswersOf({ truth, probabilities, labels }: Omit<JudgedLabels, 'examples'>): LabelAnswers {
  const marks = new Uint8Array(truth.length * labels)
  for (const [row, own] of truth.entries()) for (const label of own) marks[row * labels + label] = 1
  return { truth: marks, probabilities, labels }
}

const judgedLabels = v.pipe(
  v.looseObject({
    truth: v.array(v.array(count)),
    probabilities: v.instance(Float32Array),
    labels: count,
    examples: v.array(count),
  }),
  v.check(
    ({ truth, probabilities, labels, examples }) =>
      probabilities.length === truth.length * labels && examples.length === truth.length,
    'as many probabilities and examples as rows',
  ),
  v.check(
    ({ truth, labels }) => truth.every((own) => own.every((label) => label < labels)),
    'expected truths among the labels',
  ),
)

export const multiLabelTestSchema = v.looseObject({
  kind: v.literal('multi-label'),
  n: count,
  loss: figure,
  microF1: figure,
  interval: v.nullable(v.tuple([figure, figure])),
  macroF1: figure,
  mAP: v.nullable(figure),
  exactMatch: figure,
  baseline: figure,
  perLabel: v.array(
    v.looseObject({
      name: v.string(),
      precision: figure,
      recall: figure,
      f1: figure,
      support: count,
      threshold: figure,
      averagePrecision: v.nullable(figure),
    }),
  ),
  answers: judgedLabels,
})

/** What is told of an example while a run goes on. */
export interface WatchedLabels {
  readonly kind: 'labels'
  /** Ascending. */
  readonly truth: readonly number[]
  /** By label. */
  readonly probabilities: readonly number[]
}

export const watchedLabelsSchema = v.looseObject({
  kind: v.literal('labels'),
  example: count,
  truth: v.array(count),
  probabilities: v.array(figure),
})

export function fitsLabels({ perLabel, answers }: MultiLabelTest, labels: number): boolean {
  return perLabel.length === labels && answers.labels === labels
}

const score: TaskScore<MultiLabelTest> = {
  key: 'microF1',
  name: 'Micro F1',
  help: 'How well the predicted labels match the true ones on the validation split, at a threshold of 0.5. 1 is perfect. It is never trained on those.',
  testHelp: 'How well the predicted labels match the true ones, over all test examples; 1 is perfect.',
  better: 'higher',
  least: 0,
  most: 1,
  ofEpoch: ({ validationScores }) => validationScores?.microF1 ?? null,
  ofTest: ({ microF1 }) => microF1,
  format: shareText,
  tick: shareTick,
  line: ({ microF1 }) => `Micro F1 ${shareText(microF1)} on the test`,
  figures: ({ microF1, macroF1, mAP, exactMatch }) => ({
    micro_f1: microF1,
    macro_f1: macroF1,
    ...(mAP !== null && { mean_average_precision: mAP }),
    exact_match: exactMatch,
  }),
}

const words: Pick<TaskWords, 'classes' | 'out'> = {
  classes: ['label', 'labels'],
  out: (labels) => `${labels} labels out, each yes or no`,
}

const common = {
  target: 'labels',
  headed: true,
  outputs: (labels: number) => labels,
  settings: ['classWeights'],
  defaultMethod: 'head',
  fewestNames: 2,
  analyses: [],
  windowed: false,
  icon: 'tags',
  score,
} as const satisfies Partial<TaskCard<MultiLabelTest>>

const problemType = 'multi_label_classification'

export const imageMultiLabel: TaskCard<MultiLabelTest> = {
  ...common,
  id: 'image-multi-label',
  title: 'Image labelling',
  example: ['picture', 'pictures'],
  needs:
    'Pictures with several labels each: a metadata table that lists them, or a 0-1 column per label, or the same picture in several label folders.',
  input: 'image',
  plans: picturePlans,
  serves: ({ input }) => input === 'image',
  claims: ({ problemType: problem }) => problem === problemType,
  defaults: {},
  huggingFace: {
    pipelineTag: 'image-classification',
    autoModel: 'AutoModelForImageClassification',
    peftTaskType: null,
    problemType,
  },
  words: {
    ...words,
    amount: { many: 'pictures', perClass: false },
    can: 'labels pictures',
    doing: 'labelling pictures',
    ask: 'Try a picture',
    rows: 'pictures',
    misfit: () => 'It reads texts, but your data is pictures.',
  },
}

export const textMultiLabel: TaskCard<MultiLabelTest> = {
  ...common,
  id: 'text-multi-label',
  title: 'Text labelling',
  example: ['text', 'texts'],
  needs: 'Texts with several labels each: a table with all labels in one cell (“a;b”), or a 0-1 column per label.',
  input: 'text',
  plans: textPlans,
  serves: ({ input }) => input === 'text',
  claims: ({ problemType: problem }) => problem === problemType,
  // A text's mean vector is small: a head on it wants larger steps, as for classes.
  defaults: { head: { 'optimiser.learningRate': 0.01 } },
  huggingFace: {
    pipelineTag: 'text-classification',
    autoModel: 'AutoModelForSequenceClassification',
    peftTaskType: 'SEQ_CLS',
    problemType,
  },
  words: {
    ...words,
    amount: { many: 'texts', perClass: false },
    can: 'labels texts',
    doing: 'labelling texts',
    ask: 'Try a text',
    rows: 'texts',
    misfit: () => 'It reads pictures, but your data is texts.',
  },
}
