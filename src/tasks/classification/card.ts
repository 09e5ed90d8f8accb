/** One of several classes: pictures or texts. */
import * as v from 'valibot'
import type { ClassMetrics, JudgedAnswers } from '../../shared/domain/evaluation.ts'
import { picturePlans } from '../picturePlans.ts'
import { count, figure, judgedAnswers } from '../recordParts.ts'
import type { TaskCard, TaskScore, TaskWords } from '../taskCard.ts'
import { shareText, shareTick } from '../taskFigures.ts'
import { textPlans } from '../textPlans.ts'

export interface ClassificationTest {
  readonly kind: 'classification'
  readonly n: number
  readonly loss: number
  readonly accuracy: number
  /** Wilson score interval, 95 %. */
  readonly interval: readonly [number, number]
  /** Accuracy of always answering the most frequent training class. */
  readonly baseline: number
  /** confusion[true][predicted], in the order of `classes`. */
  readonly confusion: readonly (readonly number[])[]
  readonly perClass: readonly ClassMetrics[]
  readonly answers: JudgedAnswers
}

export const classificationTestSchema = v.looseObject({
  kind: v.literal('classification'),
  n: count,
  loss: figure,
  accuracy: figure,
  interval: v.tuple([figure, figure]),
  baseline: figure,
  confusion: v.array(v.array(count)),
  perClass: v.array(v.looseObject({ name: v.string(), precision: figure, recall: figure, f1: figure, support: count })),
  answers: judgedAnswers,
})

/** What is told of an example while a run goes on. */
export interface WatchedClass {
  readonly kind: 'class'
  readonly truth: number
  /** By class. */
  readonly probabilities: readonly number[]
}

export const watchedClassSchema = v.looseObject({
  // Records of a time when classes alone were told of do not say it.
  kind: v.optional(v.literal('class'), 'class'),
  example: count,
  truth: count,
  probabilities: v.array(figure),
})

/** Every table of classes is as long as their names. */
export function fitsClasses({ confusion, perClass, answers }: ClassificationTest, classes: number): boolean {
  return [confusion, perClass, ...confusion].every(({ length }) => length === classes) && answers.classes === classes
}

export const classWords: Pick<TaskWords, 'classes' | 'amount' | 'out'> = {
  classes: ['class', 'classes'],
  amount: { many: 'labels', perClass: true },
  out: (classes) => `${classes} classes out`,
}

/** Others' kinds of answers are named in the configuration; a single one is a number, as in transformers. */
const namesClasses: TaskCard['claims'] = ({ names, problemType }) =>
  names > 1 && (problemType === null || problemType === 'single_label_classification')

export const imageClassification: TaskCard<ClassificationTest> = {
  id: 'image-classification',
  title: 'Image classification',
  example: ['picture', 'pictures'],
  needs: 'Pictures in folders, one folder per class.',
  input: 'image',
  target: 'class',
  headed: true,
  outputs: (classes) => classes,
  settings: ['labelSmoothing', 'classWeights'],
  serves: ({ input }) => input === 'image',
  plans: picturePlans,
  defaults: {},
  huggingFace: {
    pipelineTag: 'image-classification',
    autoModel: 'AutoModelForImageClassification',
    peftTaskType: null,
  },
  defaultMethod: 'head',
  fewestNames: 2,
  claims: namesClasses,
  analyses: ['explain', 'labelErrors', 'temperature'],
  windowed: false,
  icon: 'shapes',
  score: accuracyOf('pictures'),
  words: {
    ...classWords,
    can: 'classifies pictures',
    doing: 'image classification',
    ask: 'Try a picture',
    rows: 'pictures',
    misfit: () => 'It reads texts, but your data is pictures.',
  },
}

/**
 * For a head alone on vectors of texts: a rate and an epsilon of the gradient's own size follow the gradient itself,
 * towards the means of the classes, where AdamW's usual ones move every number alike, noise included. Nothing is hidden
 * from so few numbers. Measured beside a regularised linear classifier: docs/benchmarks.md.
 */
const nearTheMeans = {
  'optimiser.learningRate': 0.1,
  'optimiser.epsilon': 0.3,
  'optimiser.unitFeatures': true,
  'regularisation.dropout': 0,
}

/** So many make an epoch of so many steps that the first would already go too far. */
const many = 1000

/**
 * The rate is planned for any number, so that a recipe's own stays one. Measured on film reviews, 2,000 to train on,
 * three seeds: 0.675 by the rate for few, 0.703 by the other.
 */
function gentlyWhereMany(rows: number) {
  return { 'optimiser.learningRate': rows < many ? nearTheMeans['optimiser.learningRate'] : 0.03 }
}

/** Where one rule serves head and trunk, as the methods' own cards have it. */
const oneRule = {
  'optimiser.epsilon': 1e-8,
  'optimiser.trunkEpsilon': 0,
  'optimiser.unitFeatures': false,
  'regularisation.dropout': 0.1,
}

/**
 * With few texts the same head also where what lies beneath learns, which has a rate and an epsilon of its own. Measured
 * beside the head alone and beside random weights (docs/benchmarks.md); with many texts it was not, and one rule stays.
 *
 * @param beneath the rate of the pre-trained weights, or of what is put beside them.
 */
function headAbove(beneath: number, withMany: { readonly rate: number; readonly trunkRate: number }) {
  const share = Number((beneath / nearTheMeans['optimiser.learningRate']).toFixed(4))
  const few = { ...nearTheMeans, 'optimiser.trunkEpsilon': 1e-8, 'optimiser.trunkRate': share }
  const others = {
    ...oneRule,
    'optimiser.learningRate': withMany.rate,
    'optimiser.trunkRate': withMany.trunkRate,
  }
  return { few, plan: (rows: number) => (rows < many ? few : others) }
}

const pairs = headAbove(0.003, { rate: 0.003, trunkRate: 1 })
const tuned = { full: headAbove(0.001, { rate: 0.001, trunkRate: 0.1 }), lora: pairs, dora: pairs }

export const textClassification: TaskCard<ClassificationTest> = {
  id: 'text-classification',
  title: 'Text classification',
  example: ['text', 'texts'],
  needs: 'A table with a text and a label in each row, or text files in folders, one folder per class.',
  input: 'text',
  plans: {
    ...textPlans,
    head: gentlyWhereMany,
    full: (rows) => ({ ...textPlans.full?.(rows), ...tuned.full.plan(rows) }),
    lora: (rows) => ({ ...textPlans.lora?.(rows), ...tuned.lora.plan(rows) }),
    dora: (rows) => ({ ...textPlans.dora?.(rows), ...tuned.dora.plan(rows) }),
  },
  target: 'class',
  headed: true,
  outputs: (classes) => classes,
  settings: ['labelSmoothing', 'classWeights'],
  serves: ({ input }) => input === 'text',
  defaults: {
    head: nearTheMeans,
    full: tuned.full.few,
    lora: tuned.lora.few,
    dora: tuned.dora.few,
  },
  huggingFace: {
    pipelineTag: 'text-classification',
    autoModel: 'AutoModelForSequenceClassification',
    peftTaskType: 'SEQ_CLS',
  },
  defaultMethod: 'head',
  fewestNames: 2,
  claims: namesClasses,
  analyses: ['explain', 'labelErrors', 'temperature'],
  windowed: false,
  icon: 'messages',
  score: accuracyOf('texts'),
  words: {
    ...classWords,
    can: 'classifies texts',
    doing: 'text classification',
    ask: 'Try a text',
    rows: 'texts',
    misfit: () => 'It reads pictures, but your data is texts.',
  },
}

export function accuracyOf(many: string): TaskScore<ClassificationTest> {
  return {
    key: 'accuracy',
    name: 'Accuracy',
    help: `The share of validation ${many} that it answers correctly. It is never trained on those.`,
    testHelp: `The share of test ${many} that it answers correctly.`,
    better: 'higher',
    least: 0,
    most: 1,
    ofEpoch: ({ validationAccuracy }) => validationAccuracy,
    ofTest: ({ accuracy }) => accuracy,
    format: shareText,
    tick: shareTick,
    line: ({ accuracy }) => `Accuracy ${shareText(accuracy)} on the test`,
    figures: ({ accuracy }) => ({ accuracy }),
    chance: {
      error: (share, examples) => Math.sqrt((share * (1 - share)) / examples),
      apart: (difference) => `${(100 * difference).toFixed(1)} points`,
    },
  }
}
