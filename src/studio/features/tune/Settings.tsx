import type { ReactNode } from 'react'
import { methodCard } from '../../../methods/cards.ts'
import type { MethodId } from '../../../methods/ids.ts'
import type { FieldValue, RecipeField } from '../../../shared/recipe/field.ts'
import { fieldsFor } from '../../../shared/recipe/recipe.ts'
import type { TaskId } from '../../../tasks/ids.ts'
import type { Fields } from '../../store/outlook.ts'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { SettingField } from './SettingField.tsx'
import styles from './tune.module.css'

export interface SettingsProps {
  readonly task: TaskId
  readonly fields: Fields
  /** The method's defaults on these data. */
  readonly usual: Fields
  /** Blocks above the thaw line where so many, from the top, may change: the picture counts the same. */
  readonly thawedBy: (thaw: number) => number
  readonly edition: number
  /** Whether the method's own settings are settled already. */
  readonly locked: boolean
  readonly isRefused: (key: string) => boolean
  readonly onText: (field: RecipeField, text: string) => string | null
  readonly onReset: (key: string, usual: FieldValue) => void
  /** By the key of the field that they help to choose. */
  readonly tools?: Readonly<Record<string, ReactNode>>
}

const groups = [
  { id: 'method', title: 'Method' },
  { id: 'data', title: 'Data and splits' },
  { id: 'training', title: 'Training' },
  { id: 'optimiser', title: 'Optimiser' },
  { id: 'regularisation', title: 'Against over-fitting' },
  { id: 'augmentation', title: 'Augmentation' },
  { id: 'sample', title: 'Samples' },
] as const satisfies readonly { id: RecipeField['group']; title: string }[]

/** The few settings that matter: the method's own, then how it learns. */
export function MainSettings(props: SettingsProps) {
  const main = fieldsAt('main', props)
  const own = main.filter(isOwn)
  const { title } = methodCard(methodOf(props))
  return (
    <>
      {own.length > 0 && (
        <fieldset className={styles.group} data-group="method">
          <legend>{title}</legend>
          <Grid shown={own} {...props} />
        </fieldset>
      )}
      <fieldset className={styles.group}>
        <legend>Training</legend>
        <Grid shown={main.filter((field) => !isOwn(field))} {...props} />
      </fieldset>
    </>
  )
}

/** All the rest, by what they are about. */
export function MoreSettings(props: SettingsProps) {
  const more = fieldsAt('more', props)
  const shown = groups.filter(({ id }) => more.some(({ group }) => group === id))
  return (
    <Disclosure label="More settings" note={changedWords(props, more)} action="more-settings">
      {shown.map(({ id, title }) => (
        <fieldset key={id} className={styles.group}>
          <legend>{title}</legend>
          <Grid shown={more.filter((field) => field.group === id)} {...props} />
        </fieldset>
      ))}
    </Disclosure>
  )
}

/** How far down it reaches belongs to the method. */
function isOwn({ group, key }: RecipeField): boolean {
  return group === 'method' || key === 'thaw'
}

/** The method itself is chosen in its picker. */
function fieldsAt(level: RecipeField['level'], props: SettingsProps): readonly RecipeField[] {
  return fieldsFor(props.task, methodOf(props)).filter((field) => field.level === level && field.key !== 'method.id')
}

function methodOf({ fields }: SettingsProps): MethodId {
  return fields['method.id'] as MethodId
}

function Grid({ shown, ...props }: SettingsProps & { shown: readonly RecipeField[] }) {
  return (
    <div className={styles.grid}>
      {shown.map((field) => (
        <Setting key={`${field.key} ${props.edition}`} field={field} {...props} />
      ))}
    </div>
  )
}

function Setting({ field, ...props }: SettingsProps & { field: RecipeField }) {
  const { fields, thawedBy } = props
  const clipped = (value: FieldValue) => (field.key === 'thaw' ? thawedBy(Number(value)) : value)
  const usual = clipped(props.usual[field.key] ?? field.default)
  return (
    <SettingField
      field={field}
      value={clipped(fields[field.key] ?? field.default)}
      usual={usual}
      refused={props.isRefused(field.key)}
      locked={props.locked && isOwn(field)}
      onText={props.onText}
      onReset={() => props.onReset(field.key, usual)}
      tool={props.tools?.[field.key]}
    />
  )
}

function changedWords(props: SettingsProps, more: readonly RecipeField[]): string {
  const changed = more.filter((field) => props.fields[field.key] !== props.usual[field.key]).length
  return changed === 0 ? 'all at their defaults' : `${changed} changed`
}
