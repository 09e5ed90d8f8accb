/**
 * What a person may do to a run while it goes on. A change takes effect before a step and is written into the recipe's
 * history, so that a recipe with its history decides the run it came from to the last bit.
 */
import type { RecipeChange, Settings } from './change.ts'
import type { Recipe } from './recipe.ts'

/** `step` makes one step and pauses again; `stop` ends the run after the current step and keeps the best weights. */
export type Order = 'pause' | 'resume' | 'step' | 'stop'

/** What holds at a step: the recipe's own settings with every change up to there. */
export function settingsAt(
  { optimiser, regularisation, thaw, history }: Pick<Recipe, 'optimiser' | 'regularisation' | 'thaw' | 'history'>,
  step: number,
): Settings {
  const { learningRate, weightDecay } = optimiser
  const begun: Settings = { learningRate, weightDecay, dropout: regularisation.dropout, thaw }
  const made = history.filter(({ step: from }) => from <= step).map(({ step: _, ...change }) => change)
  return Object.assign({ ...begun }, ...made)
}

/** The recipe with one more change, in the order of steps; of two for one step, the later one holds. */
export function withChange(recipe: Recipe, change: RecipeChange): Recipe {
  return { ...recipe, history: addChange(recipe.history, change) }
}

export function addChange(changes: readonly RecipeChange[], change: RecipeChange): readonly RecipeChange[] {
  const same = changes.find(({ step }) => step === change.step)
  const others = changes.filter((each) => each !== same)
  return [...others, { ...same, ...change }].sort((a, b) => a.step - b.step)
}
