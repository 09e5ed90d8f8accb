/** The curves of several runs on the same axes; each keeps its colour, dash and mark. Pure. */
import type { RunRecord } from '../../../shared/domain/record.ts'
import type { EpochMetrics } from '../../../shared/domain/run.ts'
import { inSentence } from '../../../shared/messages/inSentence.ts'
import { taskCards } from '../../../tasks/cards.ts'
import { runTitle } from '../../store/runTitle.ts'
import type { LineStyle, Series } from '../../ui/charts/LineChart.tsx'
import { niceCeiling } from '../../ui/charts/niceCeiling.ts'

/** More lines than this tell nothing. */
export const mostLines = 12

interface Figure {
  /** "validationLoss", "validationAccuracy" */
  readonly figure: string
  readonly title: string
  readonly most?: number | undefined
  /** Null where a run has no such figure. */
  readonly of: (record: RunRecord, epoch: EpochMetrics) => number | null
}

export interface Overlay {
  readonly figure: string
  readonly title: string
  readonly series: readonly Series[]
  readonly xEnd: number
  readonly yEnd: number
}

/** One chart for each figure that any of the runs has. */
export function overlays(records: readonly RunRecord[]): readonly Overlay[] {
  return [loss, ...scores()].map((figure) => overlay(records, figure)).filter(({ series }) => series.length > 0)
}

const loss: Figure = {
  figure: 'validationLoss',
  title: 'Validation loss',
  of: (_, { validationLoss }) => validationLoss,
}

/** Every score that some task has; tasks that are scored alike share a chart. */
function scores(): readonly Figure[] {
  const keys = new Set(taskCards.map(({ score }) => score.key))
  return [...keys].map((key) => {
    const alike = taskCards.filter(({ score }) => score.key === key)
    const { name, most } = alike[0]?.score ?? { name: key }
    return {
      figure: `validation${name.replaceAll(' ', '')}`,
      title: `Validation ${inSentence(name)}`,
      most,
      of: ({ recipe }, epoch) => alike.find(({ id }) => id === recipe.task)?.score.ofEpoch(epoch) ?? null,
    }
  })
}

function overlay(records: readonly RunRecord[], { figure, title, most: end, of }: Figure): Overlay {
  const all = records.map((record, index) => ({
    key: record.id,
    ...lineStyleOf(index, `${index + 1}. ${runTitle(record.recipe)}`),
    points: pointsOf(record, of),
  }))
  const series = all.filter(({ points }) => points.length > 0)
  const points = series.flatMap((each) => each.points)
  const most = points.reduce((high, { y }) => (Number.isFinite(y) ? Math.max(high, y) : high), 0)
  return {
    figure,
    title,
    series,
    xEnd: points.reduce((far, { x }) => Math.max(far, x), 1),
    yEnd: end ?? niceCeiling(most),
  }
}

function pointsOf(record: RunRecord, of: Figure['of']) {
  return record.log.epochs.flatMap((epoch) => {
    const y = of(record, epoch)
    return y === null ? [] : [{ x: epoch.epoch, y }]
  })
}

const marks = ['circle', 'square', 'diamond'] as const
const dashes = [undefined, '7 4', '2 3', '10 3 2 3'] as const

/** Seven colours, with marks and dashes that tell all lines apart without them. */
function lineStyleOf(index: number, label: string): LineStyle {
  return {
    label,
    colour: `var(--series-${1 + (index % 7)})`,
    dash: dashes[Math.floor(index / marks.length) % dashes.length],
    mark: marks[index % marks.length] ?? 'circle',
  }
}
