import { ChevronRight } from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'
import styles from './Disclosure.module.css'

export interface DisclosureProps {
  readonly label: string
  /** Behind the label: how many, or what is changed. */
  readonly note?: string
  readonly children: ReactNode
  /** Names the button for automation: `data-action`. */
  readonly action?: string
}

/** More, for those who ask. */
export function Disclosure({ label, note, children, action }: DisclosureProps) {
  const [open, setOpen] = useState(false)
  const id = useId()
  return (
    <div className={styles.disclosure}>
      <button
        type="button"
        className={styles.button}
        aria-expanded={open}
        aria-controls={id}
        data-action={action}
        onClick={() => setOpen(!open)}
      >
        <ChevronRight size={16} aria-hidden="true" />
        {label}
        {note !== undefined && <span className={styles.note}>{note}</span>}
      </button>
      <div id={id} hidden={!open} className={styles.body}>
        {children}
      </div>
    </div>
  )
}
