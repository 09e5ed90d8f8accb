/**
 * The training loop, an async generator: it yields what happened and returns a summary. Stop and cancel are looked at
 * between steps. Losses are read from the device a few steps at a time, so that a GPU is not made to wait.
 */
import * as tf from '@tensorflow/tfjs-core'
import { ThawError } from '../../shared/errors.ts'
import type { EpochMetrics, StepMetrics, StopReason } from '../../shared/protocol.ts'
import type { Random } from '../../shared/random.ts'
import type { Recipe } from '../../shared/recipe.ts'
import { macrotask } from '../macrotask.ts'
import type { Objective, Tally } from '../tasks/objective.ts'
import type { FeatureSource } from './features.ts'
import { disposeActivations, type InputSource, type View } from './inputs.ts'
import type { Trainee } from './trainee.ts'

/** Rows of the task: examples, or windows of text. */
export interface Rows {
  readonly train: readonly number[]
  readonly validation: readonly number[]
  readonly test: readonly number[]
}

export type TrainEvent =
  | {
      readonly type: 'steps'
      readonly stepsPerEpoch: number
      readonly steps: readonly StepMetrics[]
      readonly examplesPerSecond: number
    }
  | {
      readonly type: 'epoch'
      readonly metrics: EpochMetrics
      readonly bestEpoch: number
      readonly warmth: readonly number[]
    }

export interface TrainOptions {
  readonly trainee: Trainee
  readonly objective: Objective
  readonly input: Pick<InputSource, 'order'>
  readonly features: FeatureSource
  readonly rows: Rows
  readonly recipe: Recipe
  readonly random: Random
  /** Called before an epoch's first step; tells whether the thaw line moved. */
  readonly beforeEpoch?: (epoch: number) => Promise<boolean>
  /** Called after each epoch has been judged, before it is told. */
  readonly afterEpoch?: (epoch: number) => Promise<void>
  readonly stopped: () => boolean
  readonly signal: AbortSignal
}

export interface TrainSummary {
  readonly epochs: readonly EpochMetrics[]
  readonly bestEpoch: number
  readonly stop: StopReason
  readonly warnings: readonly string[]
}

const flushSteps = 8
const flushMs = 250

export function stepsPerEpoch(recipe: Recipe, trainExamples: number): number {
  return Math.max(1, Math.ceil(trainExamples / recipe.batch))
}

/** Leaves the trainee with its best weights. @throws ThawError `not-finite` when not one epoch could be finished. */
export async function* train(options: TrainOptions): AsyncGenerator<TrainEvent, TrainSummary> {
  const { trainee, recipe, random } = options
  const epochs: EpochMetrics[] = []
  let best: EpochMetrics | null = null
  let stop: StopReason = 'finished'
  let movedBefore = 1
  const warnings: string[] = []
  for (let epoch = 1; epoch <= recipe.epochs; epoch++) {
    const started = performance.now()
    if (options.stopped() && best) {
      stop = 'stopped'
      break
    }
    if (await options.beforeEpoch?.(epoch)) movedBefore = epoch
    const order = options.input.order(options.rows.train, recipe.batch, random.fork(`order/${epoch}`))
    const outcome = yield* trainEpoch(options, epoch, order)
    if (outcome.end === 'not-finite') {
      if (!best) throw notFinite(recipe)
      warnings.push(`The loss stopped being a number in epoch ${epoch}; the weights of epoch ${best.epoch} were kept.`)
      stop = 'stopped'
      break
    }
    if (outcome.end === 'stopped' && best) {
      stop = 'stopped'
      break
    }
    const validation = (await judge(options, options.rows.validation)).score()
    const metrics: EpochMetrics = {
      epoch,
      trainLoss: outcome.loss,
      validationLoss: validation.loss,
      validationAccuracy: validation.accuracy,
      validationPerplexity: validation.perplexity,
      learningRate: trainee.rate(epoch * stepsPerEpoch(recipe, order.length) - 1),
      seconds: (performance.now() - started) / 1000,
    }
    epochs.push(metrics)
    if (!best || metrics.validationLoss < best.validationLoss) {
      best = metrics
      trainee.rememberBest()
    }
    await options.afterEpoch?.(epoch)
    yield { type: 'epoch', metrics, bestEpoch: best.epoch, warmth: await trainee.warmth() }
    if (outcome.end === 'stopped') {
      stop = 'stopped'
      break
    }
    // What has just been thawed gets its chance: patience counts from there.
    const since = epoch - Math.max(best.epoch, movedBefore - 1)
    if (recipe.earlyStopping.patience > 0 && since >= recipe.earlyStopping.patience) {
      stop = 'early'
      break
    }
  }
  trainee.restoreBest()
  return { epochs, bestEpoch: best?.epoch ?? 0, stop, warnings }
}

interface EpochOutcome {
  readonly end: 'done' | 'stopped' | 'not-finite'
  readonly loss: number
}

async function* trainEpoch(
  options: TrainOptions,
  epoch: number,
  order: readonly number[],
): AsyncGenerator<TrainEvent, EpochOutcome> {
  const { trainee, recipe, features } = options
  const perEpoch = stepsPerEpoch(recipe, order.length)
  const pending: tf.Tensor1D[] = []
  let [seen, total, count, since] = [0, 0, 0, performance.now()]
  try {
    for (let index = 0; index < perEpoch; index++) {
      options.signal.throwIfAborted()
      const batch = order.slice(index * recipe.batch, (index + 1) * recipe.batch)
      const activations = await features.batch(batch.map((row) => trainView(recipe, row, epoch)))
      try {
        pending.push(trainee.step(activations, batch))
      } finally {
        disposeActivations(activations)
      }
      seen += batch.length
      const last = index === perEpoch - 1 || options.stopped()
      if (last || pending.length >= flushSteps || performance.now() - since > flushMs) {
        const first = (epoch - 1) * perEpoch + index + 2 - pending.length
        const steps = await readSteps(pending, { epoch, first, rate: trainee.rate })
        if (steps.some((step) => !Number.isFinite(step.loss))) return { end: 'not-finite', loss: Number.NaN }
        total += steps.reduce((sum, step) => sum + step.loss, 0)
        count += steps.length
        const examplesPerSecond = (1000 * seen) / Math.max(1, performance.now() - since)
        yield { type: 'steps', stepsPerEpoch: perEpoch, steps, examplesPerSecond }
        ;[seen, since] = [0, performance.now()]
        await macrotask()
      }
      if (options.stopped()) return { end: 'stopped', loss: total / Math.max(1, count) }
    }
    return { end: 'done', loss: total / Math.max(1, count) }
  } finally {
    tf.dispose(pending)
  }
}

/** The view of a training picture that an epoch meets: with k views they take turns, each picture starting elsewhere. */
function trainView(recipe: Recipe, example: number, epoch: number): View {
  const views = viewCount(recipe)
  return { example, view: views > 0 ? (epoch + example) % views : null }
}

/** Only pictures are augmented. */
function viewCount({ task, augment }: Recipe): number {
  return task === 'image-classification' ? augment.views : 0
}

/** Every view that a run will ask for. */
export function viewsOf(recipe: Recipe, rows: Rows): View[] {
  const plain = [...rows.validation, ...rows.test].map((example) => ({ example, view: null }))
  const views = viewCount(recipe)
  const train = rows.train.flatMap((example): View[] =>
    views > 0 ? Array.from({ length: views }, (_, view) => ({ example, view })) : [{ example, view: null }],
  )
  return [...train, ...plain]
}

/** Answers the plain views of rows, in their order and in inference mode. */
export async function judge<Account extends Tally>(
  {
    trainee,
    features,
    objective,
    recipe,
    signal,
  }: Pick<TrainOptions, 'features' | 'recipe' | 'signal'> & {
    trainee: Pick<Trainee, 'logits'>
    objective: { tally(): Account }
  },
  rows: readonly number[],
): Promise<Account> {
  const tally = objective.tally()
  for (let at = 0; at < rows.length; at += recipe.batch) {
    signal.throwIfAborted()
    const some = rows.slice(at, at + recipe.batch)
    const activations = await features.batch(some.map((example) => ({ example, view: null })))
    const logits = trainee.logits(activations)
    disposeActivations(activations)
    await tally.add(logits, some).finally(() => logits.dispose())
    await macrotask()
  }
  return tally
}

/** Reads what steps left on the device, `first` the number of the first of them, and empties the list. */
async function readSteps(
  pending: tf.Tensor1D[],
  { epoch, first, rate }: { epoch: number; first: number; rate: Trainee['rate'] },
): Promise<StepMetrics[]> {
  const together = tf.stack(pending)
  tf.dispose(pending.splice(0))
  const values = await together.data()
  together.dispose()
  return Array.from({ length: values.length / 2 }, (_, at) => ({
    step: first + at,
    epoch,
    loss: values[at * 2] as number,
    gradientNorm: values[at * 2 + 1] as number,
    learningRate: rate(first + at),
  }))
}

function notFinite(recipe: Recipe): ThawError {
  return new ThawError(
    'not-finite',
    `The loss stopped being a number at a learning rate of ${recipe.optimiser.learningRate}.`,
    'Lower the learning rate to a tenth and start again.',
  )
}
