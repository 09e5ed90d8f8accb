import type { RunResult } from '../../../shared/domain/run.ts'
import { selectCurrentModel, selectDetail, selectRun } from '../../store/selectors.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { usePanels } from '../../store/taskPanels.ts'
import { exampleWords } from '../../store/taskWords.ts'
import { DetailSwitch } from '../../ui/DetailSwitch.tsx'
import { StepLayout } from '../../ui/StepLayout.tsx'
import { CoachCard } from './CoachCard.tsx'
import { NothingToEvaluate } from './NothingToEvaluate.tsx'
import { RunFacts } from './RunFacts.tsx'
import { TestAside } from './TestAside.tsx'
import { useAnalysis } from './useAnalysis.ts'

/** The honest test: how the model does on examples it never saw. */
export function EvaluateScreen() {
  const run = useStudio(selectRun)
  if (run.status !== 'finished') return <NothingToEvaluate />
  return <EvaluatedRun key={run.result.runId} result={run.result} />
}

function EvaluatedRun({ result }: { readonly result: RunResult }) {
  return useAnalysis(result.runId) ? <Evaluated result={result} /> : null
}

function Evaluated({ result }: { readonly result: RunResult }) {
  const model = useStudio(selectCurrentModel)
  const detail = useStudio(selectDetail)
  const { task } = result.recipe
  const { Test } = usePanels(task).evaluate
  const title = model?.id === result.recipe.model.id ? model.title : result.recipe.model.id
  return (
    <div data-ready="run" data-run={result.runId}>
      <StepLayout
        title="Evaluate"
        lead={`These ${exampleWords(task).many} were set aside from the start. The model was never trained on them.`}
        tools={<DetailSwitch value={detail} onChange={actions.setDetail} />}
        aside={<TestAside result={result} modelTitle={title} />}
      >
        <CoachCard />
        <Test result={result} />
        {detail === 'expert' && <RunFacts result={result} modelTitle={title} />}
      </StepLayout>
    </div>
  )
}
