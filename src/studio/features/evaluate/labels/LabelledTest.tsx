// What the test of labels says, from the one number down to the examples of a label.
import { useState } from 'react'
import type { RunResult } from '../../../../shared/domain/run.ts'
import type { MultiLabelTest } from '../../../../tasks/multi-label/card.ts'
import { selectCurrentData, selectUse } from '../../../store/selectors.ts'
import { useStudio } from '../../../store/studio.ts'
import type { ExampleWords } from '../../../store/taskWords.ts'
import { Card } from '../../../ui/Card.tsx'
import { SelectField } from '../../../ui/Field.tsx'
import styles from '../analysis.module.css'
import { availabilityOf } from '../availability.ts'
import { LabelCurves } from './LabelCurves.tsx'
import { LabelExamples } from './LabelExamples.tsx'
import { LabelScore } from './LabelScore.tsx'
import { LabelTable } from './LabelTable.tsx'

export interface LabelledTestProps {
  readonly result: RunResult
  readonly test: MultiLabelTest
  readonly example: ExampleWords
}

export function LabelledTest({ result, test, example }: LabelledTestProps) {
  const available = availabilityOf(result, useStudio(selectCurrentData), useStudio(selectUse).answering)
  const [chosen, setChosen] = useState(0)
  return (
    <>
      <LabelScore test={test} example={example} />
      <Card title="Label by label">
        <LabelTable test={test} example={example} />
      </Card>
      <Card title="One label in detail">
        <div className={styles.stack}>
          <div className={styles.narrow}>
            <SelectField
              name="label"
              label="Label"
              help="Its curve and its examples are shown below."
              value={String(chosen)}
              options={result.classes.map((label, index) => ({ value: String(index), label }))}
              onChange={(value) => setChosen(Number(value))}
            />
          </div>
          <LabelCurves answers={test.answers} perLabel={test.perLabel} chosen={chosen} />
          <LabelExamples
            key={chosen}
            test={test}
            names={result.classes}
            label={chosen}
            example={example}
            here={available.data}
          />
        </div>
      </Card>
    </>
  )
}
