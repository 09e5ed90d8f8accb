/** Refuses changes of a run under way: of settings that its method or task does not read, or to values out of range. */
import { methodCard } from '../../methods/cards.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import type { Settings } from '../../shared/recipe/change.ts'
import { fieldsFor, parseRecipe, type Recipe } from '../../shared/recipe/recipe.ts'

const fieldOf: Record<keyof Settings, string> = {
  learningRate: 'optimiser.learningRate',
  dropout: 'regularisation.dropout',
  weightDecay: 'optimiser.weightDecay',
  thaw: 'thaw',
}

/** @throws ThawError `recipe-invalid`, naming the field. */
export function refuseChange(recipe: Recipe, change: Partial<Settings>): void {
  const { method, task, optimiser, regularisation } = recipe
  const { title, thaw } = methodCard(method.id)
  const known = new Set(fieldsFor(task, method.id).map(({ key }) => key))
  for (const [name, value] of Object.entries(change) as [keyof Settings, number | undefined][]) {
    if (value === undefined || (known.has(fieldOf[name]) && (name !== 'thaw' || thaw === 'choice'))) continue
    throw new ThawError('recipe-invalid', 'settingNotRead', { field: fieldOf[name], method: title })
  }
  const { learningRate = optimiser.learningRate, weightDecay = optimiser.weightDecay } = change
  const { dropout = regularisation.dropout, thaw: blocks = recipe.thaw } = change
  parseRecipe({
    ...recipe,
    optimiser: { ...optimiser, learningRate, weightDecay },
    regularisation: { ...regularisation, dropout },
    thaw: blocks,
  })
}
