/** How large the numbers are that the head reads, before it has learned anything. */
import * as tf from '@tensorflow/tfjs-core'
import type { Recipe } from '../../shared/recipe/recipe.ts'
import { disposeActivations } from '../inputs/inputs.ts'
import { macrotask } from '../macrotask.ts'
import type { RowEvaluation } from './evaluateRows.ts'
import type { Tally } from './objective.ts'
import { rowsAtOnce, trainView } from './rows.ts'
import type { Trainer } from './trainer.ts'

interface Measuring extends Pick<RowEvaluation<Tally>, 'features' | 'signal'> {
  readonly trainer: Pick<Trainer, 'features'>
  readonly recipe: Recipe
}

interface Fitting extends Measuring {
  readonly trainer: Pick<Trainer, 'features' | 'featureSize'>
}

/**
 * Fits rate, epsilon and decay of what reads the features to their size, where the recipe wishes it.
 *
 * @param rows of the first batch, whose features are computed then anyway.
 * @param known of a run that goes on: what was measured at its start.
 */
export async function fitToFeatures(fitting: Fitting, rows: readonly number[], known?: number): Promise<void> {
  if (fitting.recipe.optimiser.unitFeatures) fitting.trainer.featureSize = known ?? (await featureSize(fitting, rows))
}

/** Root mean square over the rows, as the first epoch shows them; 1 where they are all zero. */
export async function featureSize(
  { trainer, features, recipe, signal }: Measuring,
  rows: readonly number[],
): Promise<number> {
  const atOnce = rowsAtOnce(recipe)
  let [sum, numbers] = [0, 0]
  for (let at = 0; at < rows.length; at += atOnce) {
    signal.throwIfAborted()
    const some = rows.slice(at, at + atOnce)
    const activations = await features.batch(some.map((row) => trainView(recipe, row, 1)))
    const [squares, size] = tf.tidy(() => {
      const read = trainer.features(activations)
      return [tf.sum(tf.square(read)), read.size] as const
    })
    disposeActivations(activations)
    sum += (await squares.data())[0] ?? 0
    squares.dispose()
    numbers += size
    await macrotask()
  }
  return Math.sqrt(sum / numbers) || 1
}
