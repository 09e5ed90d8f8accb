/**
 * The comparison whose runs were not all made. It outlives the page in the browser's small storage, so that the runs
 * that never began, of which no record tells, can still be made after a reload.
 */
import { parseRecipe } from '../../shared/recipe/recipe.ts'
import { taskIds } from '../../tasks/ids.ts'
import { type Comparison, contenderOf, type Trial } from './compareState.ts'
import type { ChoiceStorage } from './persist.ts'

const key = 'thaw.comparison.1'

export function storePending(storage: ChoiceStorage | null, pending: Comparison | null): void {
  const trials = pending?.trials.map(({ outcome: _, ...trial }) => trial)
  try {
    storage?.setItem(key, JSON.stringify(pending && { ...pending, trials }))
  } catch {
    // Full or forbidden: after a reload only the runs that began are known.
  }
}

/** Every trial as not made; what was kept of them says more. Null where nothing waits, or this version cannot read it. */
export function restorePending(storage: ChoiceStorage | null): Comparison | null {
  try {
    const stored = JSON.parse(storage?.getItem(key) ?? 'null') as Comparison | null
    if (!stored || !taskIds.includes(stored.task)) return null
    return { ...stored, startedAt: Number(stored.startedAt), trials: stored.trials.map(readTrial), tested: null }
  } catch {
    return null
  }
}

/** @throws whatever is wrong with it. */
function readTrial({ id, contender, seed, labels, recipe }: Trial): Trial {
  const known = contenderOf(contender)
  if (!known) throw new Error(`Expected a method, received "${contender}".`)
  const outcome = { status: 'stopped' } as const
  return {
    id: String(id),
    contender: known,
    seed: Number(seed),
    labels: Number(labels),
    recipe: parseRecipe(recipe),
    outcome,
  }
}
