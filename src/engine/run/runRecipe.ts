/** One run from recipe to result: prepare, train, conclude. The session gives it what is loaded. */
import type { BackendReport } from '../../shared/domain/backend.ts'
import type { RunResult } from '../../shared/domain/run.ts'
import { seeded } from '../../shared/random.ts'
import type { Recipe } from '../../shared/recipe/recipe.ts'
import type { EngineEvent } from '../../shared/wire/events.ts'
import type { Dataset } from '../data/dataset.ts'
import type { ImageCodec } from '../data/imageCodec.ts'
import type { TunedModel } from '../inference/tunedModel.ts'
import type { LiveModel } from '../models/liveModel.ts'
import type { ModelText } from '../models/modelText.ts'
import type { Checkpoint, CheckpointSink } from '../train/checkpoint.ts'
import { takeCheckpoints } from '../train/checkpoints.ts'
import type { MovingFeatures } from '../train/features.ts'
import type { FeatureKeeping } from '../train/frozenFeatures.ts'
import type { RunControl } from '../train/runControl.ts'
import { type TrainSummary, train } from '../train/train.ts'
import { concludeRun } from './concludeRun.ts'
import { modelOf, type PreparedRun, prepareRun } from './prepareRun.ts'
import { refuseMismatch } from './refusals.ts'
import type { StartFrom } from './startFrom.ts'

export interface RunOptions {
  readonly runId: string
  readonly recipe: Recipe
  readonly dataset: Dataset
  /** Stays as it is: the run works on a fork. */
  readonly model: LiveModel
  /** The model's tokeniser; null for pictures. */
  readonly text: ModelText | null
  readonly codec: ImageCodec
  /** Absent where features stay in memory, and end with the run. */
  readonly keeping?: FeatureKeeping
  readonly backend: Pick<BackendReport, 'backend' | 'adapter'>
  readonly emit: (event: EngineEvent) => void
  readonly control: RunControl
  readonly signal: AbortSignal
  /** What was learned before and is gone on with, by the recipe's method; absent where the method begins anew. */
  readonly startFrom?: StartFrom
  /** Where the run goes on, by the recipe that it was begun with; null where it begins. */
  readonly from: Checkpoint | null
  /** Who keeps checkpoints; null where nobody does. */
  readonly sink: CheckpointSink | null
}

/** A run that goes on tells nothing that it told before its checkpoint. */
export async function runRecipe(options: RunOptions): Promise<{ result: RunResult; tuned: TunedModel }> {
  const started = performance.now()
  refuseMismatch(options)
  const model = modelOf(options)
  let prepared: PreparedRun | null = null
  try {
    prepared = await prepareRun(options, model)
    const before = options.from?.position.prepareSeconds ?? 0
    const prepareSeconds = before + (performance.now() - started) / 1000
    const summary = await trainPrepared(options, prepared, prepareSeconds)
    return await concludeRun(options, { model, prepared, summary, prepareSeconds })
  } catch (error) {
    prepared?.trainer.dispose()
    model.dispose()
    throw error
  } finally {
    await prepared?.features.close()
  }
}

async function trainPrepared(
  { recipe, runId, emit, control, signal, from, sink, startFrom }: RunOptions,
  { preparedTask, trainer, features, meter, line, first }: PreparedRun,
  prepareSeconds: number,
): Promise<TrainSummary> {
  const { objective, input, rows } = preparedTask
  const sites = startFrom?.sites ?? from?.position.sites ?? null
  const checkpoints = takeCheckpoints(sink, trainer, () => {
    const { peakBytes } = meter.read(features)
    return { peakBytes, prepareSeconds, before: first.before, lowestLine: line.lowest, sites }
  })
  const events = train({
    ...{ trainer, objective, input, features, rows, recipe, line, control, signal, checkpoints },
    random: seeded(recipe.seed),
    afterEpoch: first.afterEpoch,
    from: from?.position ?? null,
  })
  const tellFull = fullness(features, (step) => emit({ type: 'notice', runId, notice: { ...fullNotice, step } }))
  for (;;) {
    const next = await events.next()
    if (next.done) {
      control.end()
      return next.value
    }
    const memory = meter.read(features)
    if (next.value.type === 'epoch') emit({ ...next.value, runId, memory })
    else emit({ ...next.value, runId })
    if (next.value.type === 'steps') tellFull(next.value.steps.at(-1)?.step ?? 0)
  }
}

/** Hears of steps; tells once, of the first after which features found no more room. */
function fullness(features: Pick<MovingFeatures, 'full'>, tell: (step: number) => void): (step: number) => void {
  let told = false
  return (step) => {
    if (told || !features.full) return
    told = true
    tell(step)
  }
}

const fullNotice = {
  kind: 'memory',
  text: 'The frozen features find no more room, in memory or on the device: what is beyond is computed anew in each epoch. The losses stay the same; the run takes longer.',
} as const
