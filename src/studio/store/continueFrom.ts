/** Going on with an adapter that was brought: its method and settings enter the form, and stay. Pure. */

import type { ModelSummary } from '../../shared/domain/model.ts'
import { recipeFields } from '../../shared/recipe/fields.ts'
import { taskCard } from '../../tasks/cards.ts'
import { type Answering, type RecipeState, type StudioState, type Touched, usualFields } from './state.ts'
import { answeringTask, modelOf } from './steps.ts'

/** The adapter that answers, as long as the model that it was brought for stands; null where there is none. */
export function broughtAdapter(state: StudioState): Required<Pick<ModelSummary, 'adapter'>>['adapter'] | null {
  const { answering } = state.use
  if (answering?.kind !== 'imported' || answering.standsOn !== modelOf(state)) return null
  return answering.summary.adapter ?? null
}

/** What was brought, as it answers: an adapter stands on the model that was there. */
export function importedAnswer(summary: ModelSummary, model: ModelSummary | null): Answering {
  return { kind: 'imported', summary, standsOn: summary.adapter ? model : null }
}

/** The form with the adapter's settings, locked; unchanged where no adapter answers. */
export function continueFromBrought(state: StudioState): RecipeState {
  const { recipe, use } = state
  const adapter = broughtAdapter(state)
  const task = answeringTask(use.answering)
  if (!adapter || task === null || use.answering?.kind !== 'imported') return recipe
  const locked = settingsOf(adapter)
  const method = adapter.method.id
  const usual = usualFields({ ...recipe, task }, method)
  const { touched } = recipe.forms[task]
  const own = Object.entries({ ...touched[method], ...locked }).filter(([key, value]) => usual[key] !== value)
  const form = { method, touched: { ...touched, [method]: Object.fromEntries(own) } }
  const forms = { ...recipe.forms, [task]: form }
  const classes = taskCard(task).words.classes === null ? 0 : (use.answering.summary.labels?.length ?? 0)
  return { ...recipe, forms, past: [], continueFrom: { task, classes, locked }, history: [], error: null }
}

/** The settings stay in the form, to be changed at will. */
export function beginAnew(recipe: RecipeState): RecipeState {
  return recipe.continueFrom ? { ...recipe, continueFrom: null, error: null } : recipe
}

function settingsOf({ method, thaw }: Required<Pick<ModelSummary, 'adapter'>>['adapter']): Touched {
  const named = new Map(Object.entries(method).map(([key, value]) => [`method.${key}`, value]))
  const known = recipeFields.flatMap(({ key }) => {
    const value = named.get(key)
    return value === undefined ? [] : [[key, value] as const]
  })
  return { ...Object.fromEntries(known), thaw }
}
