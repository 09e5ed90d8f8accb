import { type Comparison, currentTrial, isFinished, shownComparison } from '../../store/compareState.ts'
import { selectCompare } from '../../store/selectors.ts'
import { useStudio } from '../../store/studio.ts'
import { VisuallyHidden } from '../../ui/VisuallyHidden.tsx'
import styles from './compare.module.css'
import { trialTitle } from './compareWords.ts'

/** Says aloud which run is under way, and when all are over. It stands before there is anything to say. */
export function Announcement() {
  const compare = useStudio(selectCompare)
  const current = currentTrial(compare)
  const shown = shownComparison(compare)
  return (
    <div role="status" className={styles.announcement}>
      <VisuallyHidden>
        {current
          ? `Run ${current.place} of ${current.of}: ${trialTitle(current.trial, current.trial.labels > 0)}`
          : shown && endWords(shown)}
      </VisuallyHidden>
    </div>
  )
}

function endWords({ trials }: Comparison): string {
  return `The comparison is over: ${trials.filter(isFinished).length} of ${trials.length} runs finished.`
}
