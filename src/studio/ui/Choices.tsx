/** A group of native radio buttons or check boxes as tiles, so that arrow keys, Space and screen readers do as always. */
import { useId } from 'react'
import styles from './Choices.module.css'

export interface Choice {
  readonly value: string
  readonly label: string
  readonly note?: string | undefined
  /** Why it cannot be chosen; null or absent when it can. */
  readonly refusal?: string | null
}

export interface ChoicesProps {
  readonly kind: 'one' | 'many'
  /** Names the controls for automation: `data-choice="name:value"`. */
  readonly name: string
  readonly legend: string
  readonly choices: readonly Choice[]
  readonly chosen: readonly string[]
  readonly onChoose: (chosen: readonly string[]) => void
  /** Nothing can be chosen now. */
  readonly disabled?: boolean
}

export function Choices({ kind, name, legend, choices, chosen, onChoose, disabled = false }: ChoicesProps) {
  const id = useId()
  const toggle = (value: string, on: boolean) => {
    if (kind === 'one') return onChoose([value])
    onChoose(on ? [...chosen, value] : chosen.filter((other) => other !== value))
  }
  return (
    <fieldset className={styles.choices} data-choices={name} disabled={disabled}>
      <legend>{legend}</legend>
      <div className={styles.tiles}>
        {choices.map(({ value, label, note, refusal = null }) => (
          <label
            key={value}
            className={styles.tile}
            data-refused={refusal !== null || undefined}
            data-chosen={chosen.includes(value) || undefined}
          >
            <input
              type={kind === 'one' ? 'radio' : 'checkbox'}
              name={`${id}-${name}`}
              data-choice={`${name}:${value}`}
              checked={chosen.includes(value)}
              disabled={refusal !== null}
              aria-describedby={(refusal ?? note) ? `${id}-${value}` : undefined}
              onChange={(event) => toggle(value, event.target.checked)}
            />
            <span className={styles.label}>{label}</span>
            {(refusal ?? note) && (
              <span id={`${id}-${value}`} className={styles.note}>
                {refusal ?? note}
              </span>
            )}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
