import { selectRunsSlice } from '../store/selectors.ts'
import { actions, useStudio } from '../store/studio.ts'
import { ErrorNotice } from '../ui/Notice.tsx'
import styles from './EngineNotice.module.css'

/** What went wrong with a run, a link or a project; on whatever screen the person is. */
export function RunsNotice() {
  const { error } = useStudio(selectRunsSlice)
  if (!error) return null
  return (
    <div className={styles.notice}>
      <ErrorNotice error={error} onDismiss={actions.dismiss.runs} />
    </div>
  )
}
