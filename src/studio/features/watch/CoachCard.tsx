// The coach's verdict on the run, with the button that does what it proposes: to the run while it goes on, else to the
// next.
import { useRef } from 'react'
import { verdictTones } from '../../../shared/coach/verdict.ts'
import { canFollow, follow } from '../../store/coachedNow.ts'
import type { RunState, StudioState } from '../../store/state.ts'
import { useStudio } from '../../store/studio.ts'
import { Card } from '../../ui/Card.tsx'
import { useFocusKept } from '../../ui/useFocusKept.ts'
import { VerdictBox } from '../../ui/VerdictBox.tsx'
import { coachBox } from './boxes.ts'
import { useVerdict } from './useVerdict.ts'
import styles from './watch.module.css'

const everyMs = 730
const selectComparing = ({ compare }: StudioState) => compare.running !== null

export function CoachCard() {
  const { run, verdict } = useVerdict(everyMs)
  const comparing = useStudio(selectComparing)
  const box = useRef<HTMLDivElement>(null)
  useFocusKept(box)
  const next = verdict?.next
  const able = next && !comparing && canFollow(next, run)
  return (
    <section ref={box} id={coachBox} aria-label="Coach" tabIndex={-1} className={styles.box}>
      <Card title="Coach">
        <div className={styles.coach} role="status">
          {verdict ? (
            <VerdictBox
              verdict={verdict}
              tone={verdictTones[verdict.id]}
              onNext={able ? () => void follow(next) : undefined}
            />
          ) : (
            <p className={styles.quiet}>{quietWords(run)}</p>
          )}
        </div>
      </Card>
    </section>
  )
}

function quietWords({ status }: RunState): string {
  if (status === 'finished' || status === 'failed') return 'Nothing to say about this run.'
  return 'It speaks after the first epoch.'
}
