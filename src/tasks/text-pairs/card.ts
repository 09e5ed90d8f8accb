/** Two texts together: what the second is to the first, as one of several classes or as a number. */
import { accuracyOf, type ClassificationTest, classWords } from '../classification/card.ts'
import { meanError, numberWords, type RegressionTest } from '../regression/card.ts'
import type { TaskCard } from '../taskCard.ts'
import { textPlans } from '../textPlans.ts'

const pairs = {
  example: ['pair', 'pairs'],
  input: 'pair',
  plans: textPlans,
  headed: true,
  windowed: false,
  icon: 'pair',
  serves: ({ input }) => input === 'text',
  // Exported files look like those of single texts; thaw_task.json beside them says what they are.
  claims: () => false,
  defaultMethod: 'head',
} as const satisfies Partial<TaskCard>

const misfit = () => 'It reads pictures, but your data is texts.'

export const pairClassification: TaskCard<ClassificationTest> = {
  ...pairs,
  id: 'text-pair-classification',
  title: 'Text-pair classification',
  needs: 'A table with two texts and a label in each row, for example question, answer and “fits”.',
  target: 'class',
  outputs: (classes) => classes,
  settings: ['labelSmoothing', 'classWeights'],
  defaults: { head: { 'optimiser.learningRate': 0.01 } },
  fewestNames: 2,
  analyses: ['labelErrors', 'temperature'],
  huggingFace: {
    pipelineTag: 'text-classification',
    autoModel: 'AutoModelForSequenceClassification',
    peftTaskType: 'SEQ_CLS',
  },
  score: accuracyOf('pairs'),
  words: {
    ...classWords,
    can: 'classifies pairs of texts',
    doing: 'text-pair classification',
    ask: 'Try a pair',
    rows: 'pairs',
    misfit,
  },
}

export const pairRegression: TaskCard<RegressionTest> = {
  ...pairs,
  id: 'text-pair-regression',
  title: 'Predict a number from pairs of texts',
  needs: 'A table with two texts and a number in each row, for example how similar they are.',
  target: 'number',
  outputs: () => 1,
  settings: [],
  defaults: {},
  fewestNames: 0,
  analyses: [],
  huggingFace: {
    pipelineTag: 'text-classification',
    autoModel: 'AutoModelForSequenceClassification',
    peftTaskType: 'SEQ_CLS',
    problemType: 'regression',
  },
  score: meanError('pairs'),
  words: {
    ...numberWords,
    can: 'predicts a number from pairs of texts',
    doing: 'predicting a number from pairs of texts',
    ask: 'Try a pair',
    rows: 'pairs',
    misfit,
  },
}
