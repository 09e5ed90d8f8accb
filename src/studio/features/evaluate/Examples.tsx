import { useMemo, useState } from 'react'
import type { JudgedAnswers } from '../../../shared/domain/evaluation.ts'
import type { RunResult } from '../../../shared/domain/run.ts'
import { capital } from '../../../shared/messages/capital.ts'
import { taskCard } from '../../../tasks/cards.ts'
import { actions } from '../../store/studio.ts'
import type { ExampleWords } from '../../store/taskWords.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { Segments } from '../../ui/Segments.tsx'
import analysisStyles from './analysis.module.css'
import type { Availability } from './availability.ts'
import { type Cell, cellTitle } from './confusionCells.ts'
import { ExampleDialog } from './ExampleDialog.tsx'
import { ExampleGallery } from './ExampleGallery.tsx'
import styles from './evaluate.module.css'
import { judgedExamples, rowsInView, rowsOfCell, type View } from './judged.ts'
import { NotHere } from './NotHere.tsx'

export interface ExamplesProps {
  readonly result: RunResult
  /** Of the test, at the temperature in use. */
  readonly answers: JudgedAnswers
  readonly example: ExampleWords
  readonly available: Availability
  /** A cell whose examples are asked for, before the lists. */
  readonly cell: Cell | null
  readonly onCell: (cell: Cell | null) => void
}

/** The very examples behind the figures: of a cell, the worst mistakes, the least sure, the most typical. */
export function Examples({ result, answers, example, available, cell, onCell }: ExamplesProps) {
  const [view, setView] = useState<View>('mistakes')
  const [open, setOpen] = useState<number | null>(null)
  const judged = useMemo(() => judgedExamples(answers), [answers])
  const rows = useMemo(
    () => (cell ? rowsOfCell(judged, cell) : rowsInView(answers, view)),
    [answers, judged, cell, view],
  )
  const shown = rows.flatMap((row) => judged[row] ?? [])
  const opened = open === null ? null : (judged[open] ?? null)
  return (
    <Card title={cell ? cellTitle(result.classes, cell) : `${capital(example.many)} of the test`}>
      <div className={analysisStyles.stack}>
        {cell ? (
          <div className={analysisStyles.row}>
            <Button variant="quiet" data-action="all-examples" onPress={() => onCell(null)}>
              Show the lists again
            </Button>
          </div>
        ) : (
          <Segments legend={`Which ${example.many}`} value={view} options={views} onChange={setView} />
        )}
        {!available.data ? (
          <NotHere what={`The ${example.many} of this run are not loaded`} onGo={() => actions.goTo('data')} />
        ) : shown.length > 0 ? (
          <ExampleGallery
            key={cell ? `${cell.row} ${cell.column}` : view}
            judged={shown}
            classes={result.classes}
            label={cell ? cellTitle(result.classes, cell) : (views.find(({ value }) => value === view)?.label ?? '')}
            onOpen={setOpen}
          />
        ) : (
          <p className={styles.quiet}>{nothingWords(view, example)}</p>
        )}
      </div>
      {opened && (
        <ExampleDialog
          judged={opened}
          answers={answers}
          classes={result.classes}
          example={example}
          canAsk={available.model && taskCard(result.recipe.task).analyses.includes('explain')}
          onClose={() => setOpen(null)}
        />
      )}
    </Card>
  )
}

const views = [
  { value: 'mistakes', label: 'Worst mistakes' },
  { value: 'unsure', label: 'Least sure' },
  { value: 'typical', label: 'Surest correct' },
] as const satisfies readonly { value: View; label: string }[]

function nothingWords(view: View, { one }: ExampleWords): string {
  if (view === 'typical') return `No test ${one} was answered correctly.`
  return `None. Every test ${one} was answered correctly.`
}
