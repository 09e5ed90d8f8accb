// What a table of scores may and may not be read as saying. The spread over seeds tells how far chance in training
// moves a score; the size of the validation split, how far the
// draw of its examples does.
import { taskCard } from '../../../tasks/cards.ts'
import type { TaskId } from '../../../tasks/ids.ts'
import { type ContenderId, contenderTitle } from '../../store/compareState.ts'
import { exampleWords } from '../../store/taskWords.ts'
import { scoreText } from './compareWords.ts'
import type { Entry, Figures } from './summarise.ts'

/** An entry of which at least one run has finished. */
export type Told = Entry & { readonly figures: Figures }

/** Sentences to stand under the table; none before two contenders have finished a run. */
export function verdictOf(entries: readonly Entry[], task: TaskId): readonly string[] {
  const told = entries.filter((entry): entry is Told => entry.figures !== null)
  const [best, second] = rank(told, task)
  if (!best || !second) return []
  const words = [leadWords(best, rank(told, task).slice(1), task), sizeWords(best, second, task)]
  return words.filter((sentence) => sentence !== null)
}

/** The best score first. */
export function rank(told: readonly Told[], task: TaskId): readonly Told[] {
  const sign = taskCard(task).score.better === 'lower' ? 1 : -1
  return told.toSorted((a, b) => sign * (a.figures.score.mean - b.figures.score.mean))
}

/** Whether mean ± spread of two scores touch; null while one of them is unknown. */
export function overlap(a: Figures['score'], b: Figures['score']): boolean | null {
  if (a.deviation === null || b.deviation === null) return null
  return Math.abs(a.mean - b.mean) <= a.deviation + b.deviation
}

function leadWords(best: Told, others: readonly Told[], task: TaskId): string {
  const score = scoreText(task, best.figures.score.mean)
  const equal = others.filter(({ figures }) => scoreText(task, figures.score.mean) === score)
  const lead =
    equal.length === 0
      ? `${contenderTitle(best.contender)} leads by validation with ${score}`
      : `${listOf([best, ...equal].map(({ contender }) => contender))} lead by validation, each with ${score}`
  const verdicts = others.map((other) => ({ other, same: overlap(best.figures.score, other.figures.score) }))
  if (verdicts.some(({ same }) => same === null))
    return `${lead}. With fewer than 3 seeds nobody knows how far luck moves a score: another seed could change the order.`
  const close = verdicts.filter(({ same, other }) => same && !equal.includes(other)).map(({ other }) => other.contender)
  const chance = `overlaps with that of ${listOf(close)}: the difference may be chance.`
  if (equal.length > 0)
    return close.length === 0 ? `${lead}: they are level.` : `${lead}: they are level, and their spread ${chance}`
  if (close.length === 0) return `${lead}, ahead of all others by more than the spread over seeds.`
  return `${lead}, but its spread ${chance}`
}

/** About two standard errors of a difference of two scores. */
const sure = 1.96

function sizeWords(best: Told, second: Told, task: TaskId): string | null {
  const examples = best.finished[0]?.outcome.result.counts.validation
  const { chance } = taskCard(task).score
  if (!examples || !chance) return null
  const [a, b] = [best.figures.score.mean, second.figures.score.mean]
  const unsure = sure * Math.hypot(chance.error(a, examples), chance.error(b, examples))
  const { one, many } = exampleWords(task)
  const level = scoreText(task, a) === scoreText(task, b)
  const counted = `They were judged on ${examples.toLocaleString('en')} validation ${examples === 1 ? one : many}`
  if (level) return `${counted}.`
  if (Math.abs(a - b) > unsure) return `${counted}, enough to tell the first two apart.`
  return `${counted}: with other ${many} the first two, ${chance.apart(Math.abs(a - b))} apart, could swap places.`
}

function listOf(contenders: readonly ContenderId[]): string {
  const titles = contenders.map(contenderTitle)
  const last = titles.at(-1) ?? ''
  return titles.length < 2 ? last : `${titles.slice(0, -1).join(', ')} and ${last}`
}
