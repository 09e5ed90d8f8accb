/** Trials before a run. The model, the dataset and the run stay as they are. */
import { ThawError } from '../../shared/messages/errors.ts'
import type { Recipe } from '../../shared/recipe/recipe.ts'
import { findRate } from '../run/trials/findRate.ts'
import { memoryBudget } from '../run/trials/memoryBudget.ts'
import type { TrialOptions } from '../run/trials/trial.ts'
import { tryBatches } from '../run/trials/tryBatches.ts'
import { type EngineContext, type Handlers, neededBackend, neededData, neededModel } from './engineContext.ts'
import { startFromBrought } from './startFromBrought.ts'

export function probeCalls(context: EngineContext): Handlers<'findRate' | 'tryBatches'> {
  const options = (asked: { recipe: Recipe; fromAdapter?: boolean }, signal: AbortSignal): TrialOptions => {
    if (context.run) throw new ThawError('recipe-invalid', 'noTrialBesideRun')
    neededBackend(context)
    const { live, text } = neededModel(context)
    const { dataset } = neededData(context)
    const { codec, emit } = context.around
    const { recipe, fromAdapter = false } = asked
    return { recipe, dataset, model: live, text, codec, emit, signal, ...startFromBrought(context, fromAdapter) }
  }
  return {
    findRate: (asked) => context.job('probe', async (signal) => findRate(options(asked, signal))),
    tryBatches: ({ budgetBytes, ...asked }) =>
      context.job('probe', async (signal) => tryBatches(options(asked, signal), budgetBytes ?? memoryBudget())),
  }
}
