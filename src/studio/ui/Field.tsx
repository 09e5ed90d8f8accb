/** A labelled native control with its sentence of help: shown by hovering, focusing or pressing the mark beside it. */

import { CircleHelp } from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'
import { inSentence } from '../../shared/messages/inSentence.ts'
import { classes } from './classes.ts'
import styles from './Field.module.css'

interface FieldProps {
  readonly label: string
  readonly help?: string | undefined
  /** Names the control for automation: `data-field`. */
  readonly name: string
  readonly disabled?: boolean
  /** Id of what else describes the control. */
  readonly describedBy?: string
}

export interface NumberFieldProps extends FieldProps {
  readonly value: number
  readonly minimum: number
  readonly maximum: number
  readonly step: number
  readonly unit?: string
  /** Takes what was typed; answers with what is wrong with it, or null. */
  readonly onText: (text: string) => string | null
}

/** A number. What is typed stays as typed while the control has the focus, and until corrected if it cannot be taken. */
export function NumberField({ value, minimum, maximum, step, unit, onText, ...field }: NumberFieldProps) {
  const draft = useDraft(String(value), onText)
  return (
    <Labelled {...field} complaint={draft.complaint}>
      {(control) => (
        <span className={styles.withUnit}>
          <input
            {...control}
            {...draft.input}
            className={classes(styles.control, styles.number)}
            type="number"
            inputMode="decimal"
            min={minimum}
            max={maximum}
            step={step}
          />
          {unit && <span className={styles.unit}>{unit}</span>}
        </span>
      )}
    </Labelled>
  )
}

/** A line of text. */
export function TextField({
  value,
  placeholder,
  most,
  onText,
  ...field
}: FieldProps & {
  readonly value: string
  readonly placeholder?: string
  /** Characters. */
  readonly most?: number
  readonly onText: (text: string) => string | null
}) {
  const draft = useDraft(value, onText)
  return (
    <Labelled {...field} complaint={draft.complaint}>
      {(control) => (
        <input
          {...control}
          {...draft.input}
          className={styles.control}
          type="text"
          placeholder={placeholder}
          maxLength={most}
        />
      )}
    </Labelled>
  )
}

export interface Option {
  readonly value: string
  readonly label: string
  readonly disabled?: boolean
  /** Options of one group stand together, under its title. */
  readonly group?: string
}

/** One of a few. */
export function SelectField({
  value,
  options,
  onChange,
  ...field
}: FieldProps & {
  readonly value: string
  readonly options: readonly Option[]
  readonly onChange: (value: string) => void
}) {
  return (
    <Labelled {...field} complaint={null}>
      {(control) => (
        <select
          {...control}
          className={classes(styles.control, styles.select)}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        >
          {groupsOf(options).map(([group, members]) =>
            group === '' ? (
              <Options key="" options={members} />
            ) : (
              <optgroup key={group} label={group}>
                <Options options={members} />
              </optgroup>
            ),
          )}
        </select>
      )}
    </Labelled>
  )
}

function Options({ options }: { readonly options: readonly Option[] }) {
  return options.map(({ value, label, disabled = false }) => (
    <option key={value} value={value} disabled={disabled}>
      {label}
    </option>
  ))
}

function groupsOf(options: readonly Option[]): [string, readonly Option[]][] {
  const titles = [...new Set(options.map(({ group = '' }) => group))]
  return titles.map((title) => [title, options.filter(({ group = '' }) => group === title)])
}

/** On or off. */
export function SwitchField({
  value,
  onChange,
  ...field
}: FieldProps & {
  readonly value: boolean
  readonly onChange: (value: boolean) => void
}) {
  return (
    <Labelled {...field} complaint={null} inline>
      {(control) => (
        <input
          {...control}
          className={styles.check}
          type="checkbox"
          checked={value}
          onChange={(event) => onChange(event.target.checked)}
        />
      )}
    </Labelled>
  )
}

interface Control {
  readonly id: string
  readonly disabled: boolean
  readonly 'data-field': string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': boolean | undefined
}

function Labelled({
  label,
  help,
  name,
  disabled = false,
  describedBy,
  complaint,
  inline = false,
  children,
}: FieldProps & {
  readonly complaint: string | null
  readonly inline?: boolean
  readonly children: (control: Control) => ReactNode
}) {
  const id = useId()
  const described = [complaint && `${id}-complaint`, help && `${id}-help`, describedBy].filter(Boolean).join(' ')
  const control: Control = {
    id,
    disabled,
    'data-field': name,
    'aria-describedby': described || undefined,
    'aria-invalid': complaint ? true : undefined,
  }
  return (
    <div className={classes(styles.field, inline && styles.inline)}>
      <div className={styles.head}>
        <label htmlFor={id}>{label}</label>
        {help && <Help id={`${id}-help`} label={label} text={help} />}
      </div>
      {children(control)}
      {complaint && (
        <p id={`${id}-complaint`} className={styles.complaint}>
          {complaint}
        </p>
      )}
    </div>
  )
}

/** The question mark and its sentence. */
export function Help({ id, label, text }: { readonly id: string; readonly label: string; readonly text: string }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <button
        type="button"
        className={styles.mark}
        aria-label={`About ${inSentence(label)}`}
        aria-expanded={open}
        aria-controls={id}
        onMouseEnter={(event) => keepInSight(event.currentTarget)}
        onFocus={(event) => keepInSight(event.currentTarget)}
        onClick={() => setOpen(!open)}
        onBlur={() => setOpen(false)}
        onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
      >
        <CircleHelp size={14} aria-hidden="true" />
      </button>
      <span id={id} role="tooltip" className={styles.help}>
        {text}
      </span>
    </>
  )
}

/** Moves the sentence behind a mark to the left, as far as it would stick out of the page. */
function keepInSight(mark: HTMLElement): void {
  const help = mark.nextElementSibling
  if (!(help instanceof HTMLElement)) return
  help.style.translate = ''
  const over = help.getBoundingClientRect().right + 12 - document.documentElement.clientWidth
  if (over > 0) help.style.translate = `${-over}px 0`
}

/**
 * Holds what is being typed, so that "0." is not corrected to "0" under the person's hands. What cannot be taken stays
 * with its complaint, until it is corrected or the value changes elsewhere.
 */
function useDraft(value: string, onText: (text: string) => string | null) {
  const [text, setText] = useState(value)
  const [complaint, setComplaint] = useState<string | null>(null)
  const [typing, setTyping] = useState(false)
  const [known, setKnown] = useState(value)
  if (known !== value) {
    setKnown(value)
    setComplaint(null)
    if (!typing) setText(value)
  }
  const leave = () => {
    setTyping(false)
    if (complaint === null) setText(value)
  }
  return {
    complaint,
    input: {
      value: text,
      onFocus: () => setTyping(true),
      onBlur: leave,
      onChange: (event: { target: { value: string } }) => {
        setText(event.target.value)
        setComplaint(onText(event.target.value))
      },
    },
  }
}
