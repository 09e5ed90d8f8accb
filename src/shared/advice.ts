/**
 * What the curves of a run suggest, in plain words, each with what may be done about it. Pure: the page shows it while
 * the run goes on and after. Every rule needs several epochs or many steps to speak, so that a healthy run is left in
 * peace; its threshold stands here with its reason.
 */
import { methodCard } from '../methods/cards.ts'
import type { EpochMetrics } from './domain/run.ts'
import type { RunLog } from './domain/runLog.ts'
import type { Message } from './messages/message.ts'
import { notice } from './messages/say.ts'
import { wilsonInterval } from './metrics/wilsonInterval.ts'
import type { Settings } from './recipe/change.ts'
import type { Recipe } from './recipe/recipe.ts'
import { settingsAt } from './recipe/steering.ts'

export type AdviceId =
  | 'not-finite'
  | 'rate-too-high'
  | 'collapsed'
  | 'over-fitting'
  | 'under-fitting'
  | 'plateau'
  | 'few-validation'

export type AdviceAction =
  /** While the run goes on, from its next step; after it, for the next run. */
  | { readonly kind: 'change'; readonly label: Message; readonly change: Partial<Settings> }
  /** Only while the run goes on. */
  | { readonly kind: 'stop'; readonly label: Message }
  /** A field that only the next run can have. */
  | { readonly kind: 'set'; readonly label: Message; readonly field: string; readonly value: number }

export interface Advice {
  readonly id: AdviceId
  readonly title: Message
  readonly words: Message
  readonly actions: readonly AdviceAction[]
}

export interface AdvisedOn {
  /** Validation examples. */
  readonly validation: number
  /** 0 where texts are continued. */
  readonly classes: number
  /** Of the trunk; null while unknown. */
  readonly blocks: number | null
}

/** The part of a run that advice is drawn from. */
export type Curves = Pick<RunLog, 'epochs' | 'bestEpoch' | 'steps' | 'firstSteps' | 'lastStep' | 'watched' | 'notices'>

/** Three epochs in a row are no accident of the split; two often are. */
const risingEpochs = 3
/** Losses within half a per cent of each other are the same to anyone who looks at the chart. */
const flatShare = 0.005
/** As many epochs without progress as early stopping usually waits for. */
const flatEpochs = 5
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
/** Half-widths under eight points are good enough to choose an epoch by. */
const wideInterval = 0.08
/** A score that goes up and down so often is tossed about; one that only climbs is learning. */
const fewestTurns = 2
/** Below this share of the rate it began with, a schedule is at its end, and standing still is what it is for. */
const spentRate = 0.1
/** More advice than this is read by nobody. */
const mostAdvice = 3

export function adviceFor(curves: Curves, recipe: Recipe, on: AdvisedOn): readonly Advice[] {
  const now = settingsAt(recipe, curves.lastStep?.step ?? 1)
  const about: About = { curves, recipe, now, ...on }
  const upset = notFinite(about) ?? rateTooHigh(about)
  const shape = upset ?? collapsed(about) ?? overFitting(about) ?? underFitting(about) ?? plateau(about)
  return [shape, fewValidation(about)].filter((advice) => advice !== null).slice(0, mostAdvice)
}

interface About extends AdvisedOn {
  readonly curves: Curves
  readonly recipe: Recipe
  readonly now: Settings
}

function notFinite({ curves, now }: About): Advice | null {
  const told = curves.notices.findLast(({ kind }) => kind === 'not-finite')
  if (!told) return null
  return {
    id: 'not-finite',
    title: notice('lossWasNoNumber'),
    words: notice('smallerRateStaysFinite', { happened: told.message }),
    actions: [lowerRate(now, 10)],
  }
}

function rateTooHigh(about: About): Advice | null {
  const words = diverged(about.curves) ?? jumping(about.curves)
  if (!words) return null
  const actions = [lowerRate(about.now, 2)]
  return { id: 'rate-too-high', title: notice('rateLooksTooHigh'), words, actions }
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

function collapsed({ curves, now, classes }: About): Advice | null {
  const last = curves.watched.at(-1)
  const epoch = curves.epochs.at(-1)
  if (!last || !epoch || last.epoch < 2 || last.examples.length < fewestWatched || classes < 2) return null
  const answers = new Set(last.examples.map(({ probabilities }) => probabilities.indexOf(Math.max(...probabilities))))
  const truths = last.examples.map(({ truth }) => truth)
  const [only] = answers
  if (answers.size > 1 || only === undefined || new Set(truths).size < 2) return null
  const share = truths.filter((truth) => truth === only).length / truths.length
  const guessing = Math.max(1.5 / classes, share + 0.1)
  if ((epoch.validationAccuracy ?? 1) > guessing) return null
  return {
    id: 'collapsed',
    title: notice('oneClassForEverything'),
    words: notice('watchedAllAlike'),
    actions: [lowerRate(now, 3)],
  }
}

function overFitting({ curves: { epochs, bestEpoch }, now }: About): Advice | null {
  const late = epochs.slice(-(risingEpochs + 1))
  if (late.length <= risingEpochs) return null
  if (!always(late, (before, after) => after.validationLoss > before.validationLoss)) return null
  if (!((late.at(-1) as EpochMetrics).trainLoss < (late[0] as EpochMetrics).trainLoss)) return null
  const dropout = Math.min(0.5, Math.round(100 * (now.dropout + 0.2)) / 100)
  const more: AdviceAction = { kind: 'change', label: notice('setDropout', { dropout }), change: { dropout } }
  return {
    id: 'over-fitting',
    title: notice('beginsToLearnByHeart'),
    words: notice('validationRises', { epochs: risingEpochs, bestEpoch }),
    actions: [{ kind: 'stop', label: notice('stopAndKeepBest') }, ...(dropout > now.dropout ? [more] : [])],
  }
}

function underFitting(about: About): Advice | null {
  const { curves, now, classes, recipe, blocks } = about
  const late = curves.epochs.slice(-(flatEpochs + 1))
  const [first, last] = [late[0], late.at(-1)]
  if (!first || !last || late.length <= flatEpochs) return null
  const guessing = classes > 1 ? Math.log(classes) : (curves.firstSteps[0]?.loss ?? Number.POSITIVE_INFINITY)
  if (last.trainLoss < highShare * guessing || last.validationLoss < highShare * guessing) return null
  const fall = 1 - (last.trainLoss / first.trainLoss) ** (1 / flatEpochs)
  if (fall > slowShare) return null
  const learningRate = rounded(Math.min(10, 2 * now.learningRate))
  const faster = setRate(learningRate)
  const canThaw = methodCard(recipe.method.id).thaw === 'choice' && now.thaw < (blocks ?? Number.POSITIVE_INFINITY)
  const thaw = now.thaw + 1
  const deeper: AdviceAction = { kind: 'change', label: notice('thawOneMore'), change: { thaw } }
  return {
    id: 'under-fitting',
    title: notice('learnsTooLittle'),
    words: notice('lossesHardlyFall', { loss: last.trainLoss, epoch: last.epoch, canThaw }),
    actions: [faster, ...(canThaw ? [deeper] : [])],
  }
}

function plateau({ curves, recipe, now }: About): Advice | null {
  const { epochs, lastStep } = curves
  const late = epochs.slice(-flatEpochs)
  const before = epochs.slice(0, -flatEpochs)
  if (before.length === 0 || recipe.epochs - epochs.length < risingEpochs) return null
  if ((lastStep?.learningRate ?? 0) < spentRate * now.learningRate) return null
  const lowest = (of: readonly EpochMetrics[]) => Math.min(...of.map(({ validationLoss }) => validationLoss))
  if (lowest(late) < (1 - flatShare) * lowest(before)) return null
  return {
    id: 'plateau',
    title: notice('stoppedGettingBetter'),
    words: notice('validationStandsStill', { epochs: flatEpochs }),
    actions: [lowerRate(now, 3), { kind: 'stop', label: notice('stopAndKeepBest') }],
  }
}

function fewValidation({ curves: { epochs }, recipe, validation, classes }: About): Advice | null {
  const scores = epochs.slice(-flatEpochs).flatMap(({ validationAccuracy: score }) => (score === null ? [] : [score]))
  if (scores.length < flatEpochs || validation === 0 || classes < 2) return null
  const [low, high] = [Math.min(...scores), Math.max(...scores)]
  const [from, to] = wilsonInterval(Math.round(high * validation), validation)
  const half = (to - from) / 2
  if (half <= wideInterval || high - low >= half || turns(scores) < fewestTurns) return null
  const share = Math.round(100 * Math.min(0.4, 2 * recipe.split.validation)) / 100
  const field = 'split.validation'
  return {
    id: 'few-validation',
    title: notice('tooLittleValidation'),
    words: notice('epochsWithinChance', { epochs: flatEpochs, apart: high - low, examples: validation, chance: half }),
    actions:
      share > recipe.split.validation
        ? [{ kind: 'set', label: notice('setValidationShare', { share }), field, value: share }]
        : [],
  }
}

function lowerRate({ learningRate }: Settings, times: number): AdviceAction {
  return setRate(rounded(Math.max(1e-7, learningRate / times)))
}

function setRate(learningRate: number): AdviceAction {
  return { kind: 'change', label: notice('setLearningRate', { rate: learningRate }), change: { learningRate } }
}

function always(epochs: readonly EpochMetrics[], holds: (before: EpochMetrics, after: EpochMetrics) => boolean) {
  return epochs.slice(1).every((after, index) => holds(epochs[index] as EpochMetrics, after))
}

/** How often a series changes its direction. */
function turns(values: readonly number[]): number {
  const ways = values.slice(1).map((value, index) => Math.sign(value - (values[index] ?? 0)))
  const moves = ways.filter((way) => way !== 0)
  return moves.slice(1).filter((way, index) => way !== moves[index]).length
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0
}

function rounded(value: number): number {
  return Number(value.toPrecision(2))
}
