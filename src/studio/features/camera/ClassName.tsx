import { useId, useState } from 'react'
import { type Board, nameFault, type PictureClass } from './board.ts'
import styles from './camera.module.css'

export interface ClassNameProps {
  readonly of: PictureClass
  readonly board: Board
  readonly onName: (name: string) => void
}

/** Taken as it is typed, as long as it can be had; what cannot stays with its complaint until it is left. */
export function ClassName({ of, board, onName }: ClassNameProps) {
  const [draft, setDraft] = useState<string | null>(null)
  const id = useId()
  const fault = draft === null ? null : nameFault(board, of.id, draft)
  return (
    <div className={styles.naming}>
      <input
        type="text"
        className={styles.name}
        data-field="class-name"
        aria-label="Name of the class"
        aria-invalid={fault ? true : undefined}
        aria-describedby={fault ? id : undefined}
        value={draft ?? of.name}
        onFocus={(event) => {
          setDraft(of.name)
          event.target.select()
        }}
        onBlur={() => setDraft(null)}
        onChange={({ target: { value } }) => {
          setDraft(value)
          if (nameFault(board, of.id, value) === null) onName(value)
        }}
        onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
      />
      {fault && (
        <p id={id} className={styles.fault} role="alert">
          {fault}
        </p>
      )}
    </div>
  )
}
