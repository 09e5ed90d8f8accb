/** Short trials before a run: which learning rate, and which batch fits. They leave the model as it is. */
import type { BatchTrial, RateSearch } from '../domain/trials.ts'
import type { Recipe } from '../recipe/recipe.ts'

export interface ProbeCalls {
  /** `fromAdapter` as `train` has it. */
  findRate: { parameters: { recipe: Recipe; fromAdapter?: boolean }; result: RateSearch }
  /** Without a budget, what the device can be expected to have. */
  tryBatches: { parameters: { recipe: Recipe; fromAdapter?: boolean; budgetBytes?: number }; result: BatchTrial }
}
