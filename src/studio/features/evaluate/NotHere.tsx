import { Button } from '../../ui/Button.tsx'
import { Notice } from '../../ui/Notice.tsx'
import styles from './analysis.module.css'

export interface NotHereProps {
  /** What is missing, as the beginning of a sentence. */
  readonly what: string
  readonly onGo: () => void
}

/** An analysis that needs the run's own data, which another has taken the place of. */
export function NotHere({ what, onGo }: NotHereProps) {
  return (
    <Notice>
      <p>
        {what}: other data stand in their place, or none. Load the data that this run was made on, and they are shown
        here.
      </p>
      <div className={styles.row}>
        <Button data-action="go-data" onPress={onGo}>
          Go to Data
        </Button>
      </div>
    </Notice>
  )
}
