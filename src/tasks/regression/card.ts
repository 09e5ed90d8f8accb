/** A number: of a picture or of a text. */
import * as v from 'valibot'
import { picturePlans } from '../picturePlans.ts'
import { count, figure } from '../recordParts.ts'
import type { TaskCard, TaskScore, TaskWords } from '../taskCard.ts'
import { figureText, numberText } from '../taskFigures.ts'
import { textPlans } from '../textPlans.ts'

export interface RegressionTest {
  readonly kind: 'regression'
  readonly n: number
  /** Mean Huber loss of standardised numbers. */
  readonly loss: number
  /** Mean absolute error and root mean squared error, in the unit of the data. */
  readonly mae: number
  readonly rmse: number
  /** Share of the variance that the answers explain; null where all numbers of the test are one. */
  readonly r2: number | null
  /** Correlation of the ranks; null where one side is constant. */
  readonly spearman: number | null
  /** Mean absolute error of always answering the median of the training numbers. */
  readonly baseline: number
  /** In the order of the test's rows. */
  readonly answers: {
    readonly truth: readonly number[]
    readonly predicted: readonly number[]
    /** Indices into the dataset. */
    readonly examples: readonly number[]
  }
}

const orNull = v.nullable(figure)

export const regressionTestSchema = v.looseObject({
  kind: v.literal('regression'),
  n: count,
  loss: figure,
  mae: figure,
  rmse: figure,
  r2: orNull,
  spearman: orNull,
  baseline: figure,
  answers: v.pipe(
    v.looseObject({ truth: v.array(v.number()), predicted: v.array(figure), examples: v.array(count) }),
    v.check(
      ({ truth, predicted, examples }) => truth.length === predicted.length && truth.length === examples.length,
      'as many answers and examples as numbers',
    ),
  ),
})

/** What is told of an example while a run goes on, in the unit of the data. */
export interface WatchedNumber {
  readonly kind: 'number'
  readonly truth: number
  readonly predicted: number
}

export const watchedNumberSchema = v.looseObject({
  kind: v.literal('number'),
  example: count,
  truth: v.number(),
  predicted: figure,
})

export const numberWords: Pick<TaskWords, 'classes' | 'amount' | 'out'> = {
  classes: null,
  amount: { many: 'examples', perClass: false },
  out: () => 'One number out',
}

/** As transformers takes a head of one answer, unless the configuration says otherwise. */
const answersOne: TaskCard['claims'] = ({ names, problemType }) =>
  problemType === 'regression' || (problemType === null && names === 1)

export const imageRegression: TaskCard<RegressionTest> = {
  id: 'image-regression',
  title: 'Predict a number from pictures',
  example: ['picture', 'pictures'],
  needs: 'Pictures, and a table with the columns file_name and a number.',
  input: 'image',
  plans: picturePlans,
  target: 'number',
  headed: true,
  outputs: () => 1,
  windowed: false,
  icon: 'ruler',
  serves: ({ input }) => input === 'image',
  fewestNames: 0,
  claims: answersOne,
  settings: [],
  defaultMethod: 'head',
  defaults: {},
  analyses: [],
  huggingFace: {
    pipelineTag: 'image-classification',
    autoModel: 'AutoModelForImageClassification',
    peftTaskType: null,
    problemType: 'regression',
  },
  score: meanError('pictures'),
  words: {
    ...numberWords,
    can: 'predicts a number from pictures',
    doing: 'predicting a number from pictures',
    ask: 'Try a picture',
    rows: 'pictures',
    misfit: () => 'It reads texts, but your data is pictures.',
  },
}

export const textRegression: TaskCard<RegressionTest> = {
  id: 'text-regression',
  title: 'Predict a number from texts',
  example: ['text', 'texts'],
  needs: 'A table with a text and a number in each row.',
  input: 'text',
  plans: textPlans,
  target: 'number',
  headed: true,
  outputs: () => 1,
  windowed: false,
  icon: 'ruler',
  serves: ({ input }) => input === 'text',
  fewestNames: 0,
  claims: answersOne,
  settings: [],
  defaultMethod: 'head',
  defaults: {},
  analyses: [],
  huggingFace: {
    pipelineTag: 'text-classification',
    autoModel: 'AutoModelForSequenceClassification',
    peftTaskType: 'SEQ_CLS',
    problemType: 'regression',
  },
  score: meanError('texts'),
  words: {
    ...numberWords,
    can: 'predicts a number from texts',
    doing: 'predicting a number from texts',
    ask: 'Try a text',
    rows: 'texts',
    misfit: () => 'It reads pictures, but your data is texts.',
  },
}

export function meanError(many: string): TaskScore<RegressionTest> {
  return {
    key: 'mae',
    name: 'Mean error',
    help: `How far the answers are from the true numbers of the validation ${many}, on average, in your data’s unit. It is never trained on those.`,
    testHelp: `How far the answers are from the true numbers of the test ${many}, on average, in your data’s unit.`,
    better: 'lower',
    least: 0,
    ofEpoch: ({ validationScores }) => validationScores?.mae ?? null,
    ofTest: ({ mae }) => mae,
    format: figureText,
    tick: numberText,
    line: ({ mae }) => `${figureText(mae)} off on the test`,
    figures: ({ mae, rmse, r2, spearman }) => ({
      mae,
      rmse,
      ...(r2 !== null && { r2 }),
      ...(spearman !== null && { spearman }),
    }),
  }
}
