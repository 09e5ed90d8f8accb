/** Changes to the recipe form. Pure: each takes the slice and returns the next. */
import { methodCards, methodRefusal } from '../../methods/cards.ts'
import type { MethodId } from '../../methods/ids.ts'
import type { Columns, DatasetSummary } from '../../shared/domain/data.ts'
import type { FieldValue } from '../../shared/recipe/field.ts'
import { recipeFields } from '../../shared/recipe/fields.ts'
import { fieldsFor } from '../../shared/recipe/recipe.ts'
import { taskCards } from '../../tasks/cards.ts'
import type { TaskId } from '../../tasks/ids.ts'
import {
  fieldsOfRecipe,
  initialState,
  type RecipeState,
  type TaskForm,
  type Touched,
  untouchedForm,
  usualFields,
} from './state.ts'

/** Undo goes back this far. */
const pastKept = 50

/**
 * Sets one field. A new method brings its own defaults and what the person changed under it before; all other
 * changes carry over only if the method reads that field, which is on the form then, and leaves its default alone.
 */
export function setField(recipe: RecipeState, key: string, value: FieldValue): RecipeState {
  if (fieldsOfRecipe(recipe)[key] === value || isLocked(recipe, key)) return recipe
  if (key === 'method.id') return setMethod(recipe, value as MethodId)
  if (isColumn(key)) return remember(recipe, { columns: { ...recipe.columns, [key]: String(value) } })
  const { method, touched } = recipe.forms[recipe.task]
  const own = { ...touched[method], [key]: value }
  if (usualFields(recipe, method)[key] === value) delete own[key]
  return remember(recipe, formChange(recipe, { touched: { ...touched, [method]: own } }))
}

/**
 * A method with these settings and its own defaults beneath, in one step for undo. What belongs to the data, to the
 * samples and to chance stays as the person left it.
 */
export function applyPreset(recipe: RecipeState, fields: Touched): RecipeState {
  const form = recipe.forms[recipe.task]
  if (isPreset(recipe, fields) || continuesFromAdapter(recipe)) return recipe
  const { method: before, touched } = form
  const method = fields['method.id'] as MethodId
  const usual = usualFields(recipe, method)
  const kept = Object.entries(touched[before]).filter(([key]) => presetSpares(key))
  const set = Object.entries(fields).filter(([key, value]) => key !== 'method.id' && usual[key] !== value)
  return remember(
    recipe,
    formChange(recipe, { method, touched: { ...touched, [method]: Object.fromEntries([...kept, ...set]) } }),
  )
}

/** Whether the form stands as a preset would have it. */
export function isPreset(recipe: Pick<RecipeState, 'task' | 'forms' | 'examples'>, fields: Touched): boolean {
  const form = recipe.forms[recipe.task]
  const { method } = form
  if (method !== fields['method.id']) return false
  const usual = usualFields(recipe, method)
  return Object.keys(usual).every((key) => {
    const wanted = fields[key] ?? usual[key]
    return key === 'method.id' || presetSpares(key) || (form.touched[method][key] ?? usual[key]) === wanted
  })
}

function presetSpares(key: string): boolean {
  const group = recipeFields.find((field) => field.key === key)?.group
  return group === 'data' || group === 'sample' || key === 'seed'
}

/** The form's values if another method were chosen. */
export function fieldsUnder(recipe: RecipeState, method: MethodId): Touched {
  return fieldsOfRecipe(setField({ ...recipe, continueFrom: null }, 'method.id', method))
}

/** Back to the method's defaults; what a brought adapter settled stays, and so does what the data are for. */
export function resetFields(recipe: RecipeState): RecipeState {
  const { method, touched } = recipe.forms[recipe.task]
  const { task } = recipe.columns
  const columns = task ? { ...initialState.recipe.columns, task } : initialState.recipe.columns
  const named = !sameColumns(recipe.columns, columns)
  const kept = Object.fromEntries(Object.entries(touched[method]).filter(([key]) => isLocked(recipe, key)))
  if (Object.keys(touched[method]).length === Object.keys(kept).length && !named) return recipe
  return remember(recipe, { ...formChange(recipe, { touched: { ...touched, [method]: kept } }), columns })
}

/** Whether the next run goes on with the adapter that was brought: it must be for what the data is for. */
export function continuesFromAdapter({ continueFrom, task }: RecipeState): boolean {
  return continueFrom?.task === task
}

function isLocked(recipe: RecipeState, key: string): boolean {
  return continuesFromAdapter(recipe) && Object.hasOwn(recipe.continueFrom?.locked ?? {}, key)
}

export function undoField(recipe: RecipeState): RecipeState {
  const last = recipe.past.at(-1)
  return last ? { ...recipe, ...last, past: recipe.past.slice(0, -1), error: null } : recipe
}

/** What the data that was read asks for: its task's own form, and the columns it was read with. */
export function fitToData(
  before: RecipeState,
  { task, examples }: Pick<DatasetSummary, 'task' | 'examples'>,
  columns: Columns,
): RecipeState {
  const recipe = before.examples === examples ? before : { ...before, examples }
  const same = recipe.task === task && recipe.columns === columns
  return same ? recipe : { ...recipe, task, columns, past: [], error: null }
}

/** Other columns of the data, or another task for them: one step for undo. */
export function chooseColumns(recipe: RecipeState, columns: Columns): RecipeState {
  return sameColumns(recipe.columns, columns) ? recipe : remember(recipe, { columns })
}

export function sameColumns(a: Columns, b: Columns): boolean {
  return writtenColumns(a) === writtenColumns(b)
}

/** Equal for columns that ask for the same: what is empty is left to be guessed, as what is absent; no prompt is none. */
function writtenColumns(columns: Columns): string {
  const isSaid = ([key, value]: [string, unknown]) =>
    value !== undefined && (String(value) !== '' || key === 'promptColumns')
  const said = Object.entries(columns).filter(isSaid)
  return JSON.stringify(said.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** Keeps of stored forms what this version still understands. */
export function restoreForms(stored: unknown, read: (key: string, text: string) => FieldValue): RecipeState['forms'] {
  const known = recordOf(stored)
  const restored = taskCards.map(({ id }) => [id, restoreForm(id, recordOf(known[id]), read)])
  return Object.fromEntries(restored) as RecipeState['forms']
}

function restoreForm(
  task: TaskId,
  { method, touched }: Record<string, unknown>,
  read: (key: string, text: string) => FieldValue,
): TaskForm {
  const usual = untouchedForm(task)
  const chosen = methodCards.find(({ id }) => id === method && methodRefusal(id, task) === null)
  const fields = recordOf(touched)
  const restored = Object.fromEntries(methodCards.map(({ id }) => [id, readFields(recordOf(fields[id]), read)]))
  return { method: chosen?.id ?? usual.method, touched: restored as TaskForm['touched'] }
}

function setMethod(recipe: RecipeState, method: MethodId): RecipeState {
  const form = recipe.forms[recipe.task]
  const before = usualFields(recipe, form.method)
  const after = usualFields(recipe, method)
  const read = new Set(fieldsFor(recipe.task, method).map(({ key }) => key))
  const carried = Object.entries(form.touched[form.method]).filter(
    ([key]) => read.has(key) && before[key] === after[key],
  )
  const own = { ...form.touched[method], ...Object.fromEntries(carried) }
  return remember(recipe, formChange(recipe, { method, touched: { ...form.touched, [method]: own } }))
}

function formChange({ task, forms }: RecipeState, change: Partial<TaskForm>): Pick<RecipeState, 'forms'> {
  return { forms: { ...forms, [task]: { ...forms[task], ...change } } }
}

/** Settings that were changed are another recipe: what was changed during the run that they came from is not. */
function remember(recipe: RecipeState, change: Partial<Pick<RecipeState, 'forms' | 'columns'>>): RecipeState {
  const { forms, columns } = recipe
  const past = [...recipe.past, { forms, columns }].slice(-pastKept)
  return { ...recipe, ...change, past, history: [], error: null }
}

function isColumn(key: string): key is keyof Columns {
  return key === 'textColumn' || key === 'labelColumn'
}

function readFields(
  stored: Record<string, unknown>,
  read: (key: string, text: string) => FieldValue,
): Record<string, FieldValue> {
  const fields: Record<string, FieldValue> = {}
  for (const [key, value] of Object.entries(stored)) {
    if (key === 'method.id' || isColumn(key) || !recipeFields.some((field) => field.key === key)) continue
    try {
      fields[key] = read(key, String(value))
    } catch {
      // A value that an older version allowed; its default stands.
    }
  }
  return fields
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
