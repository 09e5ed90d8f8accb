import { selectRunsSlice } from '../../store/selectors.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { Notice } from '../../ui/Notice.tsx'
import styles from './runs.module.css'

/** What was deleted in this visit can come back; it stays here until then. */
export function DeletedRuns() {
  const { length } = useStudio(selectRunsSlice).deleted
  return (
    <div role="status" className={styles.live}>
      {length > 0 && (
        <Notice>
          <div className={styles.line} data-deleted={length}>
            <span>
              {length === 1 ? 'A run was deleted. It is' : `${length} runs were deleted. They are`} gone for good at
              your next visit.
            </span>
            <Button data-action="undo-delete" onPress={() => void actions.runs.undoRemove()}>
              Undo
            </Button>
          </div>
        </Notice>
      )}
    </div>
  )
}
