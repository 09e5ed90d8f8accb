import type { ReactNode } from 'react'
import styles from './Card.module.css'
import { classes } from './classes.ts'

export interface CardProps {
  readonly title?: string
  /** Stands at the end of the title's line. */
  readonly note?: ReactNode
  readonly children: ReactNode
  readonly as?: 'section' | 'div' | 'li'
  readonly className?: string | undefined
}

/** A sheet on the workbench. */
export function Card({ title, note, children, as: Tag = 'section', className }: CardProps) {
  return (
    <Tag className={classes(styles.card, className)}>
      {title !== undefined && (
        <div className={styles.head}>
          <h2>{title}</h2>
          {note !== undefined && <div className={styles.note}>{note}</div>}
        </div>
      )}
      {children}
    </Tag>
  )
}
