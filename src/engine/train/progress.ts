/** The state that the loop carries from step to step, and the part of it that goes into a checkpoint. */
import type { EpochMetrics } from '../../shared/domain/run.ts'
import type { Message } from '../../shared/messages/message.ts'
import type { Recipe } from '../../shared/recipe/recipe.ts'
import { taskCard } from '../../tasks/cards.ts'
import type { Position } from './checkpoint.ts'
import { type Clock, startClock } from './clock.ts'

export interface Progress {
  /** With the history of changes as it stands. */
  recipe: Recipe
  /** Steps done, over the whole run. */
  step: number
  /** The epoch under way, from 1; 0 before the first. */
  epoch: number
  stepsInEpoch: number
  lossSum: number
  lossCount: number
  epochs: readonly EpochMetrics[]
  /** 0 before one was judged. */
  bestEpoch: number
  /** The first epoch since the thaw line last moved. */
  movedBefore: number
  /** Pieces of a batch: the recipe's, or more where memory did not suffice. */
  pieces: number
  warnings: readonly Message[]
  readonly clock: Clock
}

/** Of a run that begins, or goes on from where it was. */
export function progressFrom(recipe: Recipe, at: Position | null): Progress {
  if (!at)
    return {
      ...{ recipe, step: 0, epoch: 0, stepsInEpoch: 0, lossSum: 0, lossCount: 0 },
      ...{ epochs: [], bestEpoch: 0, movedBefore: 1, pieces: recipe.accumulate, warnings: [] },
      clock: startClock(),
    }
  const { step, epoch, stepsInEpoch, lossSum, lossCount, epochs, bestEpoch, movedBefore, pieces, warnings } = at
  return {
    ...{ recipe: { ...recipe, history: at.history }, step, epoch, stepsInEpoch, lossSum, lossCount },
    ...{ epochs, bestEpoch, movedBefore, pieces, warnings },
    clock: startClock(at),
  }
}

export function positionOf(progress: Progress) {
  const { recipe, clock, ...rest } = progress
  return { ...rest, history: recipe.history, seconds: clock.seconds(), epochSeconds: clock.epochSeconds() }
}

/** Whether the epoch under way was trained and judged. */
export function isJudged({ epoch, epochs }: Progress): boolean {
  return epochs.at(-1)?.epoch === epoch
}

export function beginEpoch(progress: Progress): void {
  Object.assign(progress, { epoch: progress.epoch + 1, stepsInEpoch: 0, lossSum: 0, lossCount: 0 })
  progress.clock.beginEpoch()
}

/** Adds an epoch; true where it is the best so far, by loss, or by score with ties broken by the loss. */
export function addEpoch(progress: Progress, metrics: EpochMetrics): boolean {
  const best = progress.epochs.find(({ epoch }) => epoch === progress.bestEpoch)
  progress.epochs = [...progress.epochs, metrics]
  if (best && !isBetter(metrics, best, progress.recipe)) return false
  progress.bestEpoch = metrics.epoch
  return true
}

function isBetter(one: EpochMetrics, other: EpochMetrics, { task, earlyStopping }: Recipe): boolean {
  const { ofEpoch, better } = taskCard(task).score
  const [score, otherScore] = [ofEpoch(one), ofEpoch(other)]
  if (earlyStopping.by === 'score' && score !== null && otherScore !== null && score !== otherScore)
    return better === 'higher' ? score > otherScore : score < otherScore
  return one.validationLoss < other.validationLoss
}

/** What has just been thawed gets its chance: patience counts from there. */
export function isOutOfPatience({ recipe, epoch, bestEpoch, movedBefore }: Progress): boolean {
  const { patience } = recipe.earlyStopping
  return bestEpoch > 0 && patience > 0 && epoch - Math.max(bestEpoch, movedBefore - 1) >= patience
}
