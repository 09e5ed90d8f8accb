import { Check } from 'lucide-react'
import { Button as AriaButton } from 'react-aria-components'
import { methodCard } from '../../../methods/cards.ts'
import type { MethodId } from '../../../methods/ids.ts'
import { type Preset, presetsFor } from '../../../shared/catalog/presets.ts'
import type { TaskId } from '../../../tasks/ids.ts'
import { isPreset } from '../../store/recipeForm.ts'
import type { RecipeState, Touched } from '../../store/state.ts'
import { classes } from '../../ui/classes.ts'
import { useOneStop } from '../../ui/useOneStop.ts'
import styles from './Presets.module.css'

export interface PresetsProps {
  readonly task: TaskId
  readonly examples: number
  readonly blocks: number
  readonly recipe: RecipeState
  readonly onApply: (fields: Touched) => void
}

/** Three ways to begin; the one that the settings stand at is marked. */
export function Presets({ task, examples, blocks, recipe, onApply }: PresetsProps) {
  const around = useOneStop<HTMLFieldSetElement>()
  return (
    <fieldset ref={around} className={styles.presets}>
      <legend>Start from a preset</legend>
      {presetsFor(task, examples, blocks).map((preset) => (
        <PresetButton
          key={preset.id}
          preset={preset}
          chosen={isPreset(recipe, preset.fields)}
          onPress={() => onApply(preset.fields)}
        />
      ))}
    </fieldset>
  )
}

function PresetButton({
  preset,
  chosen,
  onPress,
}: {
  readonly preset: Preset
  readonly chosen: boolean
  readonly onPress: () => void
}) {
  const { id, title, reason, fields } = preset
  return (
    <AriaButton
      className={classes(styles.preset)}
      data-preset={id}
      data-chosen={chosen || undefined}
      aria-pressed={chosen}
      onPress={onPress}
    >
      <span className={styles.title}>
        {title}
        {chosen && <Check size={16} aria-hidden="true" />}
        <span className={styles.method}>{methodCard(fields['method.id'] as MethodId).title}</span>
      </span>
      <span className={styles.reason}>{reason}</span>
    </AriaButton>
  )
}
