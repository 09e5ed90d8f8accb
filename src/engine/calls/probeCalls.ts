/** Trials before a run. The model, the dataset and the run stay as they are. */
import { ThawError } from '../../shared/messages/errors.ts'
import type { Recipe } from '../../shared/recipe/recipe.ts'
import type { Dataset } from '../data/dataset.ts'
import { startOf } from '../export/peft/importAdapter.ts'
import { refuseOtherClasses } from '../export/peft/otherOrigin.ts'
import { findRate } from '../run/trials/findRate.ts'
import { memoryBudget } from '../run/trials/memoryBudget.ts'
import type { TrialOptions } from '../run/trials/trial.ts'
import { tryBatches } from '../run/trials/tryBatches.ts'
import { type EngineContext, type Handlers, needed, neededBackend, neededData, neededModel } from './engineContext.ts'

export function probeCalls(context: EngineContext): Handlers<'findRate' | 'tryBatches'> {
  const options = (asked: { recipe: Recipe; goOn?: boolean }, signal: AbortSignal): TrialOptions => {
    if (context.run) throw underWay()
    neededBackend(context)
    const { live, text } = neededModel(context)
    const { dataset } = neededData(context)
    const { codec, emit } = context.around
    const { recipe, goOn = false } = asked
    return { recipe, dataset, model: live, text, codec, emit, signal, ...(goOn && begunFrom(context, dataset)) }
  }
  return {
    findRate: (asked) => context.job('probe', async (signal) => findRate(options(asked, signal))),
    tryBatches: ({ budgetBytes, ...asked }) =>
      context.job('probe', async (signal) => tryBatches(options(asked, signal), budgetBytes ?? memoryBudget())),
  }
}

/** What a run that goes on with the brought adapter begins with. */
function begunFrom({ adapter }: EngineContext, { classes }: Dataset): Pick<TrialOptions, 'startFrom'> {
  const brought = needed(adapter, 'model-unsupported', 'No adapter was brought.', 'Drop one.')
  refuseOtherClasses(brought, classes)
  return { startFrom: startOf(brought) }
}

function underWay(): ThawError {
  return new ThawError(
    'recipe-invalid',
    'A run is under way, and a trial beside it would slow both.',
    'Try again when the run is over.',
  )
}
