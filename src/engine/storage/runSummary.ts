/** A run's record as a line of the table of runs. */

import type { RunRecord, RunSummary } from '../../shared/domain/record.ts'
import { taskCard } from '../../tasks/cards.ts'

/** `bytes` is everything that is kept of it. */
export function runSummary(record: RunRecord, bytes: number): RunSummary {
  const { trail, result, ...rest } = record
  const { score } = taskCard(record.task)
  const best = trail.epochs.find(({ epoch }) => epoch === trail.bestEpoch)
  return {
    ...rest,
    epochs: trail.epochs.length,
    bestEpoch: trail.bestEpoch,
    validationLoss: best?.validationLoss ?? null,
    validationScore: best ? score.ofEpoch(best) : null,
    testScore: result && score.ofTest(result.test),
    testSet: result?.testSet ?? null,
    trainable: result?.parameters.trainable ?? null,
    seconds: result?.seconds.train ?? null,
    bytes,
  }
}
