/**
 * One verdict a run, from its level beside what guessing would score, its curves, its spread and the size of its data,
 * with the one next thing to do. Pure, and the same wherever the run is shown. It judges by validation: whoever changes
 * a setting because of the test has no test any more.
 */
import { methodCard, methodCards, methodRefusal } from '../../methods/cards.ts'
import { taskCard } from '../../tasks/cards.ts'
import { taskReport } from '../../tasks/reports.ts'
import { modelCard, strongerModel } from '../catalog/models.ts'
import type { EpochMetrics } from '../domain/run.ts'
import { inSentence } from '../messages/inSentence.ts'
import type { Message } from '../messages/message.ts'
import { notice } from '../messages/say.ts'
import { wilsonInterval } from '../metrics/wilsonInterval.ts'
import type { Settings } from '../recipe/change.ts'
import { defaultFields } from '../recipe/recipe.ts'
import { settingsAt } from '../recipe/steering.ts'
import type { CoachedRun } from './coachedRun.ts'
import * as signs from './signs.ts'
import type { NextStep, Verdict } from './verdict.ts'

/** With fewer examples of a class to train on, more of them help most. */
const fewOfAClass = 20
/** The same in all, where nothing is classified. */
const fewInAll = 200
/** So many validation examples tell even a slight skill from guessing. */
const enoughToTell = 200
/** Half-widths under eight points are good enough to choose an epoch by. */
const wideInterval = 0.08
/** A score whose lower end comes no further than this share of what is good was luck as much as skill. */
const surelyShare = 0.5
/** A rate so far below the method's own is the likelier reason for learning little. */
const slowRate = 3

/** Null where nothing can be said: before the first epoch, or of a run that failed for reasons of its own. */
export function coach(run: CoachedRun): Verdict | null {
  const about = aboutOf(run)
  const broken = notFinite(about)
  if (broken) return broken
  if (!about.best) return run.over ? null : rateTooHigh(about)
  for (const rule of run.over ? ended : underWay) {
    const verdict = rule(about)
    if (verdict) return verdict
  }
  return null
}

type Rule = (about: About) => Verdict | null

/** The best weights are kept: what went wrong after them spoils nothing. */
const ended: readonly Rule[] = [
  good,
  rateTooHigh,
  collapsed,
  maybe,
  guessing,
  memorises,
  cutShort,
  weakModel,
  tossedAbout,
  littleData,
  hardly,
  fair,
]
const underWay: readonly Rule[] = [
  rateTooHigh,
  collapsed,
  good,
  memorises,
  weakModel,
  hardly,
  tossedAbout,
  standing,
  learning,
]

interface About extends CoachedRun {
  readonly now: Settings
  readonly best: EpochMetrics | undefined
  readonly level: Level | null
}

/** What the best epoch scored, and what that is worth. */
interface Level {
  readonly score: number
  /** What guessing would score; null while unknown. */
  readonly baseline: number | null
  /** Where the truth lies with 95 % confidence; null where no formula tells. */
  readonly interval: readonly [number, number] | null
  /** What the score does not show is no success. */
  readonly spoilt: boolean
  /** "Validation accuracy is 0.986. Always answering the most frequent class would score 0.250." */
  readonly words: Message
}

function aboutOf(all: CoachedRun): About {
  // Labels and tags are counted otherwise than classes, of which each example has one.
  const { perClass } = taskCard(all.recipe.task).words.amount
  const run = perClass ? all : { ...all, classes: [] }
  const { curves, recipe } = run
  const best = curves.epochs.find(({ epoch }) => epoch === curves.bestEpoch) ?? curves.epochs.at(-1)
  const now = settingsAt(recipe, curves.lastStep?.step ?? 1)
  return { ...run, now, best, level: best ? levelOf(run, best) : null }
}

function levelOf({ recipe, result, classes, validation }: CoachedRun, best: EpochMetrics): Level | null {
  const { score: card } = taskCard(recipe.task)
  const { worth } = taskReport(recipe.task)
  const score = card.ofEpoch(best)
  if (score === null || !Number.isFinite(score)) return null
  const baseline = worth.baseline({ test: result?.test ?? null, before: result?.before ?? null, classes })
  const interval = worth.isShare && validation > 0 ? wilsonInterval(Math.round(score * validation), validation) : null
  const beside = baseline === null ? '' : worth.beside(card.format(baseline))
  const beyond = result ? worth.beyond?.(result.test) : undefined
  const words = notice('coachLevel', {
    ...{ name: inSentence(card.name), score: card.format(score) },
    beside: [beside, beyond?.words].filter(Boolean).join(' '),
  })
  return { score, baseline, interval, spoilt: beyond?.spoils ?? false, words }
}

/** How far a score is on the way from guessing to perfect; null while that is unknown. */
function wayOf({ recipe }: About, { baseline }: Level, score: number): number | null {
  const { perfect } = taskReport(recipe.task).worth
  return baseline === null || baseline === perfect ? null : (score - baseline) / (perfect - baseline)
}

/** Where a score stands; `maybe` where so few were asked that it may be luck, or no better than guessing. */
function placeOf(about: About): 'good' | 'between' | 'maybe' | 'guessing' | null {
  const { level, recipe, validation } = about
  const way = level && wayOf(about, level, level.score)
  if (!level || way === null) return null
  const { good: enough } = taskReport(recipe.task).worth
  const surely = (level.interval && wayOf(about, level, level.interval[0])) ?? way
  if (way >= enough && level.spoilt) return 'between'
  if (way >= enough) return surely >= surelyShare * enough ? 'good' : 'maybe'
  if (surely > 0) return 'between'
  return level.interval && way > 0 && validation < enoughToTell ? 'maybe' : 'guessing'
}

function good(about: About): Verdict | null {
  const { level, over, curves } = about
  if (!level || placeOf(about) !== 'good') return null
  const settled = !over && (signs.standsStill(curves) || signs.risingSince(curves) !== null)
  const next = over ? goTo('use', notice('coachTryIt')) : settled ? stop() : null
  return {
    id: 'good',
    title: notice('coachGood', { over }),
    words: notice('coachGoodWords', {
      level: level.words,
      settled,
      limit: modelCard(about.recipe.model.id)?.limit ?? '',
    }),
    next,
  }
}

function notFinite({ curves, now, over }: About): Verdict | null {
  const happened = signs.notFiniteSign(curves)
  if (!happened) return null
  const words = notice('coachSmallerRate', { happened })
  return { id: 'wrong', title: notice('coachNotFinite'), words, next: lowerRate(now, 10, over) }
}

function rateTooHigh({ curves, now, over }: About): Verdict | null {
  const words = signs.rateSign(curves)
  return words && { id: 'wrong', title: notice('coachRateTooHigh'), words, next: lowerRate(now, 2, over) }
}

function collapsed({ curves, now, over, classes }: About): Verdict | null {
  if (!signs.hasCollapsed(curves, classes.length)) return null
  return {
    id: 'wrong',
    title: notice('coachOneClass'),
    words: notice('coachOneClassWords'),
    next: lowerRate(now, 3, over),
  }
}

function maybe(about: About): Verdict | null {
  const { level, validation, recipe } = about
  if (!level?.interval || placeOf(about) !== 'maybe') return null
  const [from, to] = level.interval.map(taskCard(recipe.task).score.format)
  const between = { from: from ?? '', to: to ?? '', examples: validation }
  const words = notice('coachChance', { level: level.words, ...between })
  return { id: 'noise', title: notice('coachNoise'), words, next: moreValidation(about) }
}

function guessing(about: About): Verdict | null {
  const { level } = about
  if (!level || placeOf(about) !== 'guessing') return null
  return {
    id: 'wrong',
    title: notice('coachNoBetter'),
    words: notice('coachNoBetterWords', { level: level.words }),
    next: goTo('data', notice('coachCheckData')),
  }
}

/** Memorising; and where there is hardly anything to learn from, that is why. */
function memorises(about: About): Verdict | null {
  const words = about.over ? memorisedWords(about) : risingWords(about)
  if (!words) return null
  if (about.over && hasLittleData(about)) return littleVerdict(about, words)
  const next = about.over ? (moreDropout(about) ?? moreData(about)) : stop()
  return { id: 'over-fitting', title: notice('coachOverFitting'), words, next }
}

function risingWords({ curves }: About): Message | null {
  const since = signs.risingSince(curves)
  return since === null ? null : notice('coachTurned', { epoch: since, kept: curves.bestEpoch })
}

function memorisedWords({ curves }: About): Message | null {
  const sign = signs.memorised(curves)
  if (!sign) return null
  const { epoch, trainLoss, validationLoss } = sign.epoch
  return sign.kind === 'turned'
    ? notice('coachTurned', { epoch, kept: curves.bestEpoch })
    : notice('coachApart', { trainLoss, validationLoss })
}

/** A person who planned fewer epochs than usual, of which the last was the best, has not seen what the model can do. */
function cutShort(about: About): Verdict | null {
  const { recipe, train } = about
  const usual = Number(defaultFields(recipe.method.id, recipe.task, train > 0 ? train : null).epochs)
  return about.level && recipe.epochs < usual && isImproving(about) ? longer(about.level, usual) : null
}

function isImproving({ curves, recipe }: About): boolean {
  const ran = curves.epochs.length
  return curves.bestEpoch === ran && ran >= recipe.epochs
}

function longer(level: Level, epochs: number): Verdict {
  const next: NextStep = { kind: 'set', fields: { epochs }, label: notice('coachLonger', { epochs }) }
  const words = notice('coachFairWords', { level: level.words, improving: true })
  return { id: 'fair', title: notice('coachFair'), words, next }
}

/** A result that is not good, by a model that was made to be small. */
function weakModel(about: About): Verdict | null {
  const { level, recipe, over, curves, now } = about
  const stronger = strongerModel(recipe.model.id, recipe.task)
  if (!stronger || !level || level.baseline === null || hasSlowRate(about)) return null
  const settled = signs.standsStill(curves) || (hardlySign(about) !== null && !signs.isSpent(curves, now))
  if (!over && !settled) return null
  const model = modelCard(recipe.model.id)?.title ?? recipe.model.id
  const named = { model, stronger: stronger.title, bytes: stronger.downloadBytes }
  const choose: NextStep = {
    kind: 'model',
    model: stronger.id,
    label: notice('coachChoose', { model: stronger.title }),
  }
  return {
    id: 'weak-model',
    title: notice('coachWeakModel'),
    words: notice('coachWeakModelWords', { level: level.words, ...named }),
    next: over ? choose : stop(),
  }
}

function hardly(about: About): Verdict | null {
  const epoch = hardlySign(about)
  if (!epoch) return null
  const faster = rounded(Math.min(10, 2 * about.now.learningRate))
  const words = notice('coachHardlyWords', { loss: epoch.trainLoss, epoch: epoch.epoch })
  return { id: 'wrong', title: notice('coachHardly'), words, next: setRate(faster, about.over) }
}

function hardlySign({ curves, classes }: About): EpochMetrics | null {
  const first = curves.firstSteps[0]?.loss ?? Number.POSITIVE_INFINITY
  return signs.hardlyLearns(curves, classes.length > 1 ? Math.log(classes.length) : first)
}

/** Rates for features of size 1 and others cannot be compared. */
function hasSlowRate({ now, recipe, train }: About): boolean {
  const usual = defaultFields(recipe.method.id, recipe.task, train > 0 ? train : null)
  if (recipe.optimiser.unitFeatures !== usual['optimiser.unitFeatures']) return false
  return now.learningRate * slowRate < Number(usual['optimiser.learningRate'])
}

/** Epochs that differ by less than chance are worth. */
function tossedAbout(about: About): Verdict | null {
  const { curves, validation, classes } = about
  const scores = validation > 0 && classes.length > 1 ? signs.tossed(curves) : null
  if (!scores) return null
  const [from, to] = wilsonInterval(Math.round(scores.high * validation), validation)
  const chance = (to - from) / 2
  const apart = scores.high - scores.low
  if (chance <= wideInterval || apart >= chance) return null
  const words = notice('coachTossed', { epochs: signs.flatEpochs, apart, examples: validation, chance })
  return { id: 'noise', title: notice('coachNoise'), words, next: moreValidation(about) }
}

function littleData(about: About): Verdict | null {
  return about.level && hasLittleData(about) ? littleVerdict(about, about.level.words) : null
}

function hasLittleData({ train, classes }: CoachedRun): boolean {
  return classes.length > 1 ? train / classes.length < fewOfAClass : train > 0 && train < fewInAll
}

function littleVerdict(about: About, seen: Message): Verdict {
  const { train, classes, recipe } = about
  const [, many] = taskCard(recipe.task).example
  const perClass = classes.length > 1 ? Math.max(1, Math.round(train / classes.length)) : null
  const words = notice('coachLittleDataWords', { seen, train, perClass, many })
  return { id: 'little-data', title: notice('coachLittleData'), words, next: moreData(about) }
}

/** A run that went half the way: still on it when it ended, or held back by how little of the network may move. */
function fair(about: About): Verdict | null {
  const { level, recipe } = about
  if (!level || level.baseline === null) return null
  if (isImproving(about)) return longer(level, Math.min(1000, 2 * recipe.epochs))
  const words = notice('coachFairWords', { level: level.words, improving: false })
  return { id: 'fair', title: notice('coachFair'), words, next: thawMore(about) ?? moreData(about) }
}

function standing({ curves, recipe, now, over }: About): Verdict | null {
  if (!signs.standsStill(curves) || signs.isSpent(curves, now)) return null
  if (recipe.epochs - curves.epochs.length < 3) return null
  const words = notice('coachStandsWords', { epochs: signs.flatEpochs })
  return { id: 'fair', title: notice('coachStands'), words, next: lowerRate(now, 3, over) }
}

function learning({ best, level }: About): Verdict | null {
  if (!best) return null
  const words = level?.words ?? notice('coachLossAfter', { loss: best.validationLoss, epoch: best.epoch })
  return { id: 'learning', title: notice('coachLearning'), words, next: null }
}

/** From a method that trains the head alone to the next that thaws blocks; from such a one, a block more. */
function thawMore({ recipe, now, curves }: About): NextStep | null {
  const { thaw, slides } = methodCard(recipe.method.id)
  if (thaw === 'choice' && signs.hasFrozen(curves))
    return { kind: 'change', change: { thaw: now.thaw + 1 }, label: notice('coachThawMore') }
  const deeper = methodCards.find((card) => card.slides && card.thaw === 'choice')
  if (thaw !== 'none' || !slides || !deeper || methodRefusal(deeper.id, recipe.task) !== null) return null
  return { kind: 'set', fields: { 'method.id': deeper.id }, label: notice('coachThawBlocks') }
}

function moreDropout({ now, over }: About): NextStep | null {
  const dropout = Math.min(0.5, Math.round(100 * (now.dropout + 0.2)) / 100)
  if (dropout <= now.dropout) return null
  return { kind: 'change', change: { dropout }, label: notice('coachDropout', { dropout, over }) }
}

function moreValidation(about: About): NextStep {
  const { recipe } = about
  const share = Math.round(100 * Math.min(0.4, 2 * recipe.split.validation)) / 100
  if (share <= recipe.split.validation) return moreData(about)
  return { kind: 'set', fields: { 'split.validation': share }, label: notice('coachValidationShare', { share }) }
}

function moreData({ recipe }: About): NextStep {
  const [, many] = taskCard(recipe.task).example
  return goTo('data', notice('coachAdd', { many }))
}

function goTo(to: 'data' | 'use', label: Message): NextStep {
  return { kind: 'go', to, label }
}

function stop(): NextStep {
  return { kind: 'stop', label: notice('stopAndKeepBest') }
}

function lowerRate({ learningRate }: Settings, times: number, over: boolean): NextStep {
  return setRate(rounded(Math.max(1e-7, learningRate / times)), over)
}

function setRate(learningRate: number, over: boolean): NextStep {
  return { kind: 'change', change: { learningRate }, label: notice('coachRate', { rate: learningRate, over }) }
}

function rounded(value: number): number {
  return Number(value.toPrecision(2))
}
