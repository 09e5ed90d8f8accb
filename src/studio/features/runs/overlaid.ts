/** The curves of several runs on the same axes; each keeps its colour, dash and mark. Pure. */
import type { RunRecord } from '../../../shared/domain/record.ts'
import type { EpochMetrics } from '../../../shared/domain/run.ts'
import type { LineLook, Series } from '../../ui/charts/LineChart.tsx'
import { niceCeiling } from '../../ui/charts/niceCeiling.ts'
import { runName } from './runWords.ts'

/** More lines than this tell nothing. */
export const mostLines = 12

export type Figure = 'validationLoss' | 'validationAccuracy' | 'validationPerplexity'

export interface Overlay {
  readonly figure: Figure
  readonly series: readonly Series[]
  readonly xEnd: number
  readonly yEnd: number
}

/** One chart for each figure that any of the runs has. */
export function overlays(records: readonly RunRecord[]): readonly Overlay[] {
  const figures: readonly Figure[] = ['validationLoss', 'validationAccuracy', 'validationPerplexity']
  return figures.map((figure) => overlay(records, figure)).filter(({ series }) => series.length > 0)
}

function overlay(records: readonly RunRecord[], figure: Figure): Overlay {
  const all = records.map((record, index) => ({
    key: record.id,
    ...lookOf(index, `${index + 1}. ${runName(record)}`),
    points: pointsOf(record.trail.epochs, figure),
  }))
  const series = all.filter(({ points }) => points.length > 0)
  const points = series.flatMap((each) => each.points)
  const most = points.reduce((high, { y }) => (Number.isFinite(y) ? Math.max(high, y) : high), 0)
  return {
    figure,
    series,
    xEnd: points.reduce((far, { x }) => Math.max(far, x), 1),
    yEnd: figure === 'validationAccuracy' ? 1 : niceCeiling(most),
  }
}

function pointsOf(epochs: readonly EpochMetrics[], figure: Figure) {
  return epochs.flatMap(({ epoch, [figure]: y }) => (y === null ? [] : [{ x: epoch, y }]))
}

const marks = ['circle', 'square', 'diamond'] as const
const dashes = [undefined, '7 4', '2 3', '10 3 2 3'] as const

/** Seven colours, with marks and dashes that tell all lines apart without them. */
function lookOf(index: number, label: string): LineLook {
  return {
    label,
    colour: `var(--series-${1 + (index % 7)})`,
    dash: dashes[Math.floor(index / marks.length) % dashes.length],
    mark: marks[index % marks.length] ?? 'circle',
  }
}
