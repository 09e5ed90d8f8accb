/** What the last run began with. The analyses after it and its Python project need it again. */
import type { Recipe } from '../../shared/recipe/recipe.ts'
import type { Dataset } from '../data/dataset.ts'
import type { OpenModel } from '../models/openModel.ts'
import type { StartFrom } from './startFrom.ts'

/** `model` is as it was loaded; whoever disposes of it forgets the run. */
export interface LastRun {
  readonly recipe: Recipe
  readonly dataset: Dataset
  readonly model: OpenModel
  readonly startFrom?: StartFrom
  /** It went on from an adapter that is not at hand any more. */
  readonly startLost?: boolean
}
