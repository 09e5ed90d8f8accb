import type { RunResult } from '../../../shared/protocol.ts'
import type { ExampleWords } from '../../store/taskWords.ts'
import { Card } from '../../ui/Card.tsx'
import { ClassTable } from './ClassTable.tsx'
import { Confusion } from './Confusion.tsx'
import { ContinuedBetter, Samples } from './Continuation.tsx'
import { Score } from './Score.tsx'

/** What the test says, by what was asked of the network. */
export function Judgement({ result, example }: { readonly result: RunResult; readonly example: ExampleWords }) {
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
