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
      <p>{what}. Open the data of this run to see them here.</p>
      <div className={styles.row}>
        <Button data-action="go-data" onPress={onGo}>
          Go to Data
        </Button>
      </div>
    </Notice>
  )
}
