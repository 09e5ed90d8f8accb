import { useState } from 'react'
import { Card } from '../../ui/Card.tsx'
import { countOf } from '../../ui/format.ts'
import type { ClassifiedTestProps } from './ClassifiedTest.tsx'
import { ClassTable } from './ClassTable.tsx'
import { Confusion } from './Confusion.tsx'
import { type Cell, cellWords } from './confusionCells.ts'
import styles from './evaluate.module.css'
import { MetricTable } from './MetricTable.tsx'
import { Score } from './Score.tsx'

/** What the test of a recorded run says, from its figures alone: its examples and its weights may be gone. */
export function ClassJudgement({ result: { classes }, test, example }: ClassifiedTestProps) {
  const [cell, setCell] = useState<Cell | null>(null)
  const counted = cell && countOf(test.confusion[cell.row]?.[cell.column] ?? 0, example.one, example.many)
  return (
    <>
      <Score test={test} example={example} />
      <Card title="All figures">
        <MetricTable answers={test.answers} />
      </Card>
      <Confusion test={test} classes={classes} example={example} chosen={cell} onChoose={setCell} />
      {cell && counted && (
        <p className={styles.quiet} aria-live="polite">
          {cellWords(classes, cell, counted)}.
        </p>
      )}
      <Card title="Class by class">
        <ClassTable test={test} many={example.many} />
      </Card>
    </>
  )
}
