import type { TaskId } from '../../../tasks/ids.ts'
import { type Comparison, contenderTitle } from '../../store/compareState.ts'
import { Card } from '../../ui/Card.tsx'
import { DotChart } from '../../ui/charts/DotChart.tsx'
import { scoreText, scoreTitle, spreadText } from './compareWords.ts'
import { lineStyleOf } from './lineStyles.ts'
import { ResultTable } from './ResultTable.tsx'
import { rangeOf } from './range.ts'
import type { Entry } from './summarise.ts'
import { Verdict } from './Verdict.tsx'
import { rank, type Told, verdictOf } from './verdict.ts'
import { WinnerTest } from './WinnerTest.tsx'

export interface ViewProps {
  readonly comparison: Comparison
  readonly entries: readonly Entry[]
}

/** Methods on all labels: scores with their spread, and everything else in the table behind them. */
export function MethodsView({ comparison, entries }: ViewProps) {
  const { task } = comparison
  const told = rank(entries.filter(hasFigures), task)
  const format = (value: number) => scoreText(task, value)
  const untold = entries.filter((entry) => !hasFigures(entry))
  const rows = [...told, ...untold].map(({ contender, figures }) => ({
    key: contender,
    label: contenderTitle(contender),
    mean: figures?.score.mean ?? null,
    spread: figures?.score.deviation ?? null,
    values: figures?.score.values ?? [],
    colour: lineStyleOf(contender).colour,
  }))
  return (
    <Card>
      <DotChart
        title={`${scoreTitle(task)}, the best first`}
        summary={summaryOf(told, task)}
        rows={rows}
        xLabel={scoreTitle(task)}
        range={rangeOf(told, task)}
        format={format}
      />
      <Verdict sentences={verdictOf(entries, task)} />
      <WinnerTest comparison={comparison} entries={entries} />
      <ResultTable comparison={comparison} entries={entries} />
    </Card>
  )
}

function summaryOf(told: readonly Told[], task: TaskId): string {
  const each = told.map(({ contender, figures }) => {
    const score = spreadText(figures.score, (value) => scoreText(task, value))
    return `${contenderTitle(contender)} ${score}`
  })
  return `${scoreTitle(task)}: ${each.join('; ') || 'no run has finished yet'}.`
}

function hasFigures(entry: Entry): entry is Told {
  return entry.figures !== null
}
