import { ArrowRight, Download } from 'lucide-react'
import type { RunResult } from '../../../shared/protocol.ts'
import { buildReport } from '../../../shared/report.ts'
import { selectCurrentData, selectCurrentModel, selectRun } from '../../store/selectors.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { download } from '../../ui/download.ts'
import { FigureRow, Figures } from '../../ui/FigureRow.tsx'
import { StepLayout } from '../../ui/StepLayout.tsx'
import { ClassTable } from './ClassTable.tsx'
import { Confusion } from './Confusion.tsx'
import styles from './evaluate.module.css'
import { NothingToEvaluate } from './NothingToEvaluate.tsx'
import { RunFacts } from './RunFacts.tsx'
import { Score } from './Score.tsx'

/** The honest test: how the model does on pictures it never saw. */
export function EvaluateScreen() {
  const run = useStudio(selectRun)
  if (run.status !== 'finished') return <NothingToEvaluate />
  return <Evaluated result={run.result} />
}

function Evaluated({ result }: { result: RunResult }) {
  const model = useStudio(selectCurrentModel)
  const { test, classes } = result
  const title = model?.id === result.recipe.model.id ? model.title : result.recipe.model.id
  return (
    <div data-ready="run" data-run={result.runId}>
      <StepLayout
        title="Evaluate"
        lead="These pictures were kept aside from the start. The model sees them once, now."
        aside={<Next result={result} />}
      >
        <Score test={test} />
        <Confusion key={result.runId} test={test} classes={classes} />
        <Card title="Class by class">
          <ClassTable perClass={test.perClass} />
        </Card>
        <RunFacts result={result} modelTitle={title} />
      </StepLayout>
    </div>
  )
}

function Next({ result }: { result: RunResult }) {
  const data = useStudio(selectCurrentData)
  const model = useStudio(selectCurrentModel)
  const { test } = result
  const save = () => {
    if (data && model) download('thaw-report.json', reportBlob(buildReport(data.summary, model, result)))
  }
  return (
    <>
      <Card title="The test">
        <Figures>
          <FigureRow label="Pictures" value={test.n.toLocaleString('en')} />
          <FigureRow label="Right" value={Math.round(test.accuracy * test.n).toLocaleString('en')} />
          <FigureRow label="Loss" value={test.loss.toFixed(3)} help={help.loss} />
          <FigureRow label="Best epoch" value={String(result.bestEpoch)} help={help.best} />
        </Figures>
      </Card>
      <Button look="primary" wide icon={ArrowRight} data-action="go-use" onPress={() => actions.goTo('use')}>
        Try a picture
      </Button>
      <Button icon={Download} data-action="download-report" isDisabled={!data || !model} onPress={save}>
        Download the report
      </Button>
      <p className={styles.note}>
        Change a setting because of this score and test again, and the pictures are no longer unseen. Compare runs by
        validation.
      </p>
    </>
  )
}

function reportBlob(report: unknown): Blob {
  return new Blob([`${JSON.stringify(report, null, 2)}\n`], { type: 'application/json' })
}

const help = {
  loss: 'How surprised the model was by the true answers: low when it is sure and right, high when it is sure and wrong.',
  best: 'The epoch with the lowest validation loss. Its weights were tested, and are the ones to take away.',
}
