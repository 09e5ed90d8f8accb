/** Small runs whose every figure can be compared, interrupted where a test wants it and gone on with. */

import { nodeCodec } from '../../src/commands/nodeCodec.ts'
import type { Dataset } from '../../src/engine/data/dataset.ts'
import { disposeTuned, type TunedModel } from '../../src/engine/inference/tunedModel.ts'
import type { LiveModel } from '../../src/engine/models/liveModel.ts'
import { runRecipe } from '../../src/engine/run/runRecipe.ts'
import type { Checkpoint, CheckpointSink } from '../../src/engine/train/checkpoint.ts'
import { decodeCheckpoint, encodeCheckpoint } from '../../src/engine/train/checkpointFile.ts'
import type { FeatureKeeping } from '../../src/engine/train/frozenFeatures.ts'
import { type RunControl, runControl } from '../../src/engine/train/runControl.ts'
import type { MethodId } from '../../src/methods/ids.ts'
import type { RunResult } from '../../src/shared/domain/run.ts'
import type { RecipeChange } from '../../src/shared/recipe/change.ts'
import type { FieldValue } from '../../src/shared/recipe/field.ts'
import { buildRecipe, defaultFields, type Recipe } from '../../src/shared/recipe/recipe.ts'
import type { EngineEvent } from '../../src/shared/wire/events.ts'
import { drawnDataset } from './drawnDataset.ts'
import { tinyResnet } from './tinyResnet.ts'
import { conversations, labelledTexts, passages, tinyBert, tinyGpt2, tinyText } from './tinyText.ts'

export interface SmallTask {
  readonly data: Dataset
  readonly model: () => LiveModel
}

export const pictures: SmallTask = { data: drawnDataset(8, 16), model: tinyResnet }
export const texts: SmallTask = { data: labelledTexts(8), model: tinyBert }
export const continued: SmallTask = { data: passages(24), model: tinyGpt2 }
/** They fit into the few tokens of the network, under names that its tokeniser does not know. */
export const answered: SmallTask = { data: conversations(24), model: tinyGpt2 }

export function smallRecipe(
  { data }: SmallTask,
  method: MethodId,
  changes: Record<string, FieldValue> = {},
  history: readonly RecipeChange[] = [],
): Recipe {
  const identity = {
    task: data.task,
    model: { id: 'tiny', revision: '1' },
    data: { name: data.name, fingerprint: data.fingerprint },
    backend: 'wasm' as const,
  }
  const recipe = buildRecipe(identity, {
    ...defaultFields(method, data.task),
    epochs: 3,
    batch: 4,
    'augment.views': 0,
    'earlyStopping.patience': 0,
    'optimiser.learningRate': 0.01,
    'optimiser.trunkRate': 1,
    'regularisation.dropout': 0,
    'sample.tokens': 4,
    ...changes,
  })
  return { ...recipe, history }
}

export interface SmallRun {
  readonly control?: RunControl
  readonly signal?: AbortSignal
  readonly from?: Checkpoint | null
  readonly sink?: CheckpointSink | null
  readonly keeping?: FeatureKeeping
  readonly onEvent?: (event: EngineEvent) => void
  /** Looks at the model before it is disposed of. */
  readonly inspect?: (tuned: TunedModel, model: LiveModel) => Promise<void>
}

export interface SmallOutcome {
  readonly result: RunResult
  readonly events: readonly EngineEvent[]
  readonly losses: readonly number[]
  /** Every learned value, by name. */
  readonly weights: Readonly<Record<string, readonly number[]>>
}

export async function smallRun(task: SmallTask, recipe: Recipe, options: SmallRun = {}): Promise<SmallOutcome> {
  const model = task.model()
  const events: EngineEvent[] = []
  try {
    const { result, tuned } = await runRecipe({
      runId: 'run',
      recipe,
      dataset: task.data,
      model,
      text: model.trunk.input.kind === 'text' ? tinyText() : null,
      codec: nodeCodec,
      backend: { backend: 'wasm', adapter: 'test' },
      control: options.control ?? runControl(),
      signal: options.signal ?? new AbortController().signal,
      from: options.from ?? null,
      sink: options.sink ?? null,
      ...(options.keeping && { keeping: options.keeping }),
      emit(event) {
        events.push(event)
        options.onEvent?.(event)
      },
    })
    const weights = await weightsOf(tuned)
    await options.inspect?.(tuned, model)
    disposeTuned(tuned)
    return { result, events, losses: lossesOf(events), weights }
  } finally {
    model.dispose()
  }
}

export function lossesOf(events: readonly EngineEvent[]): number[] {
  return events.flatMap((event) => (event.type === 'steps' ? event.steps.map(({ loss }) => loss) : []))
}

/** Runs until the step, where the run dies as its checkpoint is taken; then goes on from the file's bytes. */
export async function interruptedRun(
  task: SmallTask,
  recipe: Recipe,
  at: { readonly step: number },
  options: SmallRun = {},
): Promise<SmallOutcome> {
  const { checkpoint, events } = await dieAt(task, recipe, at, options)
  const rest = await smallRun(task, recipe, { ...kept(options), from: checkpoint })
  const all = [...events, ...rest.events]
  return { ...rest, events: all, losses: lossesOf(all) }
}

function kept({ keeping }: SmallRun): SmallRun {
  return keeping ? { keeping } : {}
}

async function dieAt(task: SmallTask, recipe: Recipe, { step }: { readonly step: number }, options: SmallRun) {
  const death = new AbortController()
  const told: EngineEvent[] = []
  let kept: { bytes: Uint8Array<ArrayBuffer>; events: readonly EngineEvent[] } | null = null
  const sink: CheckpointSink = {
    due: () => true,
    async save(checkpoint) {
      if (checkpoint.position.step !== step) return
      kept = { bytes: encodeCheckpoint(checkpoint), events: [...told] }
      death.abort()
    },
  }
  const onEvent = (event: EngineEvent) => {
    told.push(event)
    options.onEvent?.(event)
  }
  const fate = await smallRun(task, recipe, { ...options, sink, signal: death.signal, onEvent }).then(
    () => 'finished',
    () => 'died',
  )
  const last = kept as { bytes: Uint8Array<ArrayBuffer>; events: readonly EngineEvent[] } | null
  if (fate === 'finished' || !last) throw new Error(`the run ${fate} without a checkpoint at step ${step}`)
  return { checkpoint: decodeCheckpoint(last.bytes), events: last.events }
}

async function weightsOf({ model, head, adapter }: TunedModel) {
  const own = model.trunk.blocks.flatMap(({ parameters }) =>
    parameters.map(({ name }) => [name, model.weight(name)] as const),
  )
  const all = [...own, ...head, ...(adapter?.values ?? [])]
  const read = await Promise.all(all.map(async ([name, tensor]) => [name, [...(await tensor.data())]] as const))
  return Object.fromEntries(read)
}
