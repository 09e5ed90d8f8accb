/** What was changed while a run went on, a line a change, for whoever reads of the run. */

import type { RecipeChange } from './change.ts'
import type { Recipe } from './recipe.ts'

/** "From step 120: learning rate 0.001, dropout 0.2" */
export function historyLines({ history }: Pick<Recipe, 'history'>): readonly string[] {
  return history.map((change) => `From step ${change.step.toLocaleString('en')}: ${changeWords(change)}`)
}

export function changeWords(change: RecipeChange): string {
  return names.flatMap(([key, name]) => (change[key] === undefined ? [] : [`${name} ${change[key]}`])).join(', ')
}

const names = [
  ['learningRate', 'learning rate'],
  ['dropout', 'dropout'],
  ['weightDecay', 'weight decay'],
  ['thaw', 'thawed blocks'],
] as const
