// What the test of the run at hand says, from the one number down to the single example. The heavy parts stand behind
// a label each, so that the page stays calm.
import { useState } from 'react'
import type { RunResult } from '../../../shared/domain/run.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { ClassificationTest } from '../../../tasks/classification/card.ts'
import { analysing } from '../../store/analysing.ts'
import { selectCurrentData, selectDetail, selectUse } from '../../store/selectors.ts'
import type { StudioState } from '../../store/state.ts'
import { useStudio } from '../../store/studio.ts'
import type { ExampleWords } from '../../store/taskWords.ts'
import { Card } from '../../ui/Card.tsx'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { availabilityOf } from './availability.ts'
import { BeforeAfter } from './BeforeAfter.tsx'
import { ClassTable } from './ClassTable.tsx'
import { Confusion } from './Confusion.tsx'
import { Curves } from './Curves.tsx'
import type { Cell } from './confusionCells.ts'
import { ExampleDialog } from './ExampleDialog.tsx'
import { Examples } from './Examples.tsx'
import { judgedExamples } from './judged.ts'
import { LabelErrors } from './LabelErrors.tsx'
import { MetricTable } from './MetricTable.tsx'
import { Reliability } from './Reliability.tsx'
import { Score } from './Score.tsx'
import { Threshold } from './Threshold.tsx'
import { tempered } from './tempered.ts'
import { Untouched } from './Untouched.tsx'

const selectAnalysis = ({ analysis }: StudioState) => analysis

export interface ClassifiedTestProps {
  readonly result: RunResult
  readonly test: ClassificationTest
  readonly example: ExampleWords
}

export function ClassifiedTest({ result, test, example }: ClassifiedTestProps) {
  const analysis = useStudio(selectAnalysis)
  const detail = useStudio(selectDetail)
  const available = availabilityOf(result, useStudio(selectCurrentData), useStudio(selectUse).answering)
  const [cell, setCell] = useState<Cell | null>(null)
  const [opened, setOpened] = useState<number | null>(null)
  const { classes, validation } = result
  const answers = tempered(test.answers, analysis.temperature)
  const judged = opened === null ? undefined : judgedExamples(answers).find(({ example }) => example === opened)
  const nearest = analysis.features?.nearestMean ?? null
  return (
    <>
      <Score test={test} example={example} untouched={nearest?.before ?? null}>
        <Untouched analysis={analysis} available={available} />
      </Score>
      <Confusion test={test} classes={classes} example={example} chosen={cell} onChoose={setCell} />
      <Examples
        result={result}
        answers={answers}
        example={example}
        available={available}
        cell={cell}
        onCell={setCell}
      />
      {detail === 'expert' && (
        <>
          <Card title="All figures">
            <MetricTable answers={answers} temperature={analysis.temperature} />
          </Card>
          <Card title="Class by class">
            <ClassTable test={test} many={example.many} />
            <Disclosure lazy label="ROC and precision–recall curves" action="show-curves">
              <Curves answers={test.answers} classes={classes} />
            </Disclosure>
          </Card>
          <Card title="Analyses">
            <Disclosure lazy label="Can you trust its confidence? (calibration)" action="show-reliability">
              <Reliability
                answers={test.answers}
                validation={validation}
                temperature={analysis.temperature}
                onTemper={available.model ? (temperature) => void analysing.calibrate(temperature) : null}
              />
            </Disclosure>
            <Disclosure lazy label="Answer only when sure" action="show-threshold">
              <Threshold answers={answers} example={example} />
            </Disclosure>
            <Disclosure lazy label="Before and after fine-tuning" action="show-features">
              <BeforeAfter
                analysis={analysis}
                classes={classes}
                example={example}
                available={available}
                onOpen={setOpened}
              />
            </Disclosure>
            <Disclosure lazy label="Likely label errors" action="show-label-errors">
              <LabelErrors analysis={analysis} classes={classes} example={example} available={available} />
            </Disclosure>
          </Card>
        </>
      )}
      {judged && (
        <ExampleDialog
          judged={judged}
          answers={answers}
          classes={classes}
          example={example}
          canAsk={available.model && taskCard(result.recipe.task).analyses.includes('explain')}
          onClose={() => setOpened(null)}
        />
      )}
    </>
  )
}
