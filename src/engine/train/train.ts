/**
 * The training loop, an async generator: it yields what happened and returns a summary. Whatever a person wants of it,
 * and checkpoints, are awaited between steps. It goes on from a checkpoint as if it had never been interrupted.
 */
import type { EpochMetrics, StopReason } from '../../shared/domain/run.ts'
import type { Message } from '../../shared/messages/message.ts'
import type { Recipe } from '../../shared/recipe/recipe.ts'
import { settingsAt } from '../../shared/recipe/steering.ts'
import { type EpochEnd, trainEpoch } from './epoch.ts'
import { evaluateRows } from './evaluateRows.ts'
import { notFinite, notFiniteNotice } from './notFinite.ts'
import type { Tally } from './objective.ts'
import { addEpoch, beginEpoch, isJudged, isOutOfPatience, type Progress, progressFrom } from './progress.ts'
import { stepsPerEpoch } from './rows.ts'
import type { RunControl } from './runControl.ts'
import type { TrainEvent } from './trainEvent.ts'
import type { TrainOptions } from './trainOptions.ts'

export interface TrainSummary {
  /** With its history. */
  readonly recipe: Recipe
  readonly epochs: readonly EpochMetrics[]
  readonly bestEpoch: number
  readonly stop: StopReason
  readonly warnings: readonly Message[]
  /** Of training, without pauses. */
  readonly seconds: number
}

/** Leaves the trainer with its best weights. @throws ThawError `not-finite` when not one epoch could be finished. */
export async function* train(options: TrainOptions): AsyncGenerator<TrainEvent, TrainSummary> {
  const { trainer, line, control } = options
  const progress = progressFrom(options.recipe, options.from)
  trainer.adjust(settingsAt(progress.recipe, progress.step))
  let stop = reasonToStop(progress, control)
  while (stop === null) {
    if (progress.epoch === 0 || isJudged(progress)) beginEpoch(progress)
    const { thaw } = settingsAt(progress.recipe, progress.step)
    if (await line.place(thaw, progress.epoch)) progress.movedBefore = progress.epoch
    const end = yield* trainEpoch(options, progress)
    stop = (yield* closeEpoch(options, progress, end)) ?? reasonToStop(progress, control)
  }
  trainer.restoreBest()
  const { recipe, epochs, bestEpoch, warnings, clock } = progress
  return { recipe, epochs, bestEpoch, stop, warnings, seconds: clock.seconds() }
}

/** Between two epochs. */
function reasonToStop(progress: Progress, control: Pick<RunControl, 'stopped'>): StopReason | null {
  if (progress.epoch === 0 || !isJudged(progress)) return null
  if (isOutOfPatience(progress)) return 'early'
  if (progress.epoch >= progress.recipe.epochs) return 'finished'
  return control.stopped ? 'stopped' : null
}

/** Judges what the epoch has come to; a run that was stopped in its first epoch is judged where it stands. */
async function* closeEpoch(
  options: TrainOptions,
  progress: Progress,
  end: EpochEnd,
): AsyncGenerator<TrainEvent, StopReason | null> {
  if (end.kind === 'not-finite') {
    yield notFiniteNotice(end.fault, progress)
    if (progress.bestEpoch === 0) throw notFinite(end.fault, progress)
    progress.warnings = [...progress.warnings, notFinite(end.fault, progress).said]
    return 'stopped'
  }
  const stopped = end.kind === 'stopped'
  if (stopped && progress.bestEpoch > 0) return 'stopped'
  const tally = await evaluateRows(options, options.rows.validation)
  const metrics = metricsOf(options, progress, tally)
  if (addEpoch(progress, metrics)) options.trainer.rememberBest()
  await options.afterEpoch(progress.epoch, tally)
  yield { type: 'epoch', metrics, bestEpoch: progress.bestEpoch, updateRatios: await options.trainer.updateRatios() }
  if (stopped) return 'stopped'
  if (options.checkpoints.due({ epochEnd: true })) await options.checkpoints.take(progress)
  return null
}

function metricsOf({ trainer, rows }: TrainOptions, progress: Progress, tally: Tally): EpochMetrics {
  const { epoch, lossSum, lossCount, recipe, clock } = progress
  const { loss, accuracy, perplexity, scores } = tally.score()
  return {
    epoch,
    trainLoss: lossSum / Math.max(1, lossCount),
    validationLoss: loss,
    validationAccuracy: accuracy,
    validationPerplexity: perplexity,
    ...(scores && { validationScores: scores }),
    learningRate: trainer.rate(epoch * stepsPerEpoch(recipe, rows.train.length) - 1),
    seconds: clock.epochSeconds(),
  }
}
