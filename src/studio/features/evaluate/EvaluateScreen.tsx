import type { RunResult } from '../../../shared/protocol.ts'
import { selectCurrentModel, selectRun } from '../../store/selectors.ts'
import { useStudio } from '../../store/studio.ts'
import { type ExampleWords, exampleWords } from '../../store/taskWords.ts'
import { Card } from '../../ui/Card.tsx'
import { StepLayout } from '../../ui/StepLayout.tsx'
import { ClassTable } from './ClassTable.tsx'
import { Confusion } from './Confusion.tsx'
import { ContinuedBetter, Samples } from './Continuation.tsx'
import { NothingToEvaluate } from './NothingToEvaluate.tsx'
import { RunFacts } from './RunFacts.tsx'
import { Score } from './Score.tsx'
import { TestAside } from './TestAside.tsx'

/** The honest test: how the model does on examples it never saw. */
export function EvaluateScreen() {
  const run = useStudio(selectRun)
  if (run.status !== 'finished') return <NothingToEvaluate />
  return <Evaluated result={run.result} />
}

function Evaluated({ result }: { readonly result: RunResult }) {
  const model = useStudio(selectCurrentModel)
  const example = exampleWords(result.recipe.task)
  const title = model?.id === result.recipe.model.id ? model.title : result.recipe.model.id
  return (
    <div data-ready="run" data-run={result.runId}>
      <StepLayout
        title="Evaluate"
        lead={`These ${example.many} were kept aside from the start. The model sees them once, now.`}
        aside={<TestAside result={result} />}
      >
        <Judgement result={result} example={example} />
        <RunFacts result={result} modelTitle={title} />
      </StepLayout>
    </div>
  )
}

/** What the test says, by what was asked of the network. */
function Judgement({ result, example }: { readonly result: RunResult; readonly example: ExampleWords }) {
  const { test, classes, samples } = result
  switch (test.kind) {
    case 'classification':
      return (
        <>
          <Score test={test} example={example} />
          <Confusion key={result.runId} test={test} classes={classes} example={example} />
          <Card title="Class by class">
            <ClassTable perClass={test.perClass} many={example.many} />
          </Card>
        </>
      )
    case 'generation':
      return (
        <>
          <ContinuedBetter test={test} />
          {samples && <Samples samples={samples} />}
        </>
      )
    default:
      return test satisfies never
  }
}
