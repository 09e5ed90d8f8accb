import { type MethodId, methodCard, methodRefusal, thawedBlocks } from '../../../shared/catalog/methods.ts'
import type { FieldValue, RecipeField } from '../../../shared/catalog/recipeFields.ts'
import type { TaskId } from '../../../shared/catalog/tasks.ts'
import { defaultFields, fieldsFor } from '../../../shared/recipe.ts'
import { Disclosure } from '../../ui/Disclosure.tsx'
import type { Fields } from './outlook.ts'
import { SettingField } from './SettingField.tsx'
import styles from './tune.module.css'

export interface SettingsProps {
  readonly task: TaskId
  readonly fields: Fields
  readonly blocks: number
  readonly edition: number
  readonly isRefused: (key: string) => boolean
  readonly onText: (field: RecipeField, text: string) => string | null
  readonly onReset: (key: string, usual: FieldValue) => void
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

/** The few settings that matter. */
export function MainSettings(props: SettingsProps) {
  return <Grid shown={fieldsAt('main', props)} {...props} />
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

function fieldsAt(level: RecipeField['level'], { task, fields }: SettingsProps): readonly RecipeField[] {
  return fieldsFor(task, fields['method.id'] as MethodId).filter((field) => field.level === level)
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

function Setting({ field, task, fields, blocks, ...on }: SettingsProps & { field: RecipeField }) {
  const method = fields['method.id'] as MethodId
  const shown = shownValue(field, { fields, method, blocks })
  const usual = usualValue(field, { task, method, shown })
  return (
    <SettingField
      field={field}
      value={shown}
      usual={usual}
      refused={on.isRefused(field.key)}
      isOff={(option) => field.key === 'method.id' && methodRefusal(option as MethodId, task) !== null}
      onText={on.onText}
      onReset={() => on.onReset(field.key, usual)}
    />
  )
}

/** The number of thawed blocks is what the method makes of it, as the picture shows it. */
function shownValue(field: RecipeField, from: { fields: Fields; method: MethodId; blocks: number }): FieldValue {
  const value = from.fields[field.key] ?? field.default
  return field.key === 'thaw' ? thawedBlocks(from.method, Number(value), from.blocks) : value
}

/** A method is a choice, not a deviation; nor is the line where the method itself puts it. */
function usualValue(field: RecipeField, from: { task: TaskId; method: MethodId; shown: FieldValue }): FieldValue {
  const { task, method, shown } = from
  if (field.key === 'method.id') return method
  if (field.key === 'thaw' && methodCard(method).thaw !== 'choice') return shown
  return defaultFields(method, task)[field.key] ?? field.default
}

function changedWords({ fields, task }: SettingsProps, more: readonly RecipeField[]): string {
  const usual = defaultFields(fields['method.id'] as MethodId, task)
  const changed = more.filter((field) => fields[field.key] !== usual[field.key]).length
  return changed === 0 ? 'all at their defaults' : `${changed} changed`
}
