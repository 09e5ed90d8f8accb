/**
 * A run that is made to be thrown away: the part that learns on a fork of the model, fed exactly as the run of the same
 * recipe would be, and batches in that run's order for as long as they are asked for. Nothing of it is left.
 */

import { seeded } from '../../../shared/random.ts'
import type { Settings } from '../../../shared/recipe/change.ts'
import type { Recipe } from '../../../shared/recipe/recipe.ts'
import { settingsAt } from '../../../shared/recipe/steering.ts'
import type { EngineEvent } from '../../../shared/wire/events.ts'
import type { LiveModel } from '../../models/liveModel.ts'
import { modelForTask } from '../../models/modelForTask.ts'
import type { FeatureSource } from '../../train/features.ts'
import { frozenFeatures } from '../../train/frozenFeatures.ts'
import { inPieces, type Piece } from '../../train/gradients.ts'
import { memoryMeter } from '../../train/memoryMeter.ts'
import { epochOrder, stepsPerEpoch, trainView } from '../../train/rows.ts'
import { modelOf, packFrozen, prepareTraining, type TrainSetup } from '../prepareRun.ts'
import { refuseMismatch, refusePacking } from '../refusals.ts'
import type { TrainSetupOptions } from '../runOptions.ts'

export type TrialOptions = Omit<TrainSetupOptions, 'from'>

export interface Trial {
  readonly recipe: Recipe
  readonly model: LiveModel
  readonly setup: TrainSetup
  /** What the recipe begins with. */
  readonly settings: Settings
  /** A step's batch, counted from 1; after an epoch comes the order of the next. */
  batchAt(step: number): Batch
  features(options: { readonly keep: boolean }): Promise<FeatureSource>
  /** The most that was held so far, in the frozen blocks and in steps. */
  peakBytes(): number
}

export interface Batch {
  readonly rows: readonly number[]
  readonly epoch: number
}

/** Works on a throw-away setup, whatever comes of it. Tells its progress as a trial's, not as a run's. */
export async function withTrial<T>(options: TrialOptions, work: (trial: Trial) => Promise<T>): Promise<T> {
  refuseMismatch(options)
  refusePacking(options.recipe)
  // The rate of a trial is its own: no schedule, and no change of an earlier run.
  const recipe: Recipe = { ...options.recipe, schedule: { shape: 'constant', warmup: 0 }, history: [] }
  const emit = (event: EngineEvent) => options.emit(event.type === 'progress' ? { ...event, job: 'probe' } : event)
  const own = { ...options, recipe, emit, from: null, model: modelForTask(options.model, recipe.task) }
  const model = modelOf(own)
  let setup: TrainSetup | null = null
  try {
    await packFrozen(own, model)
    setup = await prepareTraining(own, model)
    const { preparedTask, trainer, line } = setup
    // Nothing is judged: only what is trained on is ever shown.
    const rows = { train: preparedTask.rows.train, validation: [], test: [] }
    const fed = { ...preparedTask, rows }
    const meter = memoryMeter(model, () => trainer.peakBytes())
    const plan = { ...own, network: trainer.network, task: fed, first: [], meter }
    return await work({
      peakBytes: () => meter.read({ keptBytes: 0 }).peakBytes,
      ...{ recipe, model, setup, settings: settingsAt(recipe, 0), batchAt: batchesOf(recipe, setup) },
      features: ({ keep }) => frozenFeatures(plan, line, { keep, untouched: false }),
    })
  } finally {
    setup?.trainer.dispose()
    model.dispose()
  }
}

function batchesOf(recipe: Recipe, { preparedTask: { rows, input } }: TrainSetup): Trial['batchAt'] {
  const random = seeded(recipe.seed)
  const perEpoch = stepsPerEpoch(recipe, rows.train.length)
  let known = { epoch: 0, order: [] as readonly number[] }
  return (step) => {
    const epoch = Math.ceil(step / perEpoch)
    if (epoch !== known.epoch) known = { epoch, order: epochOrder({ rows, input, recipe, random }, epoch) }
    const at = ((step - 1) % perEpoch) * recipe.batch
    return { epoch, rows: known.order.slice(at, at + recipe.batch) }
  }
}

/** The pieces that the recipe computes a batch in. */
export function piecesOf({ recipe }: Trial, features: FeatureSource, { rows, epoch }: Batch): readonly Piece[] {
  return inPieces(rows, recipe.accumulate).map((some) => ({
    rows: some,
    activations: () => features.batch(some.map((row) => trainView(recipe, row, epoch))),
  }))
}
