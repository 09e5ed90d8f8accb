/** Changes to the recipe form. Pure: each takes the slice and returns the next. */
import { type MethodId, methodCards } from '../../shared/catalog/methods.ts'
import { defaultFields, type FieldValue, recipeFields } from '../../shared/recipe.ts'
import { fieldsOfRecipe, initialState, type RecipeState } from './state.ts'

/** Undo goes back this far. */
const pastKept = 50

/**
 * Sets one field. A new method brings its own defaults and what the person changed under it before; all other
 * changes carry over only if the method leaves that field's default alone.
 */
export function setField(recipe: RecipeState, key: string, value: FieldValue): RecipeState {
  if (fieldsOfRecipe(recipe)[key] === value) return recipe
  if (key === 'method.id') return setMethod(recipe, value as MethodId)
  const own = { ...recipe.touched[recipe.method], [key]: value }
  if (defaultFields(recipe.method)[key] === value) delete own[key]
  return remember(recipe, { touched: { ...recipe.touched, [recipe.method]: own } })
}

/** Back to the method's defaults. */
export function resetFields(recipe: RecipeState): RecipeState {
  if (Object.keys(recipe.touched[recipe.method]).length === 0) return recipe
  return remember(recipe, { touched: { ...recipe.touched, [recipe.method]: {} } })
}

export function undoField(recipe: RecipeState): RecipeState {
  const last = recipe.past.at(-1)
  return last ? { ...last, past: recipe.past.slice(0, -1), error: null } : recipe
}

/** Keeps of a stored form what this version still understands. */
export function restoreRecipe(
  method: unknown,
  touched: unknown,
  read: (key: string, text: string) => FieldValue,
): RecipeState {
  const known = methodCards.find((card) => card.id === method)
  const stored = (typeof touched === 'object' ? touched : null) as Record<string, unknown> | null
  const restored = Object.fromEntries(methodCards.map(({ id }) => [id, readFields(stored?.[id], read)]))
  return {
    ...initialState.recipe,
    method: known?.id ?? initialState.recipe.method,
    touched: restored as RecipeState['touched'],
  }
}

function setMethod(recipe: RecipeState, method: MethodId): RecipeState {
  const before = defaultFields(recipe.method)
  const after = defaultFields(method)
  const carried = Object.entries(recipe.touched[recipe.method]).filter(([key]) => before[key] === after[key])
  const own = { ...recipe.touched[method], ...Object.fromEntries(carried) }
  return remember(recipe, { method, touched: { ...recipe.touched, [method]: own } })
}

function remember(recipe: RecipeState, change: Partial<Pick<RecipeState, 'method' | 'touched'>>): RecipeState {
  const { method, touched } = recipe
  return { method, touched, ...change, past: [...recipe.past, { method, touched }].slice(-pastKept), error: null }
}

function readFields(stored: unknown, read: (key: string, text: string) => FieldValue): Record<string, FieldValue> {
  if (typeof stored !== 'object' || stored === null) return {}
  const fields: Record<string, FieldValue> = {}
  for (const [key, value] of Object.entries(stored)) {
    if (key === 'method.id' || !recipeFields.some((field) => field.key === key)) continue
    try {
      fields[key] = read(key, String(value))
    } catch {
      // A value that an older version allowed; its default stands.
    }
  }
  return fields
}
