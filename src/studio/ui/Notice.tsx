import { CircleAlert, Info, TriangleAlert, X } from 'lucide-react'
import type { ReactNode } from 'react'
import type { WireError } from '../../shared/messages/errors.ts'
import { Button, IconButton } from './Button.tsx'
import { classes } from './classes.ts'
import styles from './Notice.module.css'
import { useSay } from './useSay.ts'

export interface NoticeAction {
  readonly label: string
  readonly onPress: () => void
}

/** What went wrong, what was kept, what to do, and a button that does it. Announced at once. */
export function ErrorNotice(props: {
  readonly error: WireError
  readonly action?: NoticeAction | undefined
  readonly onDismiss?: (() => void) | undefined
}) {
  const { error, action, onDismiss } = props
  const [what, advice] = useSay().sayError(error)
  return (
    <div ref={bringIntoView} role="alert" data-error-code={error.code} className={classes(styles.notice, styles.error)}>
      <CircleAlert size={20} aria-hidden="true" />
      <div className={styles.words}>
        <p className={styles.message} data-message>
          {what}
        </p>
        <p data-advice>{advice}</p>
        {error.causes.length > 0 && (
          <details className={styles.causes}>
            <summary>Technical details</summary>
            {error.causes.join(' ← ')}
          </details>
        )}
        {action && (
          <div className={styles.actions}>
            <Button onPress={action.onPress}>{action.label}</Button>
          </div>
        )}
      </div>
      {onDismiss && (
        <div className={styles.dismiss}>
          <IconButton icon={X} label="Dismiss" onPress={onDismiss} />
        </div>
      )}
    </div>
  )
}

/** Something worth knowing that stops nothing. */
export function Notice({
  variant = 'info',
  children,
}: {
  readonly variant?: 'info' | 'warning'
  readonly children: ReactNode
}) {
  const Icon = variant === 'info' ? Info : TriangleAlert
  return (
    <div className={classes(styles.notice, styles[variant])}>
      <Icon size={20} aria-hidden="true" />
      <div className={styles.words}>{children}</div>
    </div>
  )
}

/** An error out of sight helps nobody. */
function bringIntoView(notice: HTMLElement | null): void {
  notice?.scrollIntoView({ block: 'nearest' })
}
