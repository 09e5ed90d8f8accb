/** The features at a thaw line: kept where the recipe wishes, else computed at each batch. */
import * as tf from '@tensorflow/tfjs-core'
import { notice } from '../../shared/messages/say.ts'
import type { Recipe } from '../../shared/recipe/recipe.ts'
import type { EngineEvent } from '../../shared/wire/events.ts'
import { sha256 } from '../data/digest.ts'
import type { Network } from '../models/network.ts'
import type { FeatureStore } from '../storage/featureStore.ts'
import { CachedFeatures } from './cache/cachedFeatures.ts'
import { groupSize, stagesOf } from './cache/rowGroups.ts'
import { activationsAt, computedFeatures, type FeatureSource, type Preparing } from './features.ts'
import type { MemoryMeter } from './memoryMeter.ts'
import type { TrainTask } from './objective.ts'

export interface FrozenPlan {
  readonly recipe: Recipe
  /** Trained values and what the method adds are asked for as they stand. */
  readonly network: Network
  readonly task: TrainTask
  /** Plain rows that are looked at before the first step. */
  readonly first: readonly number[]
  /** Absent where features stay in memory. */
  readonly keeping?: FeatureKeeping
  readonly meter: MemoryMeter
  readonly emit: (event: EngineEvent) => void
  readonly signal: AbortSignal
}

/** Where features go that memory does not hold, or that another run may use. */
export interface FeatureKeeping {
  readonly store: FeatureStore
  /** Names the chosen model's weights: equal names, equal weights. */
  readonly weights: string
}

export async function frozenFeatures(
  plan: FrozenPlan,
  line: number,
  { keep, untouched }: Preparing,
): Promise<FeatureSource> {
  const { recipe, network, task, keeping, meter, emit, signal } = plan
  const { input, rows, objective } = task
  const onHeld = () => void meter.read({ keptBytes: 0 })
  const part = { network, line, readout: objective.readout, onHeld }
  // With nothing frozen there is nothing to cache: the blocks above the line read the inputs themselves.
  if (!keep || !recipe.cache || line === 0) return computedFeatures(part, input)
  const name = keeping && untouched ? await nameOf(plan, line, keeping) : null
  const trained = new Set(rows.train)
  const picture = network.trunk.input.kind === 'image' ? network.trunk.input.preprocessing.size : 0
  return new CachedFeatures({
    input,
    activations: (views, how) => activationsAt(part, input, views, how),
    stages: stagesOf(recipe, task, plan.first),
    atOnce: groupSize(recipe, picture),
    memory: { besideFile: 256 * 2 ** 20, alone: 1024 * 2 ** 20 },
    file: (await keeping?.store.open(name)) ?? null,
    signal,
    onComputed({ computed: done, total, asked, keptBytes }) {
      meter.read({ keptBytes })
      // The progress of a training step is told by the step itself.
      if (asked.every(({ example }) => trained.has(example))) return
      const stage = notice('computingFrozenFeatures')
      emit({ type: 'progress', job: 'train', stage, done, total, unit: 'examples' })
    },
  })
}

/** To be raised whenever the frozen blocks compute something else than before. */
const featuresVersion = 1

/** A hash of all that decides a row's features, but for the row itself. */
async function nameOf({ recipe, network }: FrozenPlan, line: number, { weights }: FeatureKeeping): Promise<string> {
  const { seed, task, model } = recipe
  const what = {
    ...{ version: featuresVersion, weights, line, task, input: network.trunk.input, backend: tf.getBackend() },
    initialisation: model.initialisation === 'random' ? `random/${seed}` : model.initialisation,
  }
  return sha256(new TextEncoder().encode(JSON.stringify(what)))
}
