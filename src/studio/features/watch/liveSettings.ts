// The settings that can be changed while a run goes on: which they are, what may be typed, and how they are told.

import { methodCard } from '../../../methods/cards.ts'
import { toWire } from '../../../shared/messages/errors.ts'
import { inSentence } from '../../../shared/messages/inSentence.ts'
import { sayError } from '../../../shared/messages/say.ts'
import { type RecipeChange, type SettingKey, settingField, settingFields } from '../../../shared/recipe/change.ts'
import { parseField, type Recipe } from '../../../shared/recipe/recipe.ts'
import { settingsAt } from '../../../shared/recipe/steering.ts'
import { taskCard } from '../../../tasks/cards.ts'
import { formatRate } from '../../ui/format.ts'

/** The thaw line only where the method has one; dropout only where there is a head. */
export function liveKeys({ method, task }: Pick<Recipe, 'method' | 'task'>): readonly SettingKey[] {
  const headed: readonly SettingKey[] = taskCard(task).headed ? ['dropout'] : []
  const lined: readonly SettingKey[] = methodCard(method.id).thaw === 'choice' ? ['thaw'] : []
  return ['learningRate', ...headed, 'weightDecay', ...lined]
}

export type Typed = { readonly value: number } | { readonly complaint: string }

/** @param blocks of the trunk; null while unknown. */
export function readSetting(key: SettingKey, text: string, blocks: number | null): Typed {
  try {
    const value = Number(parseField(settingFields[key], text))
    if (key === 'thaw' && (value < 1 || (blocks !== null && value > blocks)))
      return { complaint: `Choose a number from 1 to ${blocks ?? settingField(key).maximum}.` }
    return { value }
  } catch (thrown) {
    return { complaint: sayError(toWire(thrown))[1] }
  }
}

/** "learning rate 0.001 → 5e-4, dropout 0.1 → 0.3" */
export function changeWords(
  recipe: Recipe,
  changes: readonly RecipeChange[],
  { step, ...change }: RecipeChange,
): string {
  const before = settingsAt({ ...recipe, history: changes }, step - 1)
  return (Object.keys(change) as SettingKey[])
    .map((key) => `${inSentence(settingField(key).label)} ${formatRate(before[key])} → ${formatRate(change[key] ?? 0)}`)
    .join(', ')
}
