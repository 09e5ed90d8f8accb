/** What components read from the store, one function a slice; each returns the same object until its slice changes. */
import type { FieldValue } from '../../shared/recipe/field.ts'
import { fieldsOfRecipe, type RecipeState, type StudioState } from './state.ts'

export const selectAll = (state: StudioState) => state
export const selectDevice = (state: StudioState) => state.device
export const selectData = (state: StudioState) => state.data
export const selectModel = (state: StudioState) => state.model
export const selectStoredModels = (state: StudioState) => state.storedModels
export const selectLastModel = (state: StudioState) => state.lastModel
export const selectRecipe = (state: StudioState) => state.recipe
export const selectRun = (state: StudioState) => state.run
export const selectRunsSlice = (state: StudioState) => state.runs
export const selectStorage = (state: StudioState) => state.storage
export const selectFeatureBytes = (state: StudioState) => state.featureBytes
export const selectCompare = (state: StudioState) => state.compare
export const selectProbe = (state: StudioState) => state.probe
export const selectUse = (state: StudioState) => state.use
export const selectStep = (state: StudioState) => state.view.step
export const selectTheme = (state: StudioState) => state.view.theme
export const selectDetail = (state: StudioState) => state.view.detail
export { modelOf as selectCurrentModel, readDataOf as selectCurrentData } from './steps.ts'

/** What the data is for; before there is any, what was done last. */
export const selectTask = (state: StudioState) => state.recipe.task

/** The form's values by dotted key. */
export function selectFields({ recipe }: StudioState): Fields {
  const known = fieldsCache.get(recipe)
  if (known) return known
  const fields = fieldsOfRecipe(recipe)
  fieldsCache.set(recipe, fields)
  return fields
}

type Fields = Readonly<Record<string, FieldValue>>
const fieldsCache = new WeakMap<RecipeState, Fields>()
