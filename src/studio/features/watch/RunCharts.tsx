import { useMemo } from 'react'
import type { StudioState } from '../../store/state.ts'
import { LineChart } from '../../ui/charts/LineChart.tsx'
import { accuracySeries, lossSeries, rateSeries } from './runSeries.ts'
import { usePaced } from './usePaced.ts'

// Three drawings, each at its own moment: together they would be one long task.
const lossEveryMs = 270
const accuracyEveryMs = 310
const rateEveryMs = 350

const selectLog = (state: StudioState) => (state.run.status === 'idle' ? null : state.run.log)
const selectSettled = (state: StudioState) => state.run.status === 'finished' || state.run.status === 'failed'
const noEpochs: readonly never[] = []

/** Where the axes end: the last epoch there may be, and, once the run is over, the last there was. */
function useEnd(everyMs: number): number {
  const log = usePaced(selectLog, everyMs)
  const settled = usePaced(selectSettled, everyMs)
  return Math.max(1, settled ? (log?.epochs.length ?? 1) : (log?.recipe.epochs ?? 1))
}

export function LossChart() {
  const log = usePaced(selectLog, lossEveryMs)
  const end = useEnd(lossEveryMs)
  const series = useMemo(() => lossSeries(log?.epochs ?? noEpochs, log ?? nothing), [log])
  const last = log?.epochs.at(-1)
  const summary = last
    ? `Loss after epoch ${last.epoch}: ${three(last.trainLoss)} in training, ${three(last.validationLoss)} in validation.`
    : 'Loss: no epoch is done yet.'
  return (
    <LineChart
      title="Loss"
      summary={summary}
      series={series}
      xLabel="Epoch"
      xDomain={useDomain(end)}
      yDomain={fromZero}
      format={loss}
      waiting="Lower is better. The first losses arrive in a moment."
    />
  )
}

export function AccuracyChart() {
  const log = usePaced(selectLog, accuracyEveryMs)
  const end = useEnd(accuracyEveryMs)
  const epochs = log?.epochs ?? noEpochs
  const series = useMemo(() => accuracySeries(epochs), [epochs])
  const last = epochs.at(-1)
  const summary = last
    ? `Validation accuracy after epoch ${last.epoch}: ${three(last.validationAccuracy)}.`
    : 'Validation accuracy: no epoch is done yet.'
  return (
    <LineChart
      title="Validation accuracy"
      summary={summary}
      series={series}
      xLabel="Epoch"
      xDomain={useDomain(end)}
      yDomain={shares}
      format={two}
      waiting="Higher is better. It is measured after each epoch."
    />
  )
}

export function RateChart() {
  const log = usePaced(selectLog, rateEveryMs)
  const end = useEnd(rateEveryMs)
  const series = useMemo(() => rateSeries(log ?? nothing), [log])
  return (
    <LineChart
      title="Learning rate"
      summary={`Learning rate of the head, now ${rate(log?.lastStep?.learningRate ?? 0)}.`}
      series={series}
      xLabel="Epoch"
      xDomain={useDomain(end)}
      yDomain={fromZero}
      format={rate}
      waiting="It rises through the warm-up, then falls."
    />
  )
}

const nothing = { steps: [], stepsPerEpoch: 0 }
const fromZero = [0, 'auto'] as const
const shares = [0, 1] as const

function useDomain(end: number): readonly [number, number] {
  return useMemo(() => [0, end], [end])
}
function loss(value: number): string {
  return value >= 100 ? value.toPrecision(3) : value.toFixed(2)
}
function two(value: number): string {
  return value.toFixed(2)
}
function three(value: number): string {
  return value.toFixed(3)
}
function rate(value: number): string {
  return value === 0 ? '0' : value < 1e-3 ? value.toExponential(1) : String(Number(value.toPrecision(2)))
}
