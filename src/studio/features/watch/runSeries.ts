// The epochs of a run that is over, as lines to draw; x counts epochs.
import type { EpochMetrics, StepMetrics } from '../../../shared/domain/run.ts'
import type { TaskScore } from '../../../tasks/taskCard.ts'
import type { Point } from '../../ui/charts/decimate.ts'
import type { Series } from '../../ui/charts/LineChart.tsx'
import { niceCeiling } from '../../ui/charts/niceCeiling.ts'

// The tokens carry the Okabe–Ito colours, bright enough for either ground.
const training = { label: 'Training', colour: 'var(--series-6)', dash: '6 4', mark: 'square' } as const
const validation = { label: 'Validation', colour: 'var(--series-1)', mark: 'circle' } as const
const scored = { colour: 'var(--series-3)', mark: 'diamond' } as const

export function lossSeries(epochs: readonly EpochMetrics[]): readonly Series[] {
  return [
    { key: 'train', points: byEpoch(epochs, ({ trainLoss }) => trainLoss), ...training },
    { key: 'validation', points: byEpoch(epochs, ({ validationLoss }) => validationLoss), ...validation },
  ]
}

export function scoreSeries(epochs: readonly EpochMetrics[], { key, name, ofEpoch }: TaskScore): readonly Series[] {
  return [{ key, label: name, points: byEpoch(epochs, ofEpoch), ...scored }]
}

/** Where the score's axis ends: at the most it can be, or above every epoch. */
export function scoreEnd(epochs: readonly EpochMetrics[], { most, ofEpoch }: TaskScore): number {
  return most ?? niceCeiling(epochs.reduce((high, epoch) => Math.max(high, ofEpoch(epoch) ?? 0), 0))
}

/** Where the loss axis ends: above everything there was, at a round number. */
export function lossEnd(epochs: readonly EpochMetrics[], steps: readonly StepMetrics[]): number {
  const most = epochs.reduce((high, epoch) => Math.max(high, epoch.trainLoss, epoch.validationLoss), 0)
  return niceCeiling(steps.reduce((high, step) => Math.max(high, step.loss), most))
}

function byEpoch(epochs: readonly EpochMetrics[], value: (epoch: EpochMetrics) => number | null): Point[] {
  return epochs.flatMap((each) => {
    const y = value(each)
    return y === null ? [] : [{ x: each.epoch, y }]
  })
}
