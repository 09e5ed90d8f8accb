import { useMemo } from 'react'
import { inSentence } from '../../../shared/messages/inSentence.ts'
import type { TaskId } from '../../../tasks/ids.ts'
import { contenderTitle } from '../../store/compareState.ts'
import { Card } from '../../ui/Card.tsx'
import { SpreadLines, type SpreadSeries } from '../../ui/charts/SpreadLines.tsx'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { amountTitle, scoreText, scoreTitle } from './compareWords.ts'
import { LevelTable } from './LevelTable.tsx'
import { levelVerdict } from './levelVerdict.ts'
import { lineStyleOf } from './lineStyles.ts'
import type { ViewProps } from './MethodsView.tsx'
import { ResultTable } from './ResultTable.tsx'
import { rangeOf } from './range.ts'
import type { Entry } from './summarise.ts'
import { Verdict } from './Verdict.tsx'
import { WinnerTest } from './WinnerTest.tsx'

/** How far each method comes with how many labels. */
export function LabelsView({ comparison, entries }: ViewProps) {
  const { task } = comparison
  const series = useMemo(() => seriesOf(entries), [entries])
  const amounts = useMemo(() => plannedAmounts(entries), [entries])
  return (
    <Card>
      <SpreadLines
        title={`${scoreTitle(task)} by amount`}
        summary={summaryOf(series, task)}
        series={series}
        amounts={amounts}
        xLabel={amountTitle(task)}
        range={rangeOf(entries, task)}
        format={(value) => scoreText(task, value)}
      />
      <Verdict sentences={levelVerdict(entries, task)} />
      <WinnerTest comparison={comparison} entries={entries} />
      <LevelTable entries={entries} task={task} />
      <Disclosure label="All figures, and the runs" action="all-figures" note={`${comparison.trials.length} runs`}>
        <ResultTable comparison={comparison} entries={entries} />
      </Disclosure>
    </Card>
  )
}

/** Those still without a run, as they were asked for. How many all are, only a run can tell. */
function plannedAmounts(entries: readonly Entry[]): readonly number[] {
  const told = new Set(entries.flatMap(({ labels, figures }) => (figures ? [labels] : [])))
  return [...new Set(entries.map(({ labels }) => labels))].filter((labels) => labels > 0 && !told.has(labels))
}

/** A line for each contender, through what it really trained on. */
function seriesOf(entries: readonly Entry[]): readonly SpreadSeries[] {
  const contenders = [...new Set(entries.map(({ contender }) => contender))]
  return contenders.flatMap((contender) => {
    const points = entries
      .filter((entry) => entry.contender === contender)
      .flatMap(({ figures }) =>
        figures ? [{ x: figures.trainedPerClass, y: figures.score.mean, spread: figures.score.deviation }] : [],
      )
      .sort((a, b) => a.x - b.x)
    if (points.length === 0) return []
    return [{ key: contender, label: contenderTitle(contender), points, ...lineStyleOf(contender) }]
  })
}

function summaryOf(series: readonly SpreadSeries[], task: TaskId): string {
  const ends = series.map(({ label, points }) => {
    const [first, last] = [points[0], points.at(-1)]
    return first && last
      ? `${label} from ${scoreText(task, first.y)} at ${amount(first.x)} to ${scoreText(task, last.y)} at ${amount(last.x)}`
      : label
  })
  if (series.length === 0) return `${scoreTitle(task)} by amount: no run has finished yet.`
  return `${scoreTitle(task)} by ${inSentence(amountTitle(task))}: ${ends.join('; ')}. The table below has every figure.`
}

function amount(x: number): string {
  return String(Math.round(10 * x) / 10)
}
