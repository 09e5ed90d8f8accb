// The epochs of a run that is over, as lines to draw; x counts epochs.
import type { EpochMetrics, StepMetrics } from '../../../shared/domain/run.ts'
import type { Point } from '../../ui/charts/decimate.ts'
import type { Series } from '../../ui/charts/LineChart.tsx'
import { niceCeiling } from '../../ui/charts/niceCeiling.ts'

// The tokens carry the Okabe–Ito colours, bright enough for either ground.
const training = { label: 'Training', colour: 'var(--series-6)', dash: '6 4', mark: 'square' } as const
const validation = { label: 'Validation', colour: 'var(--series-1)', mark: 'circle' } as const
const accuracy = { label: 'Score', colour: 'var(--series-3)', mark: 'diamond' } as const
const perplexity = { label: 'Perplexity', colour: 'var(--series-3)', mark: 'diamond' } as const

export function lossSeries(epochs: readonly EpochMetrics[]): readonly Series[] {
  return [
    { key: 'train', points: byEpoch(epochs, 'trainLoss'), ...training },
    { key: 'validation', points: byEpoch(epochs, 'validationLoss'), ...validation },
  ]
}

export function accuracySeries(epochs: readonly EpochMetrics[]): readonly Series[] {
  return [{ key: 'accuracy', points: byEpoch(epochs, 'validationAccuracy'), ...accuracy }]
}

export function perplexitySeries(epochs: readonly EpochMetrics[]): readonly Series[] {
  return [{ key: 'perplexity', points: byEpoch(epochs, 'validationPerplexity'), ...perplexity }]
}

/** Where the perplexity axis ends: above every epoch. */
export function perplexityEnd(epochs: readonly EpochMetrics[]): number {
  return niceCeiling(epochs.reduce((high, { validationPerplexity }) => Math.max(high, validationPerplexity ?? 0), 0))
}

/** Where the loss axis ends: above everything there was, at a round number. */
export function lossEnd(epochs: readonly EpochMetrics[], steps: readonly StepMetrics[]): number {
  const most = epochs.reduce((high, epoch) => Math.max(high, epoch.trainLoss, epoch.validationLoss), 0)
  return niceCeiling(steps.reduce((high, step) => Math.max(high, step.loss), most))
}

function byEpoch(
  epochs: readonly EpochMetrics[],
  value: 'trainLoss' | 'validationLoss' | 'validationAccuracy' | 'validationPerplexity',
): Point[] {
  return epochs.flatMap(({ epoch, [value]: y }) => (y === null ? [] : [{ x: epoch, y }]))
}
