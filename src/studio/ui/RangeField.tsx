/** A number between two ends, moved rather than typed, with what it is in words beside its label. */
import { useId } from 'react'
import { Help } from './Field.tsx'
import styles from './RangeField.module.css'

export interface RangeFieldProps {
  readonly label: string
  readonly help: string
  /** Names the control for automation: `data-field`. */
  readonly name: string
  readonly value: number
  readonly minimum: number
  readonly maximum: number
  readonly step: number
  /** The value in words: "80 %", "always". */
  readonly text: string
  readonly onChange: (value: number) => void
}

export function RangeField({ label, help, name, value, minimum, maximum, step, text, onChange }: RangeFieldProps) {
  const id = useId()
  return (
    <div className={styles.field}>
      <div className={styles.head}>
        <label htmlFor={id}>{label}</label>
        <Help id={`${id}-help`} label={label} text={help} />
        <output htmlFor={id}>{text}</output>
      </div>
      <input
        id={id}
        type="range"
        data-field={name}
        min={minimum}
        max={maximum}
        step={step}
        value={value}
        aria-valuetext={text}
        aria-describedby={`${id}-help`}
        onChange={(event) => onChange(Number(event.target.value))}
      />
    </div>
  )
}
