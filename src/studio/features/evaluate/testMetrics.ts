// The figures of a classification test: what each is called, what it means, and as what statistic of rows its interval
// is drawn.
import { accuracyOf } from '../../../shared/metrics/accuracyOf.ts'
import { type Answers, rowsOf } from '../../../shared/metrics/answers.ts'
import { balancedAccuracy } from '../../../shared/metrics/balancedAccuracy.ts'
import { meanOver, type Statistic } from '../../../shared/metrics/bootstrapInterval.ts'
import { brierScore, rowDistances } from '../../../shared/metrics/brierScore.ts'
import { confusionMatrix } from '../../../shared/metrics/confusionMatrix.ts'
import { logLoss, rowLosses } from '../../../shared/metrics/logLoss.ts'
import { macroF1 } from '../../../shared/metrics/macroF1.ts'
import { matthewsCorrelation } from '../../../shared/metrics/matthewsCorrelation.ts'
import { predictedClasses } from '../../../shared/metrics/predictedClasses.ts'
import { calibrationError } from '../../../shared/metrics/reliability.ts'
import { topKAccuracy } from '../../../shared/metrics/topKAccuracy.ts'

export type MetricId =
  | 'accuracy'
  | 'balancedAccuracy'
  | 'macroF1'
  | 'matthews'
  | 'top3'
  | 'logLoss'
  | 'brier'
  | 'calibrationError'

export interface TestMetric {
  readonly id: MetricId
  readonly label: string
  /** A sentence: what it counts, and which way is better. */
  readonly help: string
  readonly value: (answers: Answers) => number
  /** The same of a resample of rows; null for a share of rows, which has the Wilson interval instead. */
  readonly statistic: ((answers: Answers) => Statistic) | null
}

/** In the order of the table. */
export function testMetrics(classes: number): readonly TestMetric[] {
  return metrics.filter(({ id }) => id !== 'top3' || classes > 3)
}

const metrics: readonly TestMetric[] = [
  {
    id: 'accuracy',
    label: 'Accuracy',
    help: 'Share of the examples that were answered correctly. Higher is better.',
    value: ({ truth, probabilities, classes }) => accuracyOf(predictedClasses(probabilities, classes), truth),
    statistic: null,
  },
  {
    id: 'balancedAccuracy',
    label: 'Balanced accuracy',
    help: 'The accuracy of each class, averaged, so that a rare class counts as much as a frequent one.',
    value: (answers) => ofCounts(balancedAccuracy)(answers)(everyRow(answers)),
    statistic: (answers) => ofCounts(balancedAccuracy)(answers),
  },
  {
    id: 'macroF1',
    label: 'Macro F1',
    help: 'F1 averaged over the classes: low for a class that is missed, and for one that is answered too often.',
    value: (answers) => ofCounts(macroF1)(answers)(everyRow(answers)),
    statistic: (answers) => ofCounts(macroF1)(answers),
  },
  {
    id: 'matthews',
    label: 'Matthews correlation',
    help: 'How well the answers follow the truth: 1 is perfect, 0 is guessing, even where one class makes up most of the data.',
    value: (answers) => ofCounts(matthewsCorrelation)(answers)(everyRow(answers)),
    statistic: (answers) => ofCounts(matthewsCorrelation)(answers),
  },
  {
    id: 'top3',
    label: 'Top-3 accuracy',
    help: 'Share of the examples whose true class is among the three most likely. Higher is better.',
    value: (answers) => topKAccuracy(answers, 3),
    statistic: null,
  },
  {
    id: 'logLoss',
    label: 'Log loss',
    help: 'How surprised the model was by the true classes (in nats); being sure and wrong costs most. Lower is better.',
    value: logLoss,
    statistic: (answers) => meanOver(rowLosses(answers)),
  },
  {
    id: 'brier',
    label: 'Brier score',
    help: 'Squared distance between its confidence in each class and the truth, from 0 to 2. Lower is better.',
    value: brierScore,
    statistic: (answers) => meanOver(rowDistances(answers)),
  },
  {
    id: 'calibrationError',
    label: 'Calibration error',
    help: 'How far its confidence is from how often it is correct, on average (ECE, 15 bins). Lower is better.',
    value: (answers) => calibrationError(answers),
    statistic: (answers) => (rows) => calibrationError(rowsOf(answers, rows)),
  },
]

/** A score of the confusion counts as a statistic of rows. */
function ofCounts(score: (confusion: number[][]) => number | null): (answers: Answers) => Statistic {
  return ({ truth, probabilities, classes }) => {
    const predicted = predictedClasses(probabilities, classes)
    return (rows) => {
      const claims = Array.from(rows, (row) => predicted[row] ?? 0)
      const labels = Array.from(rows, (row) => truth[row] ?? 0)
      return score(confusionMatrix(claims, labels, classes)) ?? Number.NaN
    }
  }
}

function everyRow({ truth }: Answers): Int32Array {
  return Int32Array.from(truth.keys())
}
