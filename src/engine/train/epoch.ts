/** One epoch, from wherever in it the run stands: between two steps come checkpoints, pauses, stops and changes. */
import type * as tf from '@tensorflow/tfjs-core'
import type { StepMetrics } from '../../shared/domain/run.ts'
import { notice } from '../../shared/messages/say.ts'
import type { RecipeChange } from '../../shared/recipe/change.ts'
import { settingsAt, withChange } from '../../shared/recipe/steering.ts'
import { breathing, macrotask } from '../macrotask.ts'
import { inPieces } from './gradients.ts'
import { type LossReader, lossReader } from './lossReader.ts'
import { isOutOfMemory, outOfMemory } from './outOfMemory.ts'
import type { Progress } from './progress.ts'
import { epochOrder, stepsPerEpoch, trainView } from './rows.ts'
import type { TrainEvent } from './trainEvent.ts'
import type { TrainOptions } from './trainOptions.ts'

export type EpochEnd =
  | { readonly kind: 'done' | 'stopped' }
  /** The first step whose loss or gradient was no number. */
  | { readonly kind: 'not-finite'; readonly fault: StepMetrics }

/** A run makes at least one step, even if it was told to stop before. */
export async function* trainEpoch(options: TrainOptions, progress: Progress): AsyncGenerator<TrainEvent, EpochEnd> {
  const { control, signal, checkpoints } = options
  const { batch } = progress.recipe
  const order = epochOrder({ ...options, recipe: progress.recipe }, progress.epoch)
  const perEpoch = stepsPerEpoch(progress.recipe, order.length)
  const reader = lossReader()
  const breathe = breathing(250)
  const flush = () => tellSteps(reader, progress, perEpoch)
  try {
    while (progress.stepsInEpoch < perEpoch) {
      signal.throwIfAborted()
      const saving = progress.stepsInEpoch > 0 && checkpoints.due({ epochEnd: false })
      const waiting = saving || control.paused
      if (waiting) {
        const fault = yield* flush()
        if (fault) return { kind: 'not-finite', fault }
      }
      if (saving) await checkpoints.take(progress)
      yield* waitForTurn(options, progress)
      if (waiting) reader.restart()
      if (control.stopped && progress.step > 0) return { kind: 'stopped' }
      const change = nextChange(control, progress)
      if (change) {
        const fault = yield* flush()
        if (fault) return { kind: 'not-finite', fault }
        yield* makeChange(options, progress, change)
      }
      const at = progress.stepsInEpoch * batch
      yield* makeStep(options, progress, order.slice(at, at + batch), reader)
      if (reader.full || control.stopped || progress.stepsInEpoch === perEpoch) {
        const fault = yield* flush()
        if (fault) return { kind: 'not-finite', fault }
        await macrotask()
      } else await breathe()
      if (control.stopped) return { kind: 'stopped' }
    }
    return { kind: 'done' }
  } finally {
    reader.dispose()
  }
}

/** Tells what was read, up to the first step that is no number, which is returned. */
async function* tellSteps(
  reader: LossReader,
  progress: Progress,
  perEpoch: number,
): AsyncGenerator<TrainEvent, StepMetrics | null> {
  if (reader.empty) return null
  const { steps: all, examplesPerSecond } = await reader.read()
  const at = all.findIndex(({ loss, gradientNorm }) => !Number.isFinite(loss) || !Number.isFinite(gradientNorm))
  const steps = at < 0 ? all : all.slice(0, at)
  // One after another, so that the sum does not depend on how many were read at once.
  for (const { loss } of steps) progress.lossSum += loss
  progress.lossCount += steps.length
  if (steps.length > 0) yield { type: 'steps', stepsPerEpoch: perEpoch, steps, examplesPerSecond }
  return all[at] ?? null
}

/** Tells a pause only where there is one; a single step out of a pause leaves it told. */
async function* waitForTurn({ control, signal }: TrainOptions, { clock }: Progress): AsyncGenerator<TrainEvent, void> {
  if (!control.paused) return control.turn(signal)
  yield { type: 'paused', paused: true }
  clock.pause()
  await control.turn(signal).finally(() => clock.resume())
  if (!control.paused) yield { type: 'paused', paused: false }
}

/** The changes before the next step: those of the recipe's history, and those that the person has asked for meanwhile. */
function nextChange(control: TrainOptions['control'], progress: Progress): RecipeChange | null {
  const step = progress.step + 1
  const asked = control.takeChange()
  if (asked) progress.recipe = withChange(progress.recipe, { step, ...asked })
  return progress.recipe.history.find((each) => each.step === step) ?? null
}

async function* makeChange(
  { trainer, line }: TrainOptions,
  progress: Progress,
  change: RecipeChange,
): AsyncGenerator<TrainEvent, void> {
  const settings = settingsAt(progress.recipe, change.step)
  trainer.adjust(settings)
  if (await line.place(settings.thaw, progress.epoch)) progress.movedBefore = progress.epoch
  yield { type: 'changed', change }
}

async function* makeStep(
  options: TrainOptions,
  progress: Progress,
  batch: readonly number[],
  reader: LossReader,
): AsyncGenerator<TrainEvent, void> {
  const step = progress.step + 1
  const losses = yield* tryStep(options, progress, batch)
  const { epoch, clock } = progress
  const [seconds, learningRate] = [clock.seconds(), options.trainer.rate(step)]
  reader.add(losses, { step, seconds, epoch, learningRate }, batch.length)
  progress.step = step
  progress.stepsInEpoch += 1
}

/** Where memory does not suffice the batch is computed in twice as many pieces from here on. */
async function* tryStep(
  { trainer, features, recipe }: TrainOptions,
  progress: Progress,
  batch: readonly number[],
): AsyncGenerator<TrainEvent, tf.Tensor1D> {
  const step = progress.step + 1
  const views = (rows: readonly number[]) => rows.map((row) => trainView(recipe, row, progress.epoch))
  for (;;) {
    const pieces = inPieces(batch, progress.pieces)
    try {
      return await trainer.step(pieces.map((rows) => ({ rows, activations: () => features.batch(views(rows)) })))
    } catch (error) {
      if (!isOutOfMemory(error)) throw error
      if (pieces.length >= batch.length) throw outOfMemory(step, error)
    }
    progress.pieces = Math.min(batch.length, 2 * pieces.length)
    const message = notice('computedInPieces', { step, pieces: progress.pieces })
    yield { type: 'notice', notice: { step, kind: 'memory', message } }
  }
}
