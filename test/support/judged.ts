/** A finished run that judged eight test examples of three classes, two of them wrongly. */

import type { JudgedAnswers } from '../../src/shared/domain/evaluation.ts'
import type { RunResult } from '../../src/shared/domain/run.ts'
import { accuracyOf } from '../../src/shared/metrics/accuracyOf.ts'
import { classMetrics } from '../../src/shared/metrics/classMetrics.ts'
import { confusionMatrix } from '../../src/shared/metrics/confusionMatrix.ts'
import { logLoss } from '../../src/shared/metrics/logLoss.ts'
import { predictedClasses } from '../../src/shared/metrics/predictedClasses.ts'
import { wilsonInterval } from '../../src/shared/metrics/wilsonInterval.ts'
import { buildRecipe, defaultFields } from '../../src/shared/recipe/recipe.ts'

/** Rows 3 (a dog held for a cat at 0.9) and 6 (a fox held for a dog at 0.5) are wrong. */
export const judgedAnswers: JudgedAnswers = {
  truth: [0, 0, 0, 1, 1, 1, 2, 2],
  probabilities: Float32Array.from(
    [
      [0.98, 0.01, 0.01],
      [0.6, 0.3, 0.1],
      [0.5, 0.4, 0.1],
      [0.9, 0.06, 0.04],
      [0.1, 0.8, 0.1],
      [0.2, 0.7, 0.1],
      [0.1, 0.5, 0.4],
      [0.05, 0.05, 0.9],
    ].flat(),
  ),
  classes: 3,
  examples: [10, 11, 12, 20, 21, 22, 30, 31],
}

export function judgedResult(classes: readonly string[] = ['cat', 'dog', 'fox'], part: Partial<RunResult> = {}) {
  const { truth, probabilities } = judgedAnswers
  const predicted = predictedClasses(probabilities, 3)
  const confusion = confusionMatrix(predicted, truth, 3)
  const result: RunResult = {
    runId: 'run-1',
    recipe: buildRecipe(
      {
        task: 'image-classification',
        model: { id: 'thaw-vision', revision: 'main' },
        data: { name: 'pets', fingerprint: 'f00' },
        backend: 'cpu',
      },
      defaultFields('head'),
    ),
    backend: 'cpu',
    adapter: 'test',
    classes,
    counts: { examples: 40, train: 24, validation: 8, test: 8 },
    parameters: { total: 1000, trainable: 100 },
    epochs: [
      {
        epoch: 1,
        trainLoss: 1,
        validationLoss: 1.1,
        validationAccuracy: 0.5,
        validationPerplexity: null,
        learningRate: 1e-3,
        seconds: 1,
      },
    ],
    bestEpoch: 1,
    stop: 'finished',
    test: {
      kind: 'classification',
      n: 8,
      loss: logLoss(judgedAnswers),
      accuracy: accuracyOf(predicted, truth),
      interval: wilsonInterval(6, 8),
      baseline: 0.375,
      confusion,
      perClass: classMetrics(confusion, classes),
      answers: judgedAnswers,
    },
    validation: { ...judgedAnswers, examples: [1, 2, 3, 4, 5, 6, 7, 8] },
    testSet: 'abc',
    before: null,
    samples: null,
    forgetting: { drift: 0.25, probe: 8, before: null, after: null },
    seconds: { prepare: 1, train: 3, total: 4 },
    memory: { tensors: 1, peakBytes: 5e6 },
    warnings: [],
    ...part,
  }
  return result
}
