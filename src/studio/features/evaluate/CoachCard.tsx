import { useMemo } from 'react'
import { coach } from '../../../shared/coach/coach.ts'
import { verdictTones } from '../../../shared/coach/verdict.ts'
import { canFollow, coachedNow, follow } from '../../store/coachedNow.ts'
import { selectRun } from '../../store/selectors.ts'
import { useStudio } from '../../store/studio.ts'
import { Card } from '../../ui/Card.tsx'
import { VerdictBox } from '../../ui/VerdictBox.tsx'

/** What the coach says of the run that was tested: the same as on Watch, for it judges by validation. */
export function CoachCard() {
  const run = useStudio(selectRun)
  const verdict = useMemo(() => {
    const coached = coachedNow(run, null)
    return coached && coach(coached)
  }, [run])
  if (!verdict) return null
  const { next } = verdict
  const able = next && canFollow(next, run)
  return (
    <Card title="Coach">
      <VerdictBox
        verdict={verdict}
        tone={verdictTones[verdict.id]}
        onNext={able ? () => void follow(next) : undefined}
      />
    </Card>
  )
}
