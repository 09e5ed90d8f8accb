// A run of a comparison, looked at closely: what Watch and Evaluate would show of it, and its recipe. It stands in app
// because it is put together from the parts of two features.
import { Download } from 'lucide-react'
import { useMemo } from 'react'
import type { RunResult } from '../../shared/domain/run.ts'
import { significant } from '../../shared/significant.ts'
import { taskCard } from '../../tasks/cards.ts'
import type { TaskId } from '../../tasks/ids.ts'
import { trialTitle } from '../features/compare/compareWords.ts'
import { RunFacts } from '../features/evaluate/RunFacts.tsx'
import { EpochTable, FirstSteps } from '../features/watch/EpochTable.tsx'
import { lossEnd, lossSeries, scoreEnd, scoreSeries } from '../features/watch/runSeries.ts'
import { type Comparison, type FinishedTrial, isTested, openedTrial } from '../store/compareState.ts'
import { comparing } from '../store/comparing.ts'
import type { StudioState } from '../store/state.ts'
import { useStudio } from '../store/studio.ts'
import { usePanels } from '../store/taskPanels.ts'
import { epochScore, scoreTitle } from '../store/taskWords.ts'
import { Button } from '../ui/Button.tsx'
import { Card } from '../ui/Card.tsx'
import { LineChart } from '../ui/charts/LineChart.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Disclosure } from '../ui/Disclosure.tsx'
import { download } from '../ui/download.ts'
import styles from './OpenedTrial.module.css'

const selectOpened = ({ compare }: StudioState) => openedTrial(compare)
const selectComparison = ({ compare }: StudioState) =>
  compare.comparisons.find(({ trials }) => trials.some(({ id }) => id === compare.opened)) ?? null

export function OpenedTrial() {
  const trial = useStudio(selectOpened)
  const comparison = useStudio(selectComparison)
  if (!trial || !comparison) return null
  return <Opened trial={trial} comparison={comparison} />
}

function Opened({ trial, comparison }: { readonly trial: FinishedTrial; readonly comparison: Comparison }) {
  const { result, log } = trial.outcome
  const { task } = trial.recipe
  const { Judgement } = usePanels(task).evaluate
  return (
    <Dialog
      isOpen
      title={trialTitle(trial, trial.labels > 0)}
      lead="A run of a comparison. Its weights were not saved; use its recipe to train it again."
      name="trial"
      onClose={() => comparing.open(null)}
    >
      <div className={styles.body} data-opened={trial.id}>
        {isTested(comparison, trial) ? (
          <Judgement result={result} />
        ) : (
          <p data-test-closed>
            {validationWords(result, task)} The test stays closed: it is opened once, for the winner of the comparison.
          </p>
        )}
        <Card>
          <Curves result={result} task={task} />
        </Card>
        <Card title="Epochs">
          <EpochTable epochs={result.epochs} bestEpoch={result.bestEpoch} task={task} />
          <FirstSteps steps={log.firstSteps} />
        </Card>
        <RunFacts result={result} modelTitle={comparison.modelTitle} />
        <Card>
          <Recipe trial={trial} />
        </Card>
      </div>
    </Dialog>
  )
}

/** "Validation accuracy 0.912 in epoch 4, whose weights were kept." */
function validationWords(result: RunResult, task: TaskId): string {
  const best = result.epochs.find(({ epoch }) => epoch === result.bestEpoch)
  if (!best) return ''
  return `${scoreTitle(task, 'Validation')} ${epochScore(task, best)} in epoch ${best.epoch}, the one that was kept.`
}

function Curves({ result, task }: { readonly result: RunResult; readonly task: TaskId }) {
  const { epochs } = result
  const { score } = taskCard(task)
  const title = scoreTitle(task, 'Validation')
  const losses = useMemo(() => lossSeries(epochs), [epochs])
  const scores = useMemo(() => scoreSeries(epochs, score), [epochs, score])
  const last = epochs.at(-1)
  return (
    <div className={styles.curves}>
      <LineChart
        title="Loss"
        summary={
          last ? `Loss over ${epochs.length} epochs, at the end ${digits(last.validationLoss)} in validation.` : ''
        }
        series={losses}
        xLabel="Epoch"
        xEnd={Math.max(1, epochs.length)}
        yEnd={lossEnd(epochs, [])}
        format={digits}
        waiting={null}
      />
      <LineChart
        title={title}
        summary={`${title} over ${epochs.length} epochs; the table below has every figure.`}
        series={scores}
        xLabel="Epoch"
        xEnd={Math.max(1, epochs.length)}
        yEnd={scoreEnd(epochs, score)}
        format={score.tick}
        waiting={null}
      />
    </div>
  )
}

function Recipe({ trial }: { readonly trial: FinishedTrial }) {
  const text = `${JSON.stringify(trial.recipe, null, 2)}\n`
  const save = () => download(`thaw-recipe-${trial.contender}-${trial.seed}.json`, new Blob([text]))
  return (
    <>
      <Disclosure label="The recipe" action="show-recipe" note="all settings of this run">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must scroll by keyboard too */}
        <pre className={styles.recipe} tabIndex={0} data-recipe>
          {text}
        </pre>
      </Disclosure>
      <Button icon={Download} data-action="download-recipe" onPress={save}>
        Recipe as JSON
      </Button>
    </>
  )
}

function digits(value: number): string {
  return value >= 100 ? significant(value, 3) : value.toFixed(2)
}
