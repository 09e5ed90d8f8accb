/**
 * The small choices that outlive a visit: theme, backend, recipe form, the model chosen last, how much is shown. A store that is absent,
 * full or full of nonsense costs only the memory of them, never the page.
 */
import { backendChoices } from '../../shared/catalog/backends.ts'
import { modelCard } from '../../shared/catalog/models.ts'
import { parseField } from '../../shared/recipe/recipe.ts'
import { restoreForms } from './recipeForm.ts'
import { type Detail, initialState, type StudioState, type Theme } from './state.ts'
import { modelOf, readDataOf } from './steps.ts'

export type ChoiceStorage = Pick<Storage, 'getItem' | 'setItem'>

const key = 'thaw.choices.2'
const themes: readonly Theme[] = ['system', 'light', 'dark']
const details: readonly Detail[] = ['simple', 'expert']

export function restoreChoices(storage: ChoiceStorage | null): StudioState {
  const stored = readStored(storage)
  const theme = themes.find((known) => known === stored.theme) ?? initialState.view.theme
  const choice = backendChoices.find((known) => known === stored.backend) ?? initialState.device.choice
  return {
    ...initialState,
    device: { status: 'booting', choice, why: 'start' },
    lastBackend: choice,
    recipe: { ...initialState.recipe, forms: restoreForms(stored.forms, parseField) },
    lastModel: modelCard(String(stored.lastModel))?.id ?? null,
    view: {
      step: stored === nothing ? 'home' : 'data',
      theme,
      detail: details.find((known) => known === stored.detail) ?? usualDetail(storage),
      returning: stored.work === true,
    },
  }
}

export function storeChoices(storage: ChoiceStorage | null, state: StudioState): void {
  const { lastModel, lastBackend, view, recipe } = state
  const { forms } = recipe
  try {
    storage?.setItem(
      key,
      JSON.stringify({
        ...{ theme: view.theme, detail: view.detail, backend: lastBackend, forms, lastModel },
        work: hasWork(state),
      }),
    )
  } catch {
    // Full or forbidden: the choices hold for this visit only.
  }
}

/** Whether anything that is stored differs, so that a training run does not write at every step. */
export function choicesDiffer(a: StudioState, b: StudioState): boolean {
  return (
    a.recipe.forms !== b.recipe.forms ||
    a.lastModel !== b.lastModel ||
    a.view.theme !== b.view.theme ||
    a.view.detail !== b.view.detail ||
    // Whoever leaves Home has been here: the next visit does not begin with it.
    a.view.step !== b.view.step ||
    hasWork(a) !== hasWork(b) ||
    a.lastBackend !== b.lastBackend
  )
}

/**
 * A person's first visit begins simple. Whoever comes back has what there was before there was a choice, and so has a
 * program that drives the page.
 */
function usualDetail(storage: ChoiceStorage | null): Detail {
  try {
    return storage?.getItem(key) !== null || globalThis.navigator?.webdriver ? 'expert' : 'simple'
  } catch {
    return 'expert'
  }
}

/** Whether there is something that the next visit would miss. */
function hasWork(state: StudioState): boolean {
  return state.view.returning || readDataOf(state) !== null || modelOf(state) !== null || state.run.status !== 'idle'
}

/** What a first visit finds. Where nothing may be stored, any visit looks like the first: none is taken for it. */
const nothing: Record<string, unknown> = {}

function readStored(storage: ChoiceStorage | null): Record<string, unknown> {
  try {
    const text = storage?.getItem(key)
    if (text === null) return nothing
    const parsed: unknown = JSON.parse(text ?? '{}')
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
