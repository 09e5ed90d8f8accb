import { ThawError } from '../../../shared/messages/errors.ts'
import type { FieldValue, RecipeField } from '../../../shared/recipe/field.ts'
import { helpOf } from '../../../shared/recipe/fieldHelp.ts'
import { recipeFields } from '../../../shared/recipe/fields.ts'
import { parseField } from '../../../shared/recipe/recipe.ts'
import { prompting } from '../../store/prompting.ts'
import type { UseState } from '../../store/state.ts'
import { NumberField } from '../../ui/Field.tsx'
import styles from './use.module.css'

type Writing = UseState['writing']
type Setting = 'tokens' | 'temperature' | 'topK' | 'topP' | 'minP' | 'repetitionPenalty'
const shown: readonly Setting[] = ['temperature', 'tokens', 'topK', 'topP', 'minP', 'repetitionPenalty']

/** The recipe's own settings of a sample, here for the person's prompts. */
export function WritingSettings({ writing: { settings, seed } }: { readonly writing: Writing }) {
  return (
    <div className={styles.settings}>
      {shown.map((name) => (
        <Setting
          key={name}
          of={`sample.${name}`}
          value={settings[name]}
          onValue={(value) => prompting.set({ settings: { ...settings, [name]: Number(value) } })}
        />
      ))}
      <Setting of="seed" value={seed} onValue={(value) => prompting.set({ seed: Number(value) })} />
    </div>
  )
}

function Setting(props: { of: string; value: number; onValue: (value: FieldValue) => void }) {
  const { of, value, onValue } = props
  const field = (recipeFields as readonly RecipeField[]).find(({ key }) => key === of)
  if (field?.type !== 'number') return null
  const { label, minimum, maximum, step } = field
  return (
    <NumberField
      label={label}
      help={helpOf(field)}
      name={of}
      value={value}
      minimum={minimum}
      maximum={maximum}
      step={step}
      onText={(text) => read(of, text, onValue)}
    />
  )
}

/** Takes a number, or answers with what is allowed. */
function read(key: string, text: string, take: (value: FieldValue) => void): string | null {
  try {
    take(parseField(key, text))
    return null
  } catch (thrown) {
    if (thrown instanceof ThawError) return thrown.advice
    throw thrown
  }
}
