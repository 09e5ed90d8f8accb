import type { RunResult } from '../../shared/domain/run.ts'
import { notice } from '../../shared/messages/say.ts'
import { seeded } from '../../shared/random.ts'
import type { TunedModel } from '../inference/tunedModel.ts'
import { modelForTask } from '../models/modelForTask.ts'
import { takeCheckpoints } from '../train/checkpoints.ts'
import type { MovingFeatures } from '../train/features.ts'
import { type TrainSummary, train } from '../train/train.ts'
import { concludeRun } from './concludeRun.ts'
import type { PackingCost } from './packingCost.ts'
import { modelOf, type PreparedRun, packFrozen, prepareRun } from './prepareRun.ts'
import { refuseMismatch, refusePacking } from './refusals.ts'
import type { RunOptions } from './runOptions.ts'

/** A run that goes on tells nothing that it told before its checkpoint. */
export async function runRecipe(given: RunOptions): Promise<{ result: RunResult; tuned: TunedModel }> {
  const started = performance.now()
  refuseMismatch(given)
  refusePacking(given.recipe)
  // What is packed is shared by the model of the run and by the one that it is compared with.
  const base = modelForTask(given.model, given.recipe.task).fork()
  try {
    await packFrozen(given, base)
    return await runOn({ ...given, model: base }, started)
  } finally {
    base.dispose()
  }
}

async function runOn(options: RunOptions, started: number): Promise<{ result: RunResult; tuned: TunedModel }> {
  const model = modelOf(options)
  let prepared: PreparedRun | null = null
  try {
    prepared = await prepareRun(options, model)
    const { packing } = prepared
    const { emit, runId, from } = options
    if (packing && !from) emit({ type: 'notice', runId, notice: { ...packedNotice(packing), step: 0 } })
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
    const measured = recipe.optimiser.unitFeatures && { featureSize: trainer.featureSize }
    return { peakBytes, prepareSeconds, before: first.before, lowestLine: line.lowest, sites, ...measured }
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

function packedNotice(packing: PackingCost) {
  return { kind: 'memory', message: notice('packingCosts', packing) } as const
}

const fullNotice = { kind: 'memory', message: notice('featuresWithoutRoom') } as const
