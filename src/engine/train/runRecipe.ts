/** One run from recipe to result: split, attach, features, train, test. The session gives it what is loaded. */
import * as tf from '@tensorflow/tfjs-core'
import { methodRefusal } from '../../shared/catalog/methods.ts'
import { ThawError } from '../../shared/errors.ts'
import type { BackendReport, EngineEvent, RunResult } from '../../shared/protocol.ts'
import { seeded } from '../../shared/random.ts'
import type { Recipe } from '../../shared/recipe.ts'
import type { Dataset } from '../data/dataset.ts'
import { type Split, splitDataset } from '../data/splitDataset.ts'
import type { TunedModel } from '../export/tunedModel.ts'
import { countParameters, type LiveModel, randomModel } from '../models/liveModel.ts'
import type { ModelText } from '../models/modelText.ts'
import type { Network } from '../models/network.ts'
import { sizeOf } from '../nn/parameters.ts'
import type { ImageCodec } from '../prepare/image.ts'
import { type Assignment, assign, longest } from '../tasks/assignment.ts'
import { type Examination, examine, firstLook } from '../tasks/examination.ts'
import { forgetting, nothingForgotten } from '../tasks/forgetting.ts'
import { methods } from '../tuning/methods.ts'
import { cachedFeatures, computedFeatures, type FeatureSource, movingFeatures } from './features.ts'
import { disposeActivations, type InputSource, type View } from './inputs.ts'
import { firstValues, type StartFrom } from './startFrom.ts'
import { stepsPerEpoch, type TrainEvent, train, viewsOf } from './train.ts'
import { makeTrainee, type Trainee } from './trainee.ts'

export interface RunOptions {
  readonly runId: string
  readonly recipe: Recipe
  readonly dataset: Dataset
  /** Stays as it is: the run works on a fork. */
  readonly model: LiveModel
  /** The model's tokeniser; null for pictures. */
  readonly text: ModelText | null
  readonly codec: ImageCodec
  readonly backend: Pick<BackendReport, 'backend' | 'adapter'>
  readonly emit: (event: EngineEvent) => void
  readonly stopped: () => boolean
  readonly signal: AbortSignal
  /** What was learned before and is gone on with, by the recipe's method; absent where the method begins anew. */
  readonly startFrom?: StartFrom
}

const cacheBudget = 1024 * 2 ** 20

export async function runRecipe(options: RunOptions): Promise<{ result: RunResult; tuned: TunedModel }> {
  const { recipe, dataset } = options
  const started = performance.now()
  refuseMismatch(options)
  const split = splitDataset(dataset, {
    ...recipe.split,
    seed: recipe.split.seed || recipe.seed,
    maxTrain: recipe.maxTrain,
  })
  const random = seeded(recipe.seed)
  const model =
    recipe.model.initialisation === 'random'
      ? randomModel(options.model.trunk, random.fork('weights'))
      : options.model.fork()
  let trainee: Trainee | null = null
  try {
    const { trunk } = model
    const sites = options.startFrom?.sites
    const method = { ...recipe.method, thaw: recipe.thaw, task: recipe.task, ...(sites && { sites }) }
    const attachment = methods[recipe.method.id].attach(trunk, method)
    const { virtualTokens } = attachment
    const placeless = attachment.line === trunk.blocks.length && recipe.method.id !== 'head'
    if (placeless && recipe.task === 'text-generation') throw nothingToTrain()
    if (!attachment.merge && recipe.model.initialisation === 'random') throw lostTrunk()
    const assignment = await assign({ ...options, split, trunk, virtualTokens })
    const { objective, rows, input } = assignment
    const begin = await attachment.first(model.weight)
    const start = firstValues(options.startFrom, { model, attachment, head: objective.head, first: begin })
    for (const block of trunk.blocks) model.rest(block)
    const steps = recipe.epochs * stepsPerEpoch(recipe, rows.train.length)
    trainee = makeTrainee({
      ...{ model, attachment, objective, recipe, steps },
      first: start,
      random: random.fork('trainee'),
    })
    const meter = memoryMeter(model, trainee.peakBytes)
    const lineAt = (epoch: number) => attachment.lineAt?.(epoch) ?? attachment.line
    const frozen = { ...model, dress: attachment.dress }
    const features = await movingFeatures(lineAt(1), (line) =>
      prepareFeatures(options, { network: frozen, line, assignment, meter }),
    )
    const moved = trainee
    const untouched = recipe.model.initialisation === 'random' ? model : options.model
    const exam: Examination = { ...options, untouched, split, trainee, features, assignment }
    const first = await firstLook(exam)
    const prepared = performance.now()
    const events = train({
      ...{ trainee, objective, input, features, rows, recipe, random },
      async beforeEpoch(epoch) {
        const before = lineAt(Math.max(1, epoch - 1))
        await features.moveTo(lineAt(epoch))
        moved.moveTo(lineAt(epoch))
        return lineAt(epoch) !== before
      },
      afterEpoch: first.afterEpoch,
      stopped: options.stopped,
      signal: options.signal,
    })
    let step = await events.next()
    while (!step.done) {
      emitTraining(options, step.value, meter.read(features))
      step = await events.next()
    }
    const summary = step.value
    const trained = performance.now()
    const outcome = await examine(exam, first)
    const frozenThroughout = attachment.line === trunk.blocks.length
    const maxTokens = longest({ recipe, trunk, virtualTokens })
    const cost = frozenThroughout
      ? nothingForgotten
      : await forgetting(untouched, trainee.network, { ...options, assignment, maxTokens })
    const trainable = trainee.trainableCount
    const { head, added } = trainee.finish()
    trainee = null
    const result: RunResult = {
      runId: options.runId,
      recipe,
      ...options.backend,
      classes: dataset.classes,
      counts: { examples: dataset.examples.length, ...countsOf(split) },
      parameters: {
        total: countParameters(trunk) + [...head.values()].reduce((sum, tensor) => sum + tensor.size, 0),
        trainable,
      },
      epochs: summary.epochs,
      bestEpoch: summary.bestEpoch,
      stop: summary.stop,
      ...outcome,
      forgetting: cost,
      seconds: {
        prepare: (prepared - started) / 1000,
        train: (trained - prepared) / 1000,
        total: (performance.now() - started) / 1000,
      },
      memory: { tensors: tf.memory().numTensors, peakBytes: meter.peakBytes() },
      warnings: [
        ...(placeless ? ['Above the thaw line the method found no place, so that only the head was trained.'] : []),
        ...[...split.warnings, ...assignment.warnings, ...summary.warnings],
      ],
    }
    const task = recipe.task
    return {
      result,
      tuned: {
        ...{ task, model, head, labels: dataset.classes, text: options.text, method },
        base: { id: recipe.model.id, revision: recipe.model.revision },
        random: recipe.model.initialisation === 'random',
        adapter: added.size > 0 ? { options: method, attachment, values: added } : null,
        maxTokens,
      },
    }
  } catch (error) {
    trainee?.dispose()
    model.dispose()
    throw error
  }
}

/** Pictures for a model that reads texts, or the other way round; a method that the network has no place for. */
function refuseMismatch({ recipe, dataset, model, text }: RunOptions): void {
  if (recipe.task !== dataset.task)
    throw new ThawError(
      'recipe-invalid',
      `The recipe is for ${recipe.task}, but the data is for ${dataset.task}.`,
      'Choose data for this recipe, or start from the data that is here.',
    )
  const refusal = methodRefusal(recipe.method.id, recipe.task, model.trunk.family)
  if (refusal) throw new ThawError('recipe-invalid', refusal, 'Choose another method.')
  const wanted = recipe.task === 'image-classification' ? 'image' : 'text'
  if (model.trunk.input.kind === wanted && (wanted === 'image' || text)) return
  throw new ThawError(
    'model-mismatch',
    wanted === 'image'
      ? 'This model reads texts, but the data are pictures.'
      : 'This model looks at pictures, but the data are texts.',
    'Choose a model for this kind of data.',
  )
}

/** What cannot be folded into plain weights needs its trunk, and a random one is nowhere to be had again. */
function lostTrunk(): ThawError {
  return new ThawError(
    'recipe-invalid',
    'This method keeps what it learns apart from the network, and random starting weights are not kept.',
    'Start from the pre-trained weights, or choose the method Full for the control.',
  )
}

function nothingToTrain(): ThawError {
  return new ThawError(
    'recipe-invalid',
    'Above the thaw line this method finds no place, so that nothing would be trained.',
    'Thaw more blocks, or choose another method.',
  )
}

function countsOf({ train, validation, test }: Split) {
  return { train: train.length, validation: validation.length, test: test.length }
}

interface MemoryMeter {
  read(features: Pick<FeatureSource, 'keptBytes'>): { tensors: number; bytes: number; peakBytes: number }
  peakBytes(): number
}

/** Tensors on the backend, in the midst of a step too, features kept on the host, and the weights that wait in their file's own type. */
function memoryMeter(model: LiveModel, stepBytes: () => number): MemoryMeter {
  let peak = 0
  return {
    read({ keptBytes }) {
      const { numTensors, numBytes } = tf.memory()
      const bytes = numBytes + keptBytes + model.waitingBytes
      peak = Math.max(peak, bytes, stepBytes() + keptBytes + model.waitingBytes)
      return { tensors: numTensors, bytes, peakBytes: peak }
    },
    peakBytes: () => peak,
  }
}

interface FrozenPlan {
  readonly network: Network
  readonly line: number
  readonly assignment: Assignment
  readonly meter: MemoryMeter
}

async function prepareFeatures(options: RunOptions, plan: FrozenPlan): Promise<FeatureSource> {
  const { recipe, emit, signal } = options
  const { network, line, assignment, meter } = plan
  const { readout } = assignment.objective
  const computed = computedFeatures({ network, line, readout }, assignment.input)
  const views = viewsOf(recipe, assignment.rows)
  // With nothing frozen the inputs themselves are what is kept.
  if (!recipe.cache || line === 0 || (await keptBytes(computed, assignment.input, views)) > cacheBudget) return computed
  const stage = 'Computing frozen features'
  return cachedFeatures(computed, assignment.input, {
    views,
    batch: recipe.batch,
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

function emitTraining(
  { runId, emit }: RunOptions,
  event: TrainEvent,
  memory: { tensors: number; bytes: number; peakBytes: number },
): void {
  if (event.type === 'steps') emit({ ...event, runId })
  else emit({ ...event, runId, memory })
}
