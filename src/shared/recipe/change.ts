/** What a person may change while a run goes on, as the recipe's history keeps it. */
import * as v from 'valibot'
import type { RecipeField } from './field.ts'
import { type FieldKey, recipeFields } from './fields.ts'

/** The field that each stands for. */
export const settingFields = {
  learningRate: 'optimiser.learningRate',
  /** Of the features that the head sees. */
  dropout: 'regularisation.dropout',
  weightDecay: 'optimiser.weightDecay',
  /** Blocks thawed, counted from the top. */
  thaw: 'thaw',
} as const satisfies Record<string, FieldKey>

export type SettingKey = keyof typeof settingFields

/** What can be changed during a run. */
export type Settings = { readonly [Key in SettingKey]: number }

export interface RecipeChange extends Partial<Settings> {
  /** The first step that it holds for, counted from 1 over the whole run. */
  readonly step: number
}

/** Untrusted JSON as the changes of a recipe. */
export const recipeChanges = v.pipe(
  v.array(
    v.strictObject({
      step: v.pipe(v.number(), v.integer(), v.minValue(1)),
      learningRate: v.exactOptional(changed('learningRate')),
      dropout: v.exactOptional(changed('dropout')),
      weightDecay: v.exactOptional(changed('weightDecay')),
      thaw: v.exactOptional(changed('thaw')),
    }),
  ),
  v.readonly(),
)

export function settingField(key: SettingKey): Extract<RecipeField, { type: 'number' }> {
  const field = (recipeFields as readonly RecipeField[]).find((each) => each.key === settingFields[key])
  if (field?.type !== 'number') throw new Error(`internal: no number field "${settingFields[key]}"`)
  return field
}

/** As its field allows, or none at all: a learning rate of 0 rests. */
function changed(key: SettingKey) {
  const { maximum, integer } = settingField(key)
  const ranged = v.pipe(v.number(), v.minValue(0), v.maxValue(maximum))
  return integer ? v.pipe(ranged, v.integer()) : ranged
}
