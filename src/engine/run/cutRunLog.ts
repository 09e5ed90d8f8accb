/** What a run had shown when its checkpoint was taken: the record may have been written a little before or after. */
import type { RunLog } from '../../shared/domain/runLog.ts'
import type { Position } from '../train/checkpoint.ts'

export function cutRunLog(log: RunLog, { step, epochs, bestEpoch, history }: Position): RunLog {
  const done = epochs.at(-1)?.epoch ?? 0
  const steps = log.steps.filter((each) => each.step <= step)
  const untilHere = <T extends { readonly epoch: number }>(all: readonly T[]) =>
    all.filter(({ epoch }) => epoch <= done)
  return {
    ...log,
    ...{ epochs, bestEpoch, steps },
    firstSteps: log.firstSteps.filter((each) => each.step <= step),
    lastStep: log.lastStep && log.lastStep.step > step ? (steps.at(-1) ?? null) : log.lastStep,
    states: untilHere(log.states),
    samples: untilHere(log.samples),
    watched: untilHere(log.watched),
    changes: history.filter((change) => change.step <= step),
  }
}
