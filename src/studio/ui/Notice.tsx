import { CircleAlert, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from './Button.tsx'
import { classes } from './classes.ts'
import styles from './Notice.module.css'

export interface NoticeAction {
  readonly label: string
  readonly onPress: () => void
}

/** What went wrong, what was kept, what to do, and a button that does it. Announced at once. */
export function ErrorNotice(props: {
  readonly error: {
    readonly code: string
    readonly message: string
    readonly advice: string
    readonly causes: readonly string[]
  }
  readonly action?: NoticeAction | undefined
  readonly onDismiss?: (() => void) | undefined
}) {
  const { error, action, onDismiss } = props
  return (
    <div role="alert" data-error-code={error.code} className={classes(styles.notice, styles.error)}>
      <CircleAlert size={20} aria-hidden="true" />
      <div className={styles.words}>
        <p className={styles.message} data-message>
          {error.message}
        </p>
        <p data-advice>{error.advice}</p>
        {error.causes.length > 0 && (
          <details className={styles.causes}>
            <summary>What lies behind it</summary>
            {error.causes.join(' ← ')}
          </details>
        )}
        {(action || onDismiss) && (
          <div className={styles.actions}>
            {action && <Button onPress={action.onPress}>{action.label}</Button>}
            {onDismiss && (
              <Button look="quiet" onPress={onDismiss}>
                Dismiss
              </Button>
            )}
          </div>
        )}
      </div>
    </div>
  )
}

/** Something worth knowing that stops nothing. */
export function Notice({
  look = 'info',
  children,
}: {
  readonly look?: 'info' | 'warning'
  readonly children: ReactNode
}) {
  const Icon = look === 'info' ? Info : TriangleAlert
  return (
    <div className={classes(styles.notice, styles[look])}>
      <Icon size={20} aria-hidden="true" />
      <div className={styles.words}>{children}</div>
    </div>
  )
}
