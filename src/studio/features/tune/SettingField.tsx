import { RotateCcw } from 'lucide-react'
import type { ReactNode } from 'react'
import { inSentence } from '../../../shared/messages/inSentence.ts'
import type { FieldValue, RecipeField } from '../../../shared/recipe/field.ts'
import { helpOf } from '../../../shared/recipe/fieldHelp.ts'
import { NumberField, SelectField, SwitchField, TextField } from '../../ui/Field.tsx'
import { optionText, valueText } from './fieldText.ts'
import styles from './tune.module.css'

export interface SettingFieldProps {
  readonly field: RecipeField
  readonly value: FieldValue
  /** What the method would have it be. */
  readonly usual: FieldValue
  readonly refused: boolean
  /** Settled already. */
  readonly locked: boolean
  /** Takes what was typed; answers with what is allowed instead, or null. */
  readonly onText: (field: RecipeField, text: string) => string | null
  readonly onReset: () => void
  /** What helps to choose it, below it. */
  readonly tool?: ReactNode
}

/** One setting, made from its description, with the way back to its default. */
export function SettingField(props: SettingFieldProps) {
  const { field, value, usual, refused, locked, onReset, tool } = props
  return (
    <div className={styles.setting} data-changed={refused || value !== usual || undefined}>
      <Control {...props} />
      {!locked && (refused || value !== usual) && (
        <button
          type="button"
          className={styles.reset}
          data-reset={field.key}
          aria-label={`Reset ${inSentence(field.label)} to ${valueText(field, usual)}`}
          title={`Back to ${valueText(field, usual)}`}
          onClick={onReset}
        >
          <RotateCcw size={14} aria-hidden="true" />
        </button>
      )}
      {tool}
    </div>
  )
}

function Control({ field, value, locked, onText }: SettingFieldProps) {
  const shared = { label: field.label, help: helpOf(field), name: field.key, disabled: locked }
  switch (field.type) {
    case 'switch':
      return <SwitchField {...shared} value={value === true} onChange={(on) => onText(field, String(on))} />
    case 'choice':
      return (
        <SelectField
          {...shared}
          value={String(value)}
          options={field.options.map((option) => ({
            value: option,
            label: optionText(field.key, option),
          }))}
          onChange={(option) => onText(field, option)}
        />
      )
    case 'number':
      return (
        <NumberField
          {...shared}
          value={Number(value)}
          minimum={field.minimum}
          maximum={field.maximum}
          step={field.step}
          onText={(text) => onText(field, text)}
        />
      )
    case 'text':
      return <TextField {...shared} value={String(value)} onText={(text) => onText(field, text)} />
    default:
      return field satisfies never
  }
}
