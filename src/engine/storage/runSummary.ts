/** A run's record as a line of the table of runs. */

import type { RunRecord, RunSummary } from '../../shared/domain/record.ts'
import type { EpochMetrics } from '../../shared/domain/run.ts'
import type { Evaluation } from '../../tasks/evaluations.ts'

/** `bytes` is everything that is kept of it. */
export function runSummary(record: RunRecord, bytes: number): RunSummary {
  const { trail, result, ...rest } = record
  const best = trail.epochs.find(({ epoch }) => epoch === trail.bestEpoch)
  return {
    ...rest,
    epochs: trail.epochs.length,
    bestEpoch: trail.bestEpoch,
    validationLoss: best?.validationLoss ?? null,
    validationScore: best ? scoreOf(best) : null,
    testScore: result && testScoreOf(result.test),
    testSet: result?.testSet ?? null,
    trainable: result?.parameters.trainable ?? null,
    seconds: result?.seconds.train ?? null,
    bytes,
  }
}

function scoreOf({ validationAccuracy, validationPerplexity }: EpochMetrics): number | null {
  return validationAccuracy ?? validationPerplexity
}

function testScoreOf(test: Evaluation): number {
  return test.kind === 'classification' ? test.accuracy : test.perplexity
}
