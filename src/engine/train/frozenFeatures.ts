/** The features at a thaw line: kept where the recipe wishes and they fit, else computed at each batch. */
import type { EngineEvent } from '../../shared/protocol.ts'
import type { Recipe } from '../../shared/recipe.ts'
import type { Network } from '../models/network.ts'
import { sizeOf } from '../nn/parameters.ts'
import type { Assignment } from '../tasks/assignment.ts'
import { cachedFeatures, computedFeatures, type FeatureSource } from './features.ts'
import { disposeActivations, type InputSource, type View } from './inputs.ts'
import type { MemoryMeter } from './memoryMeter.ts'
import { rowsAtOnce, viewsOf } from './rows.ts'

export interface FrozenPlan {
  readonly recipe: Recipe
  /** Trained values and what the method adds are asked for as they stand. */
  readonly network: Network
  readonly assignment: Assignment
  readonly meter: MemoryMeter
  readonly emit: (event: EngineEvent) => void
  readonly signal: AbortSignal
}

const cacheBudget = 1024 * 2 ** 20

export async function frozenFeatures(
  { recipe, network, assignment, meter, emit, signal }: FrozenPlan,
  line: number,
  { keep }: { readonly keep: boolean },
): Promise<FeatureSource> {
  const { readout } = assignment.objective
  const computed = computedFeatures({ network, line, readout }, assignment.input)
  const views = viewsOf(recipe, assignment.rows)
  // With nothing frozen the inputs themselves are what is kept.
  if (!keep || !recipe.cache || line === 0) return computed
  if ((await keptBytes(computed, assignment.input, views)) > cacheBudget) return computed
  const stage = 'Computing frozen features'
  return cachedFeatures(computed, assignment.input, {
    views,
    batch: rowsAtOnce(recipe),
    signal,
    onProgress(done, total, keptBytes) {
      meter.read({ keptBytes })
      emit({ type: 'progress', job: 'train', stage, done, total, unit: 'examples' })
    },
  })
}

/** What the cache would hold, told by the first view: so much for each, or, where tokens are kept, for each token. */
async function keptBytes(source: FeatureSource, input: InputSource, views: readonly View[]): Promise<number> {
  const probe = await source.batch(views.slice(0, 1))
  const { shape } = probe.x
  disposeActivations(probe)
  const tokens = views.map(({ example }) => input.tokens(example))
  const perToken = shape.length === 3 && tokens[0] !== null
  const rows = perToken ? tokens.reduce<number>((sum, count) => sum + (count ?? 0), 0) / (shape[1] ?? 1) : views.length
  return 4 * sizeOf(shape) * rows
}
