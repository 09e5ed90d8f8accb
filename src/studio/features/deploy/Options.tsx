/** What a person can choose of a target, drawn from its row. */

import type { ReactNode } from 'react'
import { type ExportOption, mostOf } from '../../../shared/catalog/exportOptions.ts'
import type { ExportOptions, ExportOptionValue } from '../../../shared/domain/exports.ts'
import { SelectField, SwitchField, TextField } from '../../ui/Field.tsx'
import { TextBox } from '../../ui/TextBox.tsx'
import styles from './deploy.module.css'
import { PictureOption } from './PictureOption.tsx'

export interface OptionsProps {
  readonly options: readonly ExportOption[]
  readonly values: ExportOptions
  readonly disabled: boolean
  readonly onChange: (key: string, value: ExportOptionValue) => void
}

export function Options({ options, values, disabled, onChange }: OptionsProps) {
  return (
    <div className={styles.options}>
      {options.map((option) => (
        <Option
          key={option.key}
          option={option}
          value={values[option.key] ?? null}
          disabled={disabled}
          onChange={(value) => onChange(option.key, value)}
        />
      ))}
    </div>
  )
}

interface OptionProps<Of extends ExportOption = ExportOption> {
  readonly option: Of
  readonly value: ExportOptionValue
  readonly disabled: boolean
  readonly onChange: (value: ExportOptionValue) => void
}

type OfType<Type extends ExportOption['type']> = Extract<ExportOption, { readonly type: Type }>

const controls: { readonly [Type in ExportOption['type']]: (props: OptionProps<OfType<Type>>) => ReactNode } = {
  text: ({ option, value, onChange, ...field }) =>
    option.long ? (
      <TextBox
        {...{ ...named(option), ...field, rows: 3, value: String(value ?? ''), most: mostOf(option) }}
        onText={onChange}
      />
    ) : (
      <TextField
        {...{ ...named(option), ...field, value: String(value ?? ''), most: mostOf(option) }}
        {...(option.placeholder !== undefined && { placeholder: option.placeholder })}
        onText={(text) => {
          onChange(text)
          return null
        }}
      />
    ),
  choice: ({ option, value, onChange, ...field }) => (
    <SelectField {...named(option)} {...field} value={String(value)} options={option.options} onChange={onChange} />
  ),
  switch: ({ option, value, onChange, ...field }) => (
    <SwitchField {...named(option)} {...field} value={value === true} onChange={onChange} />
  ),
  picture: PictureOption,
}

function Option(props: OptionProps) {
  const Control = controls[props.option.type] as (props: OptionProps) => ReactNode
  return <Control {...props} />
}

function named({ label, help, key }: ExportOption) {
  return { label, help, name: key }
}
