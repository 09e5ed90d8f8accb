import type { ReactNode } from 'react'
import styles from './StepLayout.module.css'

export interface StepLayoutProps {
  readonly title: string
  /** One sentence: what this step is for. */
  readonly lead: string
  /** Beside the title: how the step is shown. */
  readonly tools?: ReactNode
  /** What follows from the choices, and the one primary action. */
  readonly aside?: ReactNode
  readonly children: ReactNode
}

/** A step's middle and its right column; under 900 px the column goes below. */
export function StepLayout({ title, lead, tools, aside, children }: StepLayoutProps) {
  return (
    <div className={styles.step} data-aside={aside ? true : undefined}>
      <div className={styles.head}>
        <h1 tabIndex={-1}>{title}</h1>
        {aside && (
          <button type="button" className={styles.skip} data-action="skip-to-action" onClick={focusAction}>
            Skip to what follows
          </button>
        )}
        {tools && <div className={styles.tools}>{tools}</div>}
        <p>{lead}</p>
      </div>
      <div className={styles.middle}>{children}</div>
      {aside && (
        <aside className={styles.aside} aria-label="What follows" tabIndex={-1}>
          {aside}
        </aside>
      )}
    </div>
  )
}

/** Tune alone has more than thirty controls before its one action. Where that cannot be pressed, its column has the focus. */
function focusAction(): void {
  const aside = document.querySelector<HTMLElement>('main aside')
  const action = aside?.querySelector<HTMLElement>('[data-primary]:not(:disabled)')
  const next = action ?? aside
  next?.focus()
}
