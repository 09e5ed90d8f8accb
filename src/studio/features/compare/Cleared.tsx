import { comparing } from '../../store/comparing.ts'
import { Button } from '../../ui/Button.tsx'
import { Notice } from '../../ui/Notice.tsx'
import styles from './compare.module.css'

/** Stands where a comparison was, until another is cleared. */
export function Cleared() {
  return (
    <div role="status" data-cleared>
      <Notice>
        <div className={styles.cleared}>
          <span>The comparison was cleared.</span>
          <Button data-action="restore-comparison" onPress={comparing.restore}>
            Bring it back
          </Button>
        </div>
      </Notice>
    </div>
  )
}
