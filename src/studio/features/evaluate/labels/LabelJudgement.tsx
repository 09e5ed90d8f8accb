import { Card } from '../../../ui/Card.tsx'
import type { LabelledTestProps } from './LabelledTest.tsx'
import { LabelScore } from './LabelScore.tsx'
import { LabelTable } from './LabelTable.tsx'

/** What the test of a recorded run says, from its figures alone. */
export function LabelJudgement({ test, example }: Omit<LabelledTestProps, 'result'>) {
  return (
    <>
      <LabelScore test={test} example={example} whole />
      <Card title="Label by label">
        <LabelTable test={test} example={example} />
      </Card>
    </>
  )
}
