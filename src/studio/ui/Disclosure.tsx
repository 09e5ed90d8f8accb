import { ChevronRight } from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'
import styles from './Disclosure.module.css'

export interface DisclosureProps {
  readonly label: string
  /** What is heard in place of the label, where others on the screen are called the same. */
  readonly spoken?: string
  /** Behind the label: how many, or what is changed. */
  readonly note?: string
  readonly children: ReactNode
  /** Names the button for automation: `data-action`. */
  readonly action?: string
  /** Makes the children when it is first opened, where they are dear. */
  readonly lazy?: boolean
  /** Whether it begins open, for whoever remembers it; it opens, too, when this becomes true. */
  readonly open?: boolean
  readonly onToggle?: (open: boolean) => void
}

/** More, for those who ask. */
export function Disclosure({
  label,
  spoken,
  note,
  children,
  action,
  lazy = false,
  open: first = false,
  onToggle,
}: DisclosureProps) {
  const [open, setOpen] = useState(first)
  const [made, setMade] = useState(!lazy || first)
  const [wanted, setWanted] = useState(first)
  if (wanted !== first) {
    setWanted(first)
    setMade(made || first)
    setOpen(open || first)
  }
  const toggle = () => {
    setMade(true)
    setOpen(!open)
    onToggle?.(!open)
  }
  const id = useId()
  return (
    <div>
      <button
        type="button"
        className={styles.button}
        aria-label={spoken}
        aria-expanded={open}
        aria-controls={id}
        data-action={action}
        onClick={toggle}
      >
        <ChevronRight size={16} aria-hidden="true" />
        <span>
          {label} {note !== undefined && <span className={styles.note}>{note}</span>}
        </span>
      </button>
      <div id={id} hidden={!open} className={styles.body}>
        {made && children}
      </div>
    </div>
  )
}
