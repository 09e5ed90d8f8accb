import { useId } from 'react'
import { Help } from './Field.tsx'
import styles from './FigureRow.module.css'

export interface FigureRowProps {
  readonly label: string
  /** The number with its unit; a dash while it is unknown. */
  readonly value: string
  /** A second figure behind the first: a share, a count. */
  readonly note?: string
  readonly help?: string
}

/** A list of figures; wrap `FigureRow`s in it. */
export function Figures({ children }: { readonly children: React.ReactNode }) {
  return <dl className={styles.figures}>{children}</dl>
}

/** A label and a number whose place is kept, so that nothing moves when it arrives or changes. */
export function FigureRow({ label, value, note, help }: FigureRowProps) {
  const id = useId()
  return (
    <div className={styles.row}>
      <dt>
        {label}
        {help && <Help id={id} label={label} text={help} />}
      </dt>
      <dd>
        <span className={styles.value}>{value}</span>
        {note !== undefined && <span className={styles.note}>{note}</span>}
      </dd>
    </div>
  )
}
