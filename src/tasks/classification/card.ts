/** One of several classes: pictures or texts. */
import * as v from 'valibot'
import type { ClassMetrics, JudgedAnswers } from '../../shared/domain/evaluation.ts'
import { metricTable, plain, table } from '../../shared/report/markdown.ts'
import { count, figure, judgedAnswers } from '../recordParts.ts'
import { epochEntries, share } from '../reportParts.ts'
import type { TaskCard, TaskPresets, TaskReport, TaskScore, TaskWords } from '../taskCard.ts'
import { percentText, shareText, shareTick } from '../taskFigures.ts'

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

/** Every table of classes is as long as their names. */
export function fitsClasses({ confusion, perClass, answers }: ClassificationTest, classes: number): boolean {
  return [confusion, perClass, ...confusion].every(({ length }) => length === classes) && answers.classes === classes
}

const reportSchema = {
  epochs: v.array(v.strictObject({ ...epochEntries, validationAccuracy: share })),
  test: v.strictObject({
    loss: v.number(),
    accuracy: share,
    n: count,
    perClass: v.array(v.strictObject({ name: v.string(), precision: share, recall: share, f1: share, support: count })),
  }),
}

export type ClassificationScores = { [Key in keyof typeof reportSchema]: v.InferOutput<(typeof reportSchema)[Key]> }

export const classReport: TaskReport<ClassificationTest> = {
  schema: reportSchema,
  of: ({ loss, accuracy, n, perClass }, { epochs }): ClassificationScores => ({
    epochs: epochs.map(({ validationAccuracy, validationPerplexity: _, ...metrics }) => {
      if (validationAccuracy === null) throw new Error(`internal: epoch ${metrics.epoch} has no accuracy`)
      return { ...metrics, validationAccuracy }
    }),
    test: { loss, accuracy, n, perClass: [...perClass] },
  }),
}

export function modelCardOf(many: string): TaskCard<ClassificationTest>['modelCard'] {
  return {
    intendedUse: (classes) =>
      `Sorting ${many} like those it was tuned on into its ${classes.length} classes. It has no answer for anything else: whatever it is shown, it names one of them.`,
    metrics(test, { metrics, untouched }) {
      const baselines = [
        `Always answering the most frequent class scores ${test.baseline.toFixed(3)}.`,
        ...(untouched === null ? [] : [`The untouched model, by nearest class mean, scores ${untouched.toFixed(3)}.`]),
      ]
      return [metricTable(metrics), baselines.join(' '), classTable(test.perClass)]
    },
    limits({ perClass }) {
      const weak = perClass.filter(({ support, recall }) => support > 0 && recall < 0.5)
      const unseen = perClass.filter(({ support }) => support === 0)
      return [
        ...weak.map(({ name, recall }) => `It finds only ${(100 * recall).toFixed(0)} % of ${plain(name)}.`),
        ...unseen.map(({ name }) => `${plain(name)} does not occur in the test.`),
      ]
    },
  }
}

function classTable(perClass: readonly ClassMetrics[]): string {
  return table(
    ['Class', 'Precision', 'Recall', 'F1', 'Examples'],
    perClass.map(({ name, precision, recall, f1, support }) => [
      plain(name),
      precision.toFixed(2),
      recall.toFixed(2),
      f1.toFixed(2),
      String(support),
    ]),
  )
}

export const classWords: Pick<TaskWords, 'classes' | 'amount' | 'out'> = {
  classes: ['class', 'classes'],
  amount: { many: 'labels', perClass: true },
  out: (classes) => `${classes} classes out`,
}

/** Other tasks with a head on pictures may begin alike. */
export const picturePresets: TaskPresets = {
  small: {
    quick: {
      reason: 'So few pictures teach a head in moments, and can hardly mislead it.',
      fields: { 'method.id': 'head' },
    },
    balanced: {
      reason: 'A quarter of the blocks gives most of the gain; more views stand in for more pictures.',
      fields: { 'method.id': 'top-blocks', 'augment.views': 8, 'regularisation.dropout': 0.2 },
      share: 0.25,
    },
    thorough: {
      reason: 'Pairs of rank 16 reach every block, yet are too few numbers to learn the pictures by heart.',
      fields: {
        'method.id': 'lora',
        'method.rank': 16,
        'method.dropout': 0.1,
        'augment.views': 8,
        epochs: 50,
        'earlyStopping.patience': 12,
      },
    },
  },
  middle: {
    quick: {
      reason: 'Only a head learns, on features that are computed once.',
      fields: { 'method.id': 'head', epochs: 20, 'earlyStopping.patience': 5 },
    },
    balanced: {
      reason: 'A quarter of the blocks gives most of the gain of them all, at a quarter of the time.',
      fields: { 'method.id': 'top-blocks' },
      share: 0.25,
    },
    thorough: {
      reason: 'Block after block thaws, once those above it have settled: far-reaching, and gentle.',
      fields: { 'method.id': 'gradual', epochs: 50, 'earlyStopping.patience': 12 },
    },
  },
  large: {
    quick: {
      reason: 'With so many pictures a few epochs of the head are enough, without augmented views.',
      fields: { 'method.id': 'head', epochs: 8, 'augment.views': 0, 'earlyStopping.patience': 3 },
    },
    balanced: {
      reason: 'A quarter of the blocks learns; so many pictures need no views, and few epochs.',
      fields: { 'method.id': 'top-blocks', epochs: 12, 'augment.views': 0, 'earlyStopping.patience': 4 },
      share: 0.25,
    },
    thorough: {
      reason: 'So many pictures can teach every block; the lower ones move less, and keep what they know.',
      fields: { 'method.id': 'full', epochs: 20, 'optimiser.layerDecay': 0.75, 'earlyStopping.patience': 5 },
    },
  },
}

/** Other tasks with a head on texts may begin alike. */
export const textPresets: TaskPresets = {
  small: {
    quick: {
      reason: 'So few texts teach a head in moments, and can hardly mislead it.',
      fields: { 'method.id': 'head' },
    },
    balanced: {
      reason: 'Pairs of rank 4 adapt every layer with few enough numbers for so few texts.',
      fields: { 'method.id': 'lora', 'method.rank': 4, 'method.alpha': 8, 'method.dropout': 0.1, batch: 16 },
    },
    thorough: {
      reason: 'Pairs of rank 16 and more epochs learn all there is, where full tuning would learn by heart.',
      fields: {
        'method.id': 'lora',
        'method.rank': 16,
        'method.dropout': 0.1,
        batch: 16,
        epochs: 50,
        'earlyStopping.patience': 12,
      },
    },
  },
  middle: {
    quick: {
      reason: 'Only a head learns, on features that are computed once.',
      fields: { 'method.id': 'head', epochs: 20, 'earlyStopping.patience': 5 },
    },
    balanced: {
      reason: 'Pairs of rank 8 beside every layer come near full tuning, in a small file.',
      fields: { 'method.id': 'lora', epochs: 15, 'earlyStopping.patience': 5 },
    },
    thorough: {
      reason: 'Block after block thaws, once those above it have settled: far-reaching, and gentle.',
      fields: { 'method.id': 'gradual', epochs: 40, 'earlyStopping.patience': 10 },
    },
  },
  large: {
    quick: {
      reason: 'With so many texts a few epochs of the head are enough.',
      fields: { 'method.id': 'head', epochs: 5, 'earlyStopping.patience': 2 },
    },
    balanced: {
      reason: 'Pairs of rank 8 beside every layer, and few epochs, for so many texts.',
      fields: { 'method.id': 'lora', epochs: 4, 'earlyStopping.patience': 2 },
    },
    thorough: {
      reason: 'So many texts can teach every block; the lower ones move less, and keep what they know.',
      fields: { 'method.id': 'full', epochs: 6, 'optimiser.layerDecay': 0.75, 'earlyStopping.patience': 3 },
    },
  },
}

/** Others' kinds of answers are named in the configuration. */
const namesClasses: TaskCard['claims'] = ({ names, problemType }) =>
  names > 0 && (problemType === null || problemType === 'single_label_classification')

export const imageClassification: TaskCard<ClassificationTest> = {
  id: 'image-classification',
  title: 'Sort pictures',
  example: ['picture', 'pictures'],
  needs: 'Pictures in folders, one folder a class.',
  input: 'image',
  target: 'class',
  headed: true,
  outputs: (classes) => classes,
  settings: ['labelSmoothing', 'classWeights'],
  serves: ({ input }) => input === 'image',
  defaults: {},
  presets: picturePresets,
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
    can: 'tells pictures apart',
    doing: 'sorting pictures',
    ask: 'Try a picture',
    rows: 'pictures',
    misfit: () => 'It reads texts, and your data are pictures.',
  },
  report: classReport,
  modelCard: modelCardOf('pictures'),
}

export const textClassification: TaskCard<ClassificationTest> = {
  id: 'text-classification',
  title: 'Sort texts',
  example: ['text', 'texts'],
  needs: 'A table with a text and a label in each row, or text files in folders, one folder a class.',
  input: 'text',
  target: 'class',
  headed: true,
  outputs: (classes) => classes,
  settings: ['labelSmoothing', 'classWeights'],
  serves: ({ input }) => input === 'text',
  // A text's mean vector is small: a head on it wants larger steps (measured on the project's own sample).
  defaults: { head: { 'optimiser.learningRate': 0.01 } },
  presets: textPresets,
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
    can: 'tells texts apart',
    doing: 'sorting texts',
    ask: 'Try a text',
    rows: 'texts',
    misfit: () => 'It looks at pictures, and your data are texts.',
  },
  // A text's mean vector is small: a head on it wants larger steps (measured on the project's own sample).
  report: classReport,
  modelCard: modelCardOf('texts'),
}

export function accuracyOf(many: string): TaskScore<ClassificationTest> {
  return {
    key: 'accuracy',
    name: 'Accuracy',
    help: `The share of validation ${many} answered rightly. The model never trains on those.`,
    testHelp: `The share of held-back ${many} named rightly.`,
    better: 'higher',
    least: 0,
    most: 1,
    ofEpoch: ({ validationAccuracy }) => validationAccuracy,
    ofTest: ({ accuracy }) => accuracy,
    format: shareText,
    tick: shareTick,
    line: ({ accuracy }) => `${percentText(accuracy)} on the test`,
    figures: ({ accuracy }) => ({ accuracy }),
    chance: {
      error: (share, { n }) => Math.sqrt((share * (1 - share)) / n),
      apart: (difference) => `${(100 * difference).toFixed(1)} points`,
    },
  }
}
