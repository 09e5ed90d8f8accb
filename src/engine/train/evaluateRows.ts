/** Asks a network for its answers to rows that it does not learn from. */
import type { Recipe } from '../../shared/recipe/recipe.ts'
import { disposeActivations } from '../inputs/inputs.ts'
import { macrotask } from '../macrotask.ts'
import type { FeatureSource } from './features.ts'
import type { Tally } from './objective.ts'
import { rowsAtOnce } from './rows.ts'
import type { Trainer } from './trainer.ts'

export interface RowEvaluation<Account extends Tally> {
  readonly trainer: Pick<Trainer, 'outputs'>
  readonly features: Pick<FeatureSource, 'batch'>
  readonly objective: { tally(): Account }
  readonly recipe: Pick<Recipe, 'batch' | 'accumulate'>
  readonly signal: AbortSignal
}

/** Answers the plain views of rows, in their order and in inference mode. */
export async function evaluateRows<Account extends Tally>(
  { trainer, features, objective, recipe, signal }: RowEvaluation<Account>,
  rows: readonly number[],
): Promise<Account> {
  const tally = objective.tally()
  const atOnce = rowsAtOnce(recipe)
  for (let at = 0; at < rows.length; at += atOnce) {
    signal.throwIfAborted()
    const some = rows.slice(at, at + atOnce)
    const activations = await features.batch(some.map((example) => ({ example, view: null })))
    const outputs = trainer.outputs(activations, some)
    disposeActivations(activations)
    await tally.add(outputs, some).finally(() => outputs.dispose())
    await macrotask()
  }
  return tally
}
