import { ArrowRight, Download, FileText, ScrollText } from 'lucide-react'
import { useState } from 'react'
import { formats } from '../../../shared/catalog/formats.ts'
import type { RunResult } from '../../../shared/domain/run.ts'
import { buildReport } from '../../../shared/report/report.ts'
import { taskCard } from '../../../tasks/cards.ts'
import { analysing } from '../../store/analysing.ts'
import { selectCurrentData, selectCurrentModel } from '../../store/selectors.ts'
import type { StudioState } from '../../store/state.ts'
import { actions, store, useStudio } from '../../store/studio.ts'
import { usePanels } from '../../store/taskPanels.ts'
import { exampleWords } from '../../store/taskWords.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { download } from '../../ui/download.ts'
import { FigureRow, Figures } from '../../ui/FigureRow.tsx'
import { testViewWords } from './analysisWords.ts'
import styles from './evaluate.module.css'
import { paperOf } from './report/paperOf.ts'

const selectAnalysis = ({ analysis }: StudioState) => analysis

/** The test in figures, and what to do with what was learned. */
export function TestAside({ result, modelTitle }: { readonly result: RunResult; readonly modelTitle: string }) {
  const { recipe } = result
  const { figures } = usePanels(recipe.task).evaluate
  const { many } = exampleWords(recipe.task)
  const { testViews } = useStudio(selectAnalysis)
  return (
    <>
      <Card title="The test">
        <Figures>
          {figures(result).map((figure) => (
            <FigureRow key={figure.label} {...figure} />
          ))}
          <FigureRow label="Best epoch" value={String(result.bestEpoch)} help={help.best} />
        </Figures>
        <p className={styles.testViews} data-looks={testViews?.views} data-runs={testViews?.runs}>
          {testViews ? testViewWords(testViews) : '\u00a0'}
        </p>
      </Card>
      <Button variant="primary" wide icon={ArrowRight} data-action="go-use" onPress={() => actions.goTo('use')}>
        {taskCard(recipe.task).words.ask}
      </Button>
      <Papers result={result} modelTitle={modelTitle} />
      <p className={styles.note}>
        If you change a setting because of this score and test again, the {many} are no longer unseen. Compare runs by
        validation.
      </p>
    </>
  )
}

/** What is written of the run: for people, for whoever takes the model, and for programs. */
function Papers({ result, modelTitle }: { readonly result: RunResult; readonly modelTitle: string }) {
  const data = useStudio(selectCurrentData)
  const model = useStudio(selectCurrentModel)
  const { paper } = usePanels(result.recipe.task).evaluate
  const [writing, setWriting] = useState(false)
  const write = async (kind: 'report' | 'card') => {
    setWriting(true)
    const source = {
      result,
      modelTitle,
      log: logNow(),
      analysis: () => store.getState().analysis,
      fetch: data?.summary.fingerprint === result.recipe.data.fingerprint ? analysing.show : null,
    }
    const { name, blob } = await paperOf(kind, source, paper)
    download(name, blob)
    setWriting(false)
  }
  const save = () => {
    if (data && model) download('thaw-report.json', reportBlob(buildReport(data.summary, model, result)))
  }
  return (
    <div className={styles.papers}>
      <Button icon={FileText} data-action="html-report" isDisabled={writing} onPress={() => void write('report')}>
        Report to read or print
      </Button>
      <Button icon={ScrollText} data-action="model-card" isDisabled={writing} onPress={() => void write('card')}>
        Model card
      </Button>
      <Button icon={Download} data-action="download-report" isDisabled={!data || !model} onPress={save}>
        Figures as JSON
      </Button>
    </div>
  )
}

function logNow() {
  const { run } = store.getState()
  return run.status === 'idle' ? null : run.log
}

function reportBlob(report: unknown): Blob {
  return new Blob([`${JSON.stringify(report, null, 2)}\n`], { type: formats.json.mediaType })
}

const help = {
  best: 'The best epoch by validation. Its weights were tested, and are the ones that you download.',
}
