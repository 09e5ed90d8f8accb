/** One run from recipe to result: split, attach, features, train, test. The session gives it what is loaded. */
import * as tf from '@tensorflow/tfjs-core'
import type { BackendReport, EngineEvent, RunResult } from '../../shared/protocol.ts'
import { seeded } from '../../shared/random.ts'
import type { Recipe } from '../../shared/recipe.ts'
import type { Dataset } from '../data/dataset.ts'
import { type Split, splitDataset } from '../data/splitDataset.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import type { TunedModel } from '../export/tunedModel.ts'
import { countParameters, type LiveModel, randomModel } from '../models/liveModel.ts'
import { sizeOf } from '../nn/parameters.ts'
import type { ImageCodec } from '../prepare/image.ts'
import { methods } from '../tuning/methods.ts'
import { cachedFeatures, computedFeatures, type FeatureSource } from './features.ts'
import { pixelStore } from './pixelStore.ts'
import { probabilitiesOf, stepsPerEpoch, train, viewsOf } from './train.ts'
import { makeTrainee, type Trainee } from './trainee.ts'

export interface RunOptions {
  readonly runId: string
  readonly recipe: Recipe
  readonly dataset: Dataset
  /** Stays as it is: the run works on a fork. */
  readonly model: LiveModel
  readonly codec: ImageCodec
  readonly backend: Pick<BackendReport, 'backend' | 'adapter'>
  readonly emit: (event: EngineEvent) => void
  readonly stopped: () => boolean
  readonly signal: AbortSignal
}

const pixelBudget = 256 * 2 ** 20
const cacheBudget = 1024 * 2 ** 20

export async function runRecipe(options: RunOptions): Promise<{ result: RunResult; tuned: TunedModel }> {
  const { recipe, dataset } = options
  const started = performance.now()
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
    const attachment = methods[recipe.method.id].attach(model.trunk, { thaw: recipe.thaw })
    const labels = dataset.examples.map((example) => example.label)
    const classes = dataset.classes.length
    const steps = recipe.epochs * stepsPerEpoch(recipe, split.train.length)
    trainee = makeTrainee({
      model,
      attachment,
      classes,
      recipe,
      steps,
      classWeights: classWeights(recipe, split, labels, classes),
      random: random.fork('trainee'),
    })
    const features = await prepareFeatures(options, model, attachment.line, split)
    const prepared = performance.now()
    const peak = { bytes: 0 }
    const events = train({
      trainee,
      features,
      labels,
      classes,
      split,
      recipe,
      random,
      stopped: options.stopped,
      signal: options.signal,
    })
    let step = await events.next()
    while (!step.done) {
      emitTraining(options, step.value, features, peak)
      step = await events.next()
    }
    const summary = step.value
    const trained = performance.now()
    const probabilities = await probabilitiesOf({ trainee, features, classes, recipe }, split.test)
    const test = await evaluate({ dataset, test: split.test, train: split.train, probabilities, codec: options.codec })
    const trainable = trainee.trainableCount
    const head = trainee.finish()
    trainee = null
    const result: RunResult = {
      runId: options.runId,
      recipe,
      ...options.backend,
      classes: dataset.classes,
      counts: {
        examples: dataset.examples.length,
        train: split.train.length,
        validation: split.validation.length,
        test: split.test.length,
      },
      parameters: { total: countParameters(model.trunk) + head.kernel.size + head.bias.size, trainable },
      epochs: summary.epochs,
      bestEpoch: summary.bestEpoch,
      stop: summary.stop,
      test,
      seconds: {
        prepare: (prepared - started) / 1000,
        train: (trained - prepared) / 1000,
        total: (performance.now() - started) / 1000,
      },
      memory: { tensors: tf.memory().numTensors, peakBytes: peak.bytes },
      warnings: [...split.warnings, ...summary.warnings],
    }
    return { result, tuned: { model, head, labels: dataset.classes } }
  } catch (error) {
    trainee?.dispose()
    model.dispose()
    throw error
  }
}

async function prepareFeatures(
  options: RunOptions,
  model: LiveModel,
  line: number,
  split: Split,
): Promise<FeatureSource> {
  const { recipe, dataset, codec, emit, signal } = options
  const { preprocessing } = model.trunk
  const store = pixelStore({
    examples: dataset.examples,
    codec,
    preprocessing,
    augment: recipe.augment,
    seed: recipe.seed,
    budgetBytes: pixelBudget,
  })
  const computed = computedFeatures(model, line, store)
  const views = viewsOf(recipe, split)
  // With nothing frozen the pixels themselves are what is kept.
  if (!recipe.cache || line === 0 || views.length * (await rowBytes(computed, views)) > cacheBudget) return computed
  const stage = 'Computing frozen features'
  return cachedFeatures(computed, {
    views,
    batch: recipe.batch,
    signal,
    onProgress: (done, total) => emit({ type: 'progress', job: 'train', stage, done, total, unit: 'examples' }),
  })
}

async function rowBytes(source: FeatureSource, views: Parameters<FeatureSource['batch']>[0]): Promise<number> {
  const probe = await source.batch(views.slice(0, 1))
  const bytes = sizeOf(probe.shape) * 4
  probe.dispose()
  return bytes
}

/** Inverse frequency, mean 1 over the training examples, where the largest class is over 1.5 times the smallest. */
function classWeights(recipe: Recipe, split: Split, labels: readonly number[], classes: number): Float32Array | null {
  const counts = new Array<number>(classes).fill(0)
  for (const index of split.train) {
    const label = labels[index] as number
    counts[label] = (counts[label] as number) + 1
  }
  const skewed = Math.max(...counts) > 1.5 * Math.max(1, Math.min(...counts))
  if (recipe.regularisation.classWeights === 'off' || !skewed) return null
  return Float32Array.from(counts, (count) => split.train.length / (classes * Math.max(1, count)))
}

type Emitted = Extract<EngineEvent, { type: 'steps' | 'epoch' }>

function emitTraining(
  { runId, emit }: RunOptions,
  event:
    | Omit<Extract<Emitted, { type: 'steps' }>, 'runId'>
    | Omit<Extract<Emitted, { type: 'epoch' }>, 'runId' | 'memory'>,
  features: FeatureSource,
  peak: { bytes: number },
): void {
  const { numTensors, numBytes } = tf.memory()
  const bytes = numBytes + features.keptBytes
  peak.bytes = Math.max(peak.bytes, bytes)
  if (event.type === 'steps') emit({ ...event, runId })
  else emit({ ...event, runId, memory: { tensors: numTensors, bytes, peakBytes: peak.bytes } })
}
