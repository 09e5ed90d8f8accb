/** A labelled box for a text of any length and any script. Enter may be given a meaning; Shift and Enter then breaks the line. */
import { type KeyboardEvent, useId } from 'react'
import { Help } from './Field.tsx'
import styles from './TextBox.module.css'

export interface TextBoxProps {
  readonly label: string
  readonly help?: string
  readonly value: string
  readonly onText: (text: string) => void
  /** Names the control for automation: `data-input`. */
  readonly name: string
  readonly rows?: number
  readonly placeholder?: string
  /** Characters. */
  readonly most?: number
  readonly disabled?: boolean
  readonly onEnter?: () => void
}

export function TextBox(props: TextBoxProps) {
  const { label, help, value, onText, name, rows = 5, placeholder, most, disabled = false, onEnter } = props
  const id = useId()
  const press = (event: KeyboardEvent) => {
    if (!onEnter || event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    onEnter()
  }
  return (
    <div className={styles.field}>
      <div className={styles.head}>
        <label htmlFor={id}>{label}</label>
        {help && <Help id={`${id}-help`} label={label} text={help} />}
      </div>
      <textarea
        id={id}
        dir="auto"
        className={styles.box}
        data-input={name}
        rows={rows}
        value={value}
        placeholder={placeholder}
        maxLength={most}
        disabled={disabled}
        aria-describedby={help ? `${id}-help` : undefined}
        onChange={(event) => onText(event.target.value)}
        onKeyDown={press}
      />
    </div>
  )
}
