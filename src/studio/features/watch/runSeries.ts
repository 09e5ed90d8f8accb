// A run's log as lines to draw. On every chart x counts epochs, a step lying between two of them.
import type { EpochMetrics } from '../../../shared/protocol.ts'
import type { RunLog } from '../../store/state.ts'
import type { Point } from '../../ui/charts/decimate.ts'
import type { Series } from '../../ui/charts/LineChart.tsx'

// The tokens carry the Okabe–Ito colours, bright enough for either ground.
const blue = 'var(--series-1)'
const orange = 'var(--series-6)'
const green = 'var(--series-3)'
const pink = 'var(--series-4)'
const grey = 'var(--border-strong)'

type Logged = Pick<RunLog, 'steps' | 'stepsPerEpoch'>

export function lossSeries(epochs: readonly EpochMetrics[], log: Logged): readonly Series[] {
  return [
    { key: 'step', label: 'Each batch', points: steps(log, 'loss'), colour: grey, mark: 'none' },
    { key: 'train', label: 'Training', points: line(epochs, 'trainLoss'), colour: orange, dash: '6 4', mark: 'square' },
    { key: 'validation', label: 'Validation', points: line(epochs, 'validationLoss'), colour: blue, mark: 'circle' },
  ]
}

export function accuracySeries(epochs: readonly EpochMetrics[]): readonly Series[] {
  const points = line(epochs, 'validationAccuracy')
  return [{ key: 'accuracy', label: 'Validation', points, colour: green, mark: 'diamond' }]
}

export function rateSeries(log: Logged): readonly Series[] {
  return [{ key: 'rate', label: 'Head', points: steps(log, 'learningRate'), colour: pink, dash: '2 3', mark: 'none' }]
}

function line(epochs: readonly EpochMetrics[], value: 'trainLoss' | 'validationLoss' | 'validationAccuracy'): Point[] {
  return epochs.map((epoch) => ({ x: epoch.epoch, y: epoch[value] }))
}

function steps({ steps: logged, stepsPerEpoch }: Logged, value: 'loss' | 'learningRate'): Point[] {
  if (stepsPerEpoch <= 0) return []
  return logged.map((step) => ({ x: step.step / stepsPerEpoch, y: step[value] }))
}
