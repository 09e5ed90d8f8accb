// What the trials of a comparison come to: one entry for each contender and number of labels. Pure.
import type { RunResult } from '../../../shared/domain/run.ts'
import { taskCard } from '../../../tasks/cards.ts'
import {
  type Comparison,
  type ContenderId,
  type FinishedTrial,
  isFinished,
  type Tested,
  type Trial,
} from '../../store/compareState.ts'

/** A figure over seeds. */
export interface Spread {
  readonly values: readonly number[]
  readonly mean: number
  /** Sample standard deviation; null with fewer than three values, which tell nothing of it. */
  readonly deviation: number | null
}

export interface Entry {
  readonly contender: ContenderId
  /** Labels a class that were asked for; 0 for all. */
  readonly labels: number
  /** As planned, finished or not. */
  readonly trials: readonly Trial[]
  readonly finished: readonly FinishedTrial[]
  /** Figures of the finished trials; null while there is none. */
  readonly figures: Figures | null
}
export interface Figures {
  /** The task's score of the validation split, in the epoch that was kept. */
  readonly score: Spread
  readonly trainable: number
  readonly seconds: Spread
  readonly peakBytes: number
  /** Null where nothing was measured, or there was nothing to forget. */
  readonly drift: Spread | null
  /** Nats a token more on a plain text than before; null where nothing is continued. */
  readonly lossMore: Spread | null
  /** Training examples a class that there really were. */
  readonly trainedPerClass: number
}

const seedsToTell = 3

/** @returns Entries in the order of the plan. */
export function entriesOf({ trials, classes }: Pick<Comparison, 'trials' | 'classes'>): readonly Entry[] {
  const firsts = trials.filter((trial, index) => trials.findIndex((other) => isAlike(trial, other)) === index)
  return firsts.map((first) => {
    const alike = trials.filter((trial) => isAlike(first, trial))
    const finished = alike.filter(isFinished)
    const { contender, labels } = first
    return { contender, labels, trials: alike, finished, figures: figuresOf(contender, finished, classes) }
  })
}

export function spreadOf(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { values, mean, deviation: values.length < seedsToTell ? null : Math.sqrt(squares / (values.length - 1)) }
}

/** The task's score of the validation split, in the epoch whose weights were kept; null where none was measured. */
export function scoreOf({ recipe, epochs, bestEpoch }: Pick<RunResult, 'recipe' | 'epochs' | 'bestEpoch'>) {
  const best = epochs.find(({ epoch }) => epoch === bestEpoch)
  return best ? taskCard(recipe.task).score.ofEpoch(best) : null
}

/** The test's score over the seeds of one contender, and the examples of the test; null before a run of it finished. */
export function testOf(comparison: Pick<Comparison, 'trials'>, tested: Tested) {
  const results = comparison.trials.filter(isFinished).filter((trial) => isAlike(trial, tested))
  const [first] = results
  if (!first) return null
  const { ofTest } = taskCard(first.recipe.task).score
  const score = spreadOf(results.map(({ outcome }) => ofTest(outcome.result.test)))
  return { score, examples: first.outcome.result.counts.test }
}

/** What was drifted from matters only where something had been learned before. */
export function driftOf({ contender, outcome }: FinishedTrial): number | null {
  return contender === 'scratch' ? null : (outcome.result.forgetting?.drift ?? null)
}

/** But for the seed. */
function isAlike(a: Tested, b: Tested): boolean {
  return a.contender === b.contender && a.labels === b.labels
}

function figuresOf(contender: ContenderId, finished: readonly FinishedTrial[], classes: number): Figures | null {
  const results = finished.map(({ outcome }) => outcome.result)
  const [first] = results
  const score = known(results.map(scoreOf))
  if (!first || !score) return null
  return {
    score,
    trainable: first.parameters.trainable,
    seconds: spreadOf(results.map(({ seconds }) => seconds.total)),
    peakBytes: Math.max(...results.map(({ memory }) => memory.peakBytes)),
    drift: known(finished.map(driftOf)),
    lossMore: contender === 'scratch' ? null : known(results.map(lossMoreOf)),
    trainedPerClass: first.counts.train / classes,
  }
}

/** Nats a token more on a plain text than before tuning. */
export function lossMoreOf({ forgetting }: RunResult): number | null {
  if (!forgetting || forgetting.before === null || forgetting.after === null) return null
  return forgetting.after - forgetting.before
}

function known(values: readonly (number | null)[]): Spread | null {
  const all = values.filter((value) => value !== null)
  return all.length > 0 ? spreadOf(all) : null
}
