import { type Comparison, contenderTitle } from '../../store/compareState.ts'
import { Card } from '../../ui/Card.tsx'
import { DotChart } from '../../ui/charts/DotChart.tsx'
import { scoreText, scoreTitle, spreadText } from './compareWords.ts'
import { lookOf } from './looks.ts'
import { ResultTable } from './ResultTable.tsx'
import { rangeOf } from './range.ts'
import type { Entry } from './summarise.ts'
import { Verdict } from './Verdict.tsx'
import { rank, verdictOf } from './verdict.ts'

export interface ViewProps {
  readonly comparison: Comparison
  readonly entries: readonly Entry[]
}

/** Methods on all labels: scores with their spread, and everything else in the table behind them. */
export function MethodsView({ comparison, entries }: ViewProps) {
  const { task } = comparison
  const told = rank(entries.filter(hasFigures), task)
  const format = (value: number) => scoreText(task, value)
  const rows = told.map(({ contender, figures: { score } }) => ({
    key: contender,
    label: contenderTitle(contender),
    mean: score.mean,
    spread: score.deviation,
    values: score.values,
    colour: lookOf(contender).colour,
  }))
  return (
    <Card>
      {rows.length > 0 && (
        <DotChart
          title={`${scoreTitle(task)}, the best first`}
          summary={`${scoreTitle(task)}: ${told.map(({ contender, figures }) => `${contenderTitle(contender)} ${spreadText(figures.score, format)}`).join('; ')}.`}
          rows={rows}
          xLabel={scoreTitle(task)}
          range={rangeOf(told, task)}
          format={format}
        />
      )}
      <Verdict sentences={verdictOf(entries, task)} />
      <ResultTable comparison={comparison} entries={entries} />
    </Card>
  )
}

function hasFigures(entry: Entry): entry is Entry & { figures: NonNullable<Entry['figures']> } {
  return entry.figures !== null
}
