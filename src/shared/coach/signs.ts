/**
 * What the curves of a run show by themselves, whatever its score is worth. Every sign needs several epochs or many
 * steps, so that a healthy run shows none; its threshold stands here with its reason.
 */
import { isWatched } from '../../tasks/watched.ts'
import type { EpochMetrics } from '../domain/run.ts'
import type { RunLog } from '../domain/runLog.ts'
import type { Message } from '../messages/message.ts'
import { notice } from '../messages/say.ts'
import type { Settings } from '../recipe/change.ts'

/** The part of a run that signs are read from. */
export type Curves = Pick<
  RunLog,
  'epochs' | 'bestEpoch' | 'steps' | 'firstSteps' | 'lastStep' | 'watched' | 'notices' | 'states'
>

/** Three epochs in a row are no accident of the split; two often are. */
const risingEpochs = 3
/** Losses within half a per cent of each other are the same to anyone who looks at the chart. */
const flatShare = 0.005
/** As many epochs without progress as early stopping usually waits for. */
export const flatEpochs = 5
/** Above this share of the loss of guessing, a network has hardly begun to tell the classes apart. */
const highShare = 0.6
/** Falling by less than this share an epoch, a high loss would take dozens of epochs more. */
const slowShare = 0.02
/** A training loss so far above the lowest it had is no noise: an epoch's mean is over every example. */
const jumpShare = 1.15
/** Gradient norms vary by a factor of two or three between batches; five is a spike. */
const spikeTimes = 5
/** The mean of so many steps is steady enough to be compared with the beginning. */
const meanOfSteps = 20
/** A loss so far above that of the untrained head means that steps overshoot. */
const divergedTimes = 1.5
/** Fewer watched examples say nothing about all. */
const fewestWatched = 4
/** A score that goes up and down so often is tossed about; one that only climbs is learning. */
const fewestTurns = 2
/** Below this share of the rate it began with, a schedule is at its end, and standing still is what it is for. */
const spentRate = 0.1
/** Losses on what was trained with and on what was not that differ by so much are two different skills. */
const apartTimes = 1.6
const apartBy = 0.25

/** That the loss was NaN, as the run told it. */
export function notFiniteSign({ notices }: Curves): Message | null {
  return notices.findLast(({ kind }) => kind === 'not-finite')?.message ?? null
}

/** That steps are too large, and by what it shows. */
export function rateSign(curves: Curves): Message | null {
  return diverged(curves) ?? jumping(curves)
}

/** From the steps alone, so that it is told within the first epoch. */
function diverged({ steps, firstSteps }: Curves): Message | null {
  if (steps.length < 2 * meanOfSteps || firstSteps.length < meanOfSteps / 2) return null
  const begun = mean(firstSteps.slice(0, meanOfSteps / 2).map(({ loss }) => loss))
  const late = mean(steps.slice(-meanOfSteps).map(({ loss }) => loss))
  if (!(late > divergedTimes * begun)) return null
  return notice('lossHasClimbed', { from: begun, to: late })
}

function jumping({ epochs, steps }: Curves): Message | null {
  const last = epochs.at(-1)
  const lowest = Math.min(...epochs.slice(0, -1).map(({ trainLoss }) => trainLoss))
  if (!last || epochs.length < 2 || !(last.trainLoss > jumpShare * lowest)) return null
  const norms = (wanted: (epoch: number) => boolean) =>
    steps.filter(({ epoch }) => wanted(epoch)).map(({ gradientNorm }) => gradientNorm)
  const usual = median(norms((epoch) => epoch < last.epoch))
  const highest = norms((epoch) => epoch === last.epoch).reduce((most, norm) => Math.max(most, norm), 0)
  if (!(usual > 0) || highest < spikeTimes * usual) return null
  return notice('trainingLossJumped', { from: lowest, to: last.trainLoss, times: Math.round(highest / usual) })
}

/** That every watched example has the same answer, and accuracy is no better than guessing. */
export function hasCollapsed({ watched, epochs }: Curves, classes: number): boolean {
  const last = watched.at(-1)
  const epoch = epochs.at(-1)
  if (!last || !epoch || last.epoch < 2 || classes < 2) return false
  const examples = last.examples.filter(isWatched('class'))
  if (examples.length < fewestWatched) return false
  const answers = new Set(examples.map(({ probabilities }) => probabilities.indexOf(Math.max(...probabilities))))
  const truths = examples.map(({ truth }) => truth)
  const [only] = answers
  if (answers.size > 1 || only === undefined || new Set(truths).size < 2) return false
  const share = truths.filter((truth) => truth === only).length / truths.length
  return (epoch.validationAccuracy ?? 1) <= Math.max(1.5 / classes, share + 0.1)
}

/** The epoch since which validation gets worse while training gets better; null while it does not. */
export function risingSince({ epochs }: Curves): number | null {
  const late = epochs.slice(-(risingEpochs + 1))
  const [first, last] = [late[0], late.at(-1)]
  if (!first || !last || late.length <= risingEpochs || !(last.trainLoss < first.trainLoss)) return null
  const rises = late.slice(1).every(({ validationLoss }, index) => validationLoss > at(late, index).validationLoss)
  return rises ? first.epoch : null
}

/** The epoch after which validation turned while training went on, or whose two losses lie far apart, at a run's end. */
export function memorised({
  epochs,
}: Curves): { readonly kind: 'turned' | 'apart'; readonly epoch: EpochMetrics } | null {
  const last = epochs.at(-1)
  if (!last || epochs.length < 3) return null
  const best = epochs.reduce((low, epoch) => (epoch.validationLoss < low.validationLoss ? epoch : low))
  if (last.validationLoss > 1.1 * best.validationLoss && last.trainLoss < best.trainLoss)
    return { kind: 'turned', epoch: best }
  const apart = last.validationLoss - last.trainLoss > apartBy && last.validationLoss > apartTimes * last.trainLoss
  return apart ? { kind: 'apart', epoch: last } : null
}

/** The last epoch of several in which both losses are high and hardly fall. @param guessing the loss of guessing */
export function hardlyLearns({ epochs }: Curves, guessing: number): EpochMetrics | null {
  const late = epochs.slice(-(flatEpochs + 1))
  const [first, last] = [late[0], late.at(-1)]
  if (!first || !last || late.length <= flatEpochs) return null
  if (last.trainLoss < highShare * guessing || last.validationLoss < highShare * guessing) return null
  return 1 - (last.trainLoss / first.trainLoss) ** (1 / flatEpochs) > slowShare ? null : last
}

/** Whether the validation loss has stood still for several epochs, and the best epoch lies before them. */
export function standsStill({ epochs, bestEpoch }: Curves): boolean {
  if (epochs.length - bestEpoch < flatEpochs) return false
  const [before, late] = [epochs.slice(0, -flatEpochs), epochs.slice(-flatEpochs)]
  if (before.length === 0) return false
  const lowest = (of: readonly EpochMetrics[]) => Math.min(...of.map(({ validationLoss }) => validationLoss))
  return !(lowest(late) < (1 - flatShare) * lowest(before))
}

/** Whether the schedule has come to its end. */
export function isSpent({ lastStep }: Curves, { learningRate }: Settings): boolean {
  return (lastStep?.learningRate ?? 0) < spentRate * learningRate
}

/** How far apart the last scores lie, where they go up and down rather than climb; null where they do not. */
export function tossed({ epochs }: Curves): { readonly low: number; readonly high: number } | null {
  const scores = epochs.slice(-flatEpochs).flatMap(({ validationAccuracy: score }) => (score === null ? [] : [score]))
  if (scores.length < flatEpochs || turns(scores) < fewestTurns) return null
  return { low: Math.min(...scores), high: Math.max(...scores) }
}

/** Whether a block is left that did not move: another could be thawed. */
export function hasFrozen({ states }: Curves): boolean {
  return states.at(-1)?.updateRatios.includes(0) ?? false
}

/** How often a series changes its direction. */
function turns(values: readonly number[]): number {
  const ways = values.slice(1).map((value, index) => Math.sign(value - (values[index] ?? 0)))
  const moves = ways.filter((way) => way !== 0)
  return moves.slice(1).filter((way, index) => way !== moves[index]).length
}

function at(epochs: readonly EpochMetrics[], index: number): EpochMetrics {
  return epochs[index] as EpochMetrics
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0
}
