/** What a run had shown when its checkpoint was taken: the record may have been written a little before or after. */
import type { Trail } from '../../shared/domain/runLog.ts'
import type { Position } from '../train/checkpoint.ts'

export function cutTrail(trail: Trail, { step, epochs, bestEpoch, history }: Position): Trail {
  const done = epochs.at(-1)?.epoch ?? 0
  const steps = trail.steps.filter((each) => each.step <= step)
  const untilHere = <T extends { readonly epoch: number }>(all: readonly T[]) =>
    all.filter(({ epoch }) => epoch <= done)
  return {
    ...trail,
    ...{ epochs, bestEpoch, steps },
    firstSteps: trail.firstSteps.filter((each) => each.step <= step),
    lastStep: trail.lastStep && trail.lastStep.step > step ? (steps.at(-1) ?? null) : trail.lastStep,
    states: untilHere(trail.states),
    samples: untilHere(trail.samples),
    watched: untilHere(trail.watched),
    changes: history.filter((change) => change.step <= step),
  }
}
