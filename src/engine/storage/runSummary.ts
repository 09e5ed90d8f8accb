/** A run's record as a line of the table of runs. */

import { coach } from '../../shared/coach/coach.ts'
import { coachedRecord } from '../../shared/coach/coachedRun.ts'
import type { RunRecord, RunSummary } from '../../shared/domain/record.ts'
import { taskCard } from '../../tasks/cards.ts'

/** `bytes` is everything that is kept of it. */
export function runSummary(record: RunRecord, bytes: number): RunSummary {
  const { log, result, ...rest } = record
  const { score } = taskCard(record.task)
  const coached = coachedRecord(record)
  const best = log.epochs.find(({ epoch }) => epoch === log.bestEpoch)
  return {
    ...rest,
    epochs: log.epochs.length,
    bestEpoch: log.bestEpoch,
    validationLoss: best?.validationLoss ?? null,
    validationScore: best ? score.ofEpoch(best) : null,
    testScore: result && score.ofTest(result.test),
    testSet: result?.testSet ?? null,
    verdict: coached && coach(coached),
    trainable: result?.parameters.trainable ?? null,
    seconds: result?.seconds.train ?? null,
    bytes,
  }
}
