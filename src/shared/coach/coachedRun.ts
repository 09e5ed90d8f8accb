/** What the coach knows of a run, under way or kept. */
import type { RunRecord } from '../domain/record.ts'
import type { RunResult } from '../domain/run.ts'
import type { Recipe } from '../recipe/recipe.ts'
import type { Curves } from './signs.ts'

export interface CoachedRun {
  readonly curves: Curves
  /** With its history. */
  readonly recipe: Recipe
  /** Nothing more will come. */
  readonly over: boolean
  /** Null before the end, and of a run that failed. */
  readonly result: Pick<RunResult, 'test' | 'before'> | null
  /** Examples to train on and to choose by. */
  readonly train: number
  readonly validation: number
  /** Examples of each class; none where nothing is classified, or the data are not at hand. */
  readonly classes: readonly number[]
}

/** A run as it is kept; null where it may still go on. */
export function coachedRecord({
  log,
  recipe,
  result,
  status,
}: Pick<RunRecord, 'log' | 'recipe' | 'result' | 'status'>): CoachedRun | null {
  if (result) return coachedResult(log, result)
  if (status !== 'failed') return null
  return { curves: log, recipe, over: true, result: null, train: 0, validation: 0, classes: [] }
}

/** A run that has come to its test. */
export function coachedResult(curves: Curves, result: RunResult): CoachedRun {
  const { recipe, counts, classes } = result
  const { train, validation } = counts
  return { curves, recipe, over: true, result, train, validation, classes: classes.map(() => train / classes.length) }
}
