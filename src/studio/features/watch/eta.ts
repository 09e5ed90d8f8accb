// How long a run will still take, from what its epochs took so far. Only the time in which the engine worked counts:
// the figures are the engine's own, and a median forgives the epoch in which the lid was shut.
import type { ShownRunLog } from '../../store/runLog.ts'

export type Paced = Pick<ShownRunLog, 'epochs' | 'lastStep' | 'stepsPerEpoch' | 'examplesPerSecond'> & {
  readonly recipe: { readonly epochs: number; readonly batch: number }
}

const remembered = 5

/** Seconds left if the run goes to its last epoch; null while nothing is known. */
export function secondsLeft(log: Paced): number | null {
  const perEpoch = secondsPerEpoch(log)
  return perEpoch === null ? null : perEpoch * Math.max(0, log.recipe.epochs - epochsDone(log))
}

/** Epochs done with the fraction of the one under way. */
export function epochsDone({ epochs, lastStep, stepsPerEpoch, recipe }: Paced): number {
  const whole = epochs.length
  if (!lastStep || stepsPerEpoch <= 0) return whole
  return Math.min(recipe.epochs, Math.max(whole, Math.min(whole + 1, lastStep.step / stepsPerEpoch)))
}

/** Of the epoch under way: steps done, from 0. */
export function stepsDone({ lastStep, stepsPerEpoch, epochs }: Paced): number {
  if (!lastStep || stepsPerEpoch <= 0) return 0
  return Math.min(stepsPerEpoch, Math.max(0, lastStep.step - epochs.length * stepsPerEpoch))
}

function secondsPerEpoch({ epochs, stepsPerEpoch, examplesPerSecond, recipe }: Paced): number | null {
  const latest = epochs.slice(-remembered).map((epoch) => epoch.seconds)
  if (latest.length > 0) return median(latest)
  if (examplesPerSecond <= 0 || stepsPerEpoch <= 0) return null
  return (stepsPerEpoch * recipe.batch) / examplesPerSecond
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const high = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? high : (high + (sorted[middle - 1] ?? high)) / 2
}
