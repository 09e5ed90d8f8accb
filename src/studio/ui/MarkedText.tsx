import type { CSSProperties, ReactNode } from 'react'
import styles from './MarkedText.module.css'

/** A stretch of a text that is something: a name, a place. */
export interface Mark {
  /** UTF-16 units, the end exclusive. */
  readonly start: number
  readonly end: number
  readonly label: string
  /** How it stands against the truth; absent where nothing is compared. */
  readonly mistake?: 'missed' | 'wrong'
}

export interface MarkedTextProps {
  readonly text: string
  /** In the order of the text; none overlap. */
  readonly marks: readonly Mark[]
  /** All labels there are: each keeps its colour. */
  readonly labels: readonly string[]
}

/** A text with its marks, each of which says in words what it is. */
export function MarkedText({ text, marks, labels }: MarkedTextProps) {
  const parts: ReactNode[] = []
  let at = 0
  for (const { start, end, label, mistake } of marks) {
    parts.push(text.slice(at, start))
    const colour = { '--mark': `var(--series-${(Math.max(0, labels.indexOf(label)) % series) + 1})` } as CSSProperties
    parts.push(
      <mark key={start} className={styles.mark} style={colour} data-mark={label} data-look={mistake}>
        {text.slice(start, end)}
        <span className={styles.label}>
          {' '}
          {label}
          {mistake && `, ${mistake}`}
        </span>
      </mark>,
    )
    at = end
  }
  parts.push(text.slice(at))
  return (
    <p dir="auto" className={styles.text} data-marked-text>
      {parts}
    </p>
  )
}

const series = 7
