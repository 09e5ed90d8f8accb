// Where the steps and epochs of a run stand on the x axis, be it in steps, epochs or time.
import type { ShownRunLog } from '../../store/runLog.ts'
import { lowerBound } from '../../ui/charts/chartScale.ts'
import { niceCeiling } from '../../ui/charts/niceCeiling.ts'
import type { RunAxis } from '../../ui/charts/trace.ts'
import { formatSeconds } from '../../ui/format.ts'

export const axisKinds = ['step', 'epoch', 'time'] as const
export type AxisKind = (typeof axisKinds)[number]

export type Axed = Pick<ShownRunLog, 'steps' | 'lastStep' | 'stepsPerEpoch' | 'epochs'> & {
  readonly recipe: { readonly epochs: number }
}

/** Where a step stands, counted from 1; steps between those that are kept lie between them in time as well. */
export function placeOf(log: Axed, kind: AxisKind): (step: number) => number {
  switch (kind) {
    case 'step':
      return (step) => step
    case 'epoch':
      return (step) => (log.stepsPerEpoch > 0 ? step / log.stepsPerEpoch : 0)
    case 'time': {
      const times = timesOf(log)
      return (step) => between(times, step)
    }
    default:
      return kind satisfies never
  }
}

interface Time {
  /** The step. */
  readonly x: number
  readonly seconds: number
}

function timesOf({ steps, lastStep }: Axed): readonly Time[] {
  const kept = lastStep && steps.at(-1)?.step !== lastStep.step ? [...steps, lastStep] : steps
  return [{ x: 0, seconds: 0 }, ...kept.map(({ step, seconds }) => ({ x: step, seconds }))]
}

function between(times: readonly Time[], step: number): number {
  const after = lowerBound(times, step)
  const [left, right] = [times[after - 1], times[after]]
  if (!left || !right) return (left ?? right)?.seconds ?? 0
  return left.seconds + ((step - left.x) / (right.x - left.x)) * (right.seconds - left.seconds)
}

/**
 * The whole axis: to the last epoch there may be, but of a long run no further than a little ahead of where it is; and,
 * once the run is over, to the last there was.
 */
export function axisOf(log: Axed, kind: AxisKind, over: boolean): RunAxis {
  const epochs = Math.max(1, over ? reached(log) : Math.min(log.recipe.epochs, roomFor(reached(log))))
  switch (kind) {
    case 'step':
      return { label: 'Step', end: epochs * Math.max(1, log.stepsPerEpoch), whole: true, format: wholeText }
    case 'epoch':
      return { label: 'Epoch', end: epochs, whole: true, format: epochText }
    case 'time': {
      const { seconds = 0 } = log.lastStep ?? {}
      return { label: 'Time', end: niceCeiling(seconds || 1), whole: false, format: formatSeconds }
    }
    default:
      return kind satisfies never
  }
}

const fewestEpochs = 10

function roomFor(epochs: number): number {
  return Math.max(fewestEpochs, niceCeiling(1.2 * epochs))
}

function reached({ epochs, lastStep, stepsPerEpoch }: Axed): number {
  const begun = lastStep && stepsPerEpoch > 0 ? Math.ceil(lastStep.step / stepsPerEpoch) : 0
  return Math.max(epochs.length, begun)
}

function wholeText(x: number): string {
  return Math.round(x).toLocaleString('en')
}

function epochText(x: number): string {
  return String(Number(x.toFixed(2)))
}
