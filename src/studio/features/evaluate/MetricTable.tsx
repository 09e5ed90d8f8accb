import type { JudgedAnswers } from '../../../shared/domain/evaluation.ts'
import type { Interval } from '../../../shared/metrics/bootstrapInterval.ts'
import { FigureTable } from './FigureTable.tsx'
import { testMetrics } from './testMetrics.ts'
import { useIntervals } from './useIntervals.ts'

export interface MetricTableProps {
  readonly answers: JudgedAnswers
  /** That the answers were brought to. */
  readonly temperature?: number
}

/** Every figure of the test with where the truth lies, each with a sentence of what it counts. */
export function MetricTable({ answers, temperature = 1 }: MetricTableProps) {
  const intervals = useIntervals(answers)
  const metrics = testMetrics(answers.classes)
  return (
    <FigureTable
      figures={metrics.map(({ id, label, help, value }) => ({
        ...{ key: id, label, help },
        value: value(answers).toFixed(3),
        interval: intervalText(intervals[id]),
      }))}
      intervals={drawnAnew}
      note={temperature === 1 ? null : `At the temperature in use, ${temperature.toFixed(2)}.`}
    />
  )
}

const drawnAnew =
  'With other examples of the same kind, the figure would lie here 19 times out of 20. For shares of examples by Wilson’s formula, for the others by drawing the test anew 1,000 times from its own examples.'

/** "0.801 – 0.924"; an ellipsis until it is known, a dash where there is none. */
export function intervalText(
  interval: Interval | null | undefined,
  format = (value: number) => value.toFixed(3),
): string {
  if (interval === undefined) return '…'
  return interval ? `${format(interval[0])} – ${format(interval[1])}` : '–'
}
