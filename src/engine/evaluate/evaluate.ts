/** The honest number: the best weights on the test split, with its interval, the baseline and every answer. */

import type { ClassificationTest } from '../../shared/domain/evaluation.ts'
import { accuracyOf } from '../../shared/metrics/accuracyOf.ts'
import { classMetrics } from '../../shared/metrics/classMetrics.ts'
import { confusionMatrix } from '../../shared/metrics/confusionMatrix.ts'
import { logLoss } from '../../shared/metrics/logLoss.ts'
import { predictedClasses } from '../../shared/metrics/predictedClasses.ts'
import { wilsonInterval } from '../../shared/metrics/wilsonInterval.ts'
import type { Dataset, Example } from '../data/dataset.ts'

export interface EvaluateOptions {
  readonly dataset: Dataset
  readonly test: readonly number[]
  readonly train: readonly number[]
  /** [test.length, classes] */
  readonly probabilities: Float32Array
}

export function evaluate({ dataset, test, train, probabilities }: EvaluateOptions): ClassificationTest {
  const classes = dataset.classes.length
  const labelsOf = (rows: readonly number[]) => rows.map((index) => (dataset.examples[index] as Example).label)
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
