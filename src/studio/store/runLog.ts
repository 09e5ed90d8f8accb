import { emptyRunLog, type RunLog } from '../../shared/domain/runLog.ts'
import type { Recipe } from '../../shared/recipe/recipe.ts'

/** What a run has shown so far. It stays on screen after the run, however that ends. */
export interface ShownRunLog extends RunLog {
  readonly runId: string
  readonly recipe: Recipe
  /** In milliseconds since the epoch. */
  readonly startedAt: number
  /** Where it could be gone on from; null until something was saved. */
  readonly saved: { readonly step: number; readonly at: number; readonly cost: number } | null
}

export function newRunLog(runId: string, recipe: Recipe, startedAt: number): ShownRunLog {
  return { runId, recipe, startedAt, saved: null, ...emptyRunLog }
}
