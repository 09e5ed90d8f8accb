import { useState } from 'react'
import type { RunResult } from '../../../shared/domain/run.ts'
import type { ExampleWords } from '../../store/taskWords.ts'
import { Card } from '../../ui/Card.tsx'
import { countOf } from '../../ui/format.ts'
import { ClassTable } from './ClassTable.tsx'
import { Confusion } from './Confusion.tsx'
import { ContinuedBetter, Samples } from './Continuation.tsx'
import { type Cell, cellWords } from './confusionCells.ts'
import styles from './evaluate.module.css'
import { MetricTable } from './MetricTable.tsx'
import { Score } from './Score.tsx'

/** What the test of a recorded run says, from its figures alone: its examples and its weights may be gone. */
export function Judgement({ result, example }: { readonly result: RunResult; readonly example: ExampleWords }) {
  const [cell, setCell] = useState<Cell | null>(null)
  const { test, classes, samples } = result
  switch (test.kind) {
    case 'classification':
      return (
        <>
          <Score test={test} example={example} />
          <Card title="All figures">
            <MetricTable answers={test.answers} />
          </Card>
          <Confusion test={test} classes={classes} example={example} chosen={cell} onChoose={setCell} />
          {cell && (
            <p className={styles.quiet} aria-live="polite">
              {cellWords(
                classes,
                cell,
                countOf(test.confusion[cell.row]?.[cell.column] ?? 0, example.one, example.many),
              )}
              .
            </p>
          )}
          <Card title="Class by class">
            <ClassTable test={test} many={example.many} />
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
