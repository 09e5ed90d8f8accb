// The charts of a run. Each is redrawn at its own moment, so that no two fall into one task, and laid out anew only
// after an epoch; the thin line of every batch follows by itself.
import { useMemo } from 'react'
import type { RunLog, StudioState } from '../../store/state.ts'
import type { Point } from '../../ui/charts/decimate.ts'
import { LineChart, type LineLook } from '../../ui/charts/LineChart.tsx'
import { LivePath } from '../../ui/charts/LivePath.tsx'
import { niceCeiling } from '../../ui/charts/niceCeiling.ts'
import { formatRate } from '../../ui/format.ts'
import { perplexityText } from './epochScore.ts'
import {
  accuracySeries,
  lossEnd,
  lossOfBatch,
  lossSeries,
  perplexityEnd,
  perplexitySeries,
  rateOfBatch,
  rateSeries,
  stepPoints,
} from './runSeries.ts'
import { usePaced } from './usePaced.ts'

const noEpochs: RunLog['epochs'] = []
const selectLog = ({ run }: StudioState) => (run.status === 'idle' ? null : run.log)
const selectEpochs = (state: StudioState) => selectLog(state)?.epochs ?? noEpochs
const selectLossEnd = (state: StudioState) => {
  const log = selectLog(state)
  return log ? lossEnd(log.epochs, log.steps) : 1
}
const selectRateEnd = (state: StudioState) => niceCeiling(selectLog(state)?.recipe.optimiser.learningRate ?? 1)
const selectPerplexityEnd = (state: StudioState) => perplexityEnd(selectLog(state)?.epochs ?? noEpochs)
const selectHeaded = (state: StudioState) => selectLog(state)?.recipe.task !== 'text-generation'
const selectStarted = (state: StudioState) => (selectLog(state)?.steps.length ?? 0) > 0

/** Where the axes end: the last epoch there may be, and, once the run is over, the last there was. */
const selectEnd = ({ run }: StudioState) => {
  if (run.status === 'idle') return 1
  const over = run.status === 'finished' || run.status === 'failed'
  return Math.max(1, over ? run.log.epochs.length : run.log.recipe.epochs)
}

const lossEveryMs = 270
const accuracyEveryMs = 330
const rateEveryMs = 390

export function LossChart() {
  const epochs = usePaced(selectEpochs, lossEveryMs)
  const end = usePaced(selectEnd, lossEveryMs)
  const yEnd = usePaced(selectLossEnd, lossEveryMs)
  const started = usePaced(selectStarted, lossEveryMs)
  const series = useMemo(() => lossSeries(epochs), [epochs])
  const last = epochs.at(-1)
  return (
    <LineChart
      title="Loss"
      summary={
        last
          ? `Loss after epoch ${last.epoch}: ${last.trainLoss.toFixed(3)} in training, ${last.validationLoss.toFixed(3)} in validation.`
          : 'Loss: no epoch is done yet.'
      }
      series={series}
      live={lossOfEachBatch}
      liveLook={lossOfBatch}
      xLabel="Epoch"
      xEnd={end}
      yEnd={yEnd}
      format={twoDigits}
      waiting={started ? null : 'Lower is better. The first losses arrive in a moment.'}
    />
  )
}

export function AccuracyChart() {
  const epochs = usePaced(selectEpochs, accuracyEveryMs)
  const end = usePaced(selectEnd, accuracyEveryMs)
  const series = useMemo(() => accuracySeries(epochs), [epochs])
  const last = epochs.at(-1)
  return (
    <LineChart
      title="Validation accuracy"
      summary={
        last
          ? `Validation accuracy after epoch ${last.epoch}: ${(last.validationAccuracy ?? 0).toFixed(3)}.`
          : 'Validation accuracy: no epoch is done yet.'
      }
      series={series}
      xLabel="Epoch"
      xEnd={end}
      yEnd={1}
      format={twoDigits}
      waiting={last ? null : 'Measured after each epoch.'}
    />
  )
}

/** How many tokens the network is torn between at each place. */
export function PerplexityChart() {
  const epochs = usePaced(selectEpochs, accuracyEveryMs)
  const end = usePaced(selectEnd, accuracyEveryMs)
  const yEnd = usePaced(selectPerplexityEnd, accuracyEveryMs)
  const series = useMemo(() => perplexitySeries(epochs), [epochs])
  const last = epochs.at(-1)
  return (
    <LineChart
      title="Validation perplexity"
      summary={
        last
          ? `Validation perplexity after epoch ${last.epoch}: ${perplexityText(last.validationPerplexity ?? 0)}.`
          : 'Validation perplexity: no epoch is done yet.'
      }
      series={series}
      xLabel="Epoch"
      xEnd={end}
      yEnd={yEnd}
      format={perplexityText}
      waiting={last ? null : 'Lower is better. Measured after each epoch.'}
    />
  )
}

export function RateChart() {
  const epochs = usePaced(selectEpochs, rateEveryMs)
  const end = usePaced(selectEnd, rateEveryMs)
  const yEnd = usePaced(selectRateEnd, rateEveryMs)
  const started = usePaced(selectStarted, rateEveryMs)
  const headed = usePaced(selectHeaded, rateEveryMs)
  const series = useMemo(() => rateSeries(epochs, headed ? 'Head' : 'All'), [epochs, headed])
  const last = epochs.at(-1)
  return (
    <LineChart
      title="Learning rate"
      summary={last ? `Learning rate after epoch ${last.epoch}: ${formatRate(last.learningRate)}.` : 'Learning rate.'}
      series={series}
      live={rateOfEachBatch}
      xLabel="Epoch"
      xEnd={end}
      yEnd={yEnd}
      format={formatRate}
      waiting={started ? null : 'It rises through the warm-up, then falls.'}
    />
  )
}

function StepLine({ look, value, everyMs }: { look: LineLook; value: 'loss' | 'learningRate'; everyMs: number }) {
  const log = usePaced(selectLog, everyMs)
  const points = useMemo<readonly Point[]>(() => (log ? stepPoints(log, value) : []), [log, value])
  return <LivePath points={points} colour={look.colour} dash={look.dash} />
}

// Made once: a chart whose parts stay the same is not laid out again.
const lossOfEachBatch = <StepLine look={lossOfBatch} value="loss" everyMs={310} />
const rateOfEachBatch = <StepLine look={rateOfBatch} value="learningRate" everyMs={430} />

function twoDigits(value: number): string {
  return value >= 100 ? value.toPrecision(3) : value.toFixed(2)
}
