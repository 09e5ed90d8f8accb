// A run's log as lines to draw. On every chart x counts epochs, a step lying between two of them.
import type { EpochMetrics, StepMetrics } from '../../../shared/protocol.ts'
import type { RunLog } from '../../store/state.ts'
import type { Point } from '../../ui/charts/decimate.ts'
import type { LineLook, Series } from '../../ui/charts/LineChart.tsx'
import { niceCeiling } from '../../ui/charts/niceCeiling.ts'

// The tokens carry the Okabe–Ito colours, bright enough for either ground.
const training = { label: 'Training', colour: 'var(--series-6)', dash: '6 4', mark: 'square' } as const
const validation = { label: 'Validation', colour: 'var(--series-1)', mark: 'circle' } as const
const accuracy = { label: 'Score', colour: 'var(--series-3)', mark: 'diamond' } as const
const perplexity = { label: 'Perplexity', colour: 'var(--series-3)', mark: 'diamond' } as const
const rate = { colour: 'var(--series-4)', mark: 'square' } as const

export const lossOfBatch: LineLook = { label: 'Each batch', colour: 'var(--border-strong)', mark: 'none' }
export const rateOfBatch: LineLook = { label: 'Batch', colour: 'var(--series-4)', dash: '2 3', mark: 'none' }

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

/** @param label whose rate it is: thawed blocks under a head learn at a share of it. */
export function rateSeries(epochs: readonly EpochMetrics[], label: 'Head' | 'All'): readonly Series[] {
  return [{ key: 'rate', label, points: byEpoch(epochs, 'learningRate'), ...rate }]
}

export function stepPoints(
  { steps, stepsPerEpoch }: Pick<RunLog, 'steps' | 'stepsPerEpoch'>,
  value: 'loss' | 'learningRate',
): readonly Point[] {
  if (stepsPerEpoch <= 0) return []
  return steps.map((step) => ({ x: step.step / stepsPerEpoch, y: step[value] }))
}

/** Where the loss axis ends: above everything there was, at a round number. */
export function lossEnd(epochs: readonly EpochMetrics[], steps: readonly StepMetrics[]): number {
  const most = epochs.reduce((high, epoch) => Math.max(high, epoch.trainLoss, epoch.validationLoss), 0)
  return niceCeiling(steps.reduce((high, step) => Math.max(high, step.loss), most))
}

function byEpoch(
  epochs: readonly EpochMetrics[],
  value: 'trainLoss' | 'validationLoss' | 'validationAccuracy' | 'validationPerplexity' | 'learningRate',
): Point[] {
  return epochs.flatMap(({ epoch, [value]: y }) => (y === null ? [] : [{ x: epoch, y }]))
}
