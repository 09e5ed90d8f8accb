/**
 * Which batch fits: real steps on a throw-away copy with ever larger batches, until one fails or goes over the budget.
 * The longest texts come first, since a run's largest batch decides.
 */
import * as tf from '@tensorflow/tfjs-core'
import type { BatchTrial } from '../../../shared/domain/trials.ts'
import { notice } from '../../../shared/messages/say.ts'
import type { Activations } from '../../inputs/inputs.ts'
import { macrotask } from '../../macrotask.ts'
import type { FeatureSource } from '../../train/features.ts'
import { isOutOfMemory } from '../../train/outOfMemory.ts'
import { trainView } from '../../train/rows.ts'
import { type Trial, type TrialOptions, withTrial } from './trial.ts'

type Row = BatchTrial['tried'][number]

export async function tryBatches(options: TrialOptions, budgetBytes: number): Promise<BatchTrial> {
  return withTrial(options, async (trial) => {
    const rows = longestFirst(trial)
    const features = await trial.features({ keep: false })
    const wanted = trial.recipe.batch
    const sizes = batchSizes(rows.length, wanted)
    const tried: Row[] = []
    const isIn = ({ failure, peakBytes }: Row) => failure === null && peakBytes <= budgetBytes
    const attempt = async (batch: number, total: number) => {
      options.signal.throwIfAborted()
      const stage = notice('tryingBatch', { batch })
      options.emit({ type: 'progress', job: 'probe', stage, done: tried.length, total, unit: 'steps' })
      await macrotask()
      const row = await tryBatch(trial, features, rows.slice(0, batch))
      tried.push(row)
      return isIn(row)
    }
    for (const batch of sizes) if (!(await attempt(batch, sizes.length))) break
    const [first] = tried
    if (first && !isIn(first))
      for (const batch of smaller(first.batch)) if (await attempt(batch, tried.length + 1)) break
    const fits = Math.max(0, ...tried.filter(isIn).map(({ batch }) => batch))
    const ordered = tried.toSorted((a, b) => a.batch - b.batch)
    return { tried: ordered, fits, budgetBytes, accumulate: piecesFor(Math.min(wanted, rows.length), fits) }
  })
}

const [fewest, most] = [4, 512]

/** 4, 8, 16, … and the wanted batch itself, as far as there are examples. */
export function batchSizes(examples: number, wanted: number): number[] {
  const largest = Math.min(most, examples)
  const doubled = Array.from({ length: 8 }, (_, at) => fewest * 2 ** at)
  const sizes = [...doubled, wanted].filter((size) => size >= Math.min(fewest, wanted) && size <= largest)
  return sizes.length > 0 ? [...new Set(sizes)].sort((a, b) => a - b) : [largest]
}

function smaller(batch: number): number[] {
  return [2, 1].filter((size) => size < batch)
}

/** Pieces of at most `fits`; where nothing fits, one by one is all that is left. */
function piecesFor(batch: number, fits: number): number {
  return Math.ceil(batch / Math.max(1, fits))
}

function longestFirst({ setup }: Trial): readonly number[] {
  const { rows, input } = setup.preparedTask
  return rows.train.toSorted((a, b) => (input.tokens(b) ?? 0) - (input.tokens(a) ?? 0))
}

/** Two steps: in the first, kernels are compiled and the optimiser's moments are made; the second is timed. */
async function tryBatch(trial: Trial, features: FeatureSource, rows: readonly number[]): Promise<Row> {
  const batch = rows.length
  try {
    await makeStep(trial, features, rows)
    const milliseconds = await makeStep(trial, features, rows)
    return { batch, peakBytes: trial.peakBytes(), msPerExample: milliseconds / batch, failure: null }
  } catch (error) {
    if (!isOutOfMemory(error)) throw error
    return { batch, peakBytes: 0, msPerExample: 0, failure: notice('memoryDidNotSuffice') }
  }
}

/** Milliseconds of a step, and of what comes before it where a run would do that each time anew. */
async function makeStep(trial: Trial, features: FeatureSource, rows: readonly number[]): Promise<number> {
  const { recipe, setup } = trial
  const began = performance.now()
  const ready = await features.batch(rows.map((row) => trainView(recipe, row, 1)))
  await settled(ready)
  const kept = recipe.cache && setup.line > 0
  const start = kept ? performance.now() : began
  const losses = await setup.trainer.step([{ rows, activations: async () => ready }])
  await losses.data().finally(() => losses.dispose())
  return performance.now() - start
}

/** A device works on after it was asked: one number is waited for. */
async function settled({ x }: Activations): Promise<void> {
  const one = tf.tidy(() => tf.max(x))
  await one.data().finally(() => one.dispose())
}
