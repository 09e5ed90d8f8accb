/**
 * What the page knows of comparisons: the plan of the next one, and every trial of those that were run. A trial is an
 * ordinary run; what it showed and what it came to are kept, its weights are not.
 */
import { methodCard, methodCards } from '../../methods/cards.ts'
import type { MethodId } from '../../methods/ids.ts'
import type { RunResult } from '../../shared/domain/run.ts'
import type { WireError } from '../../shared/messages/errors.ts'
import type { Recipe } from '../../shared/recipe/recipe.ts'
import type { TaskId } from '../../tasks/ids.ts'
import type { ShownRunLog } from './runLog.ts'

/** A method, or the control: everything trained, from random weights. */
export type ContenderId = MethodId | 'scratch'

/** Methods side by side on all labels, or each at several numbers of labels. */
type ComparisonKind = 'methods' | 'labels'

export const seedCounts = [1, 3, 5] as const
export type SeedCount = (typeof seedCounts)[number]

export interface ComparisonPlan {
  readonly kind: ComparisonKind
  /** Null until the person chose. */
  readonly contenders: readonly ContenderId[] | null
  readonly seeds: SeedCount
  /** Labels a class; 0 stands for all there are. Null until the person chose. */
  readonly levels: readonly number[] | null
}

export type Outcome =
  | { readonly status: 'waiting' }
  | { readonly status: 'running' }
  /** It was called off, or its turn never came. */
  | { readonly status: 'stopped' }
  | { readonly status: 'failed'; readonly error: WireError }
  | { readonly status: 'finished'; readonly log: ShownRunLog; readonly result: RunResult }

export interface Trial {
  /** Also the id of its run. */
  readonly id: string
  readonly contender: ContenderId
  readonly seed: number
  /** Labels a class that it may train on; 0 for all. */
  readonly labels: number
  readonly recipe: Recipe
  readonly outcome: Outcome
}
export type FinishedTrial = Trial & { readonly outcome: Outcome & { status: 'finished' } }

export interface Comparison {
  readonly id: string
  readonly kind: ComparisonKind
  /** In milliseconds since the epoch. */
  readonly startedAt: number
  readonly task: TaskId
  readonly dataName: string
  readonly modelTitle: string
  /** 1 where texts are continued: there, labels count passages. */
  readonly classes: number
  /** In the order in which they run. */
  readonly trials: readonly Trial[]
  /** The winner whose test was opened; null while all tests are closed. */
  readonly tested: Tested | null
}

/** Which runs of a comparison: those of one contender at one number of labels, with every seed. */
export type Tested = Pick<Trial, 'contender' | 'labels'>

export interface CompareState {
  readonly plan: ComparisonPlan
  /** The newest last. */
  readonly comparisons: readonly Comparison[]
  /** Which of them is looked at; null for the newest. */
  readonly shown: string | null
  readonly running: {
    readonly id: string
    readonly stopping: boolean
    /** When the trial under way began, in milliseconds since the epoch. */
    readonly since: number
  } | null
  /** The newest comparison of which runs are still to be made; it outlives the visit. Null where all were made. */
  readonly pending: Comparison | null
  /** The trial that is open for a closer look. */
  readonly opened: string | null
  /** The comparison that was cleared last, until the next one is. */
  readonly cleared: Comparison | null
  /** All that were cleared in this visit. */
  readonly everCleared: readonly string[]
  readonly error: WireError | null
}

export const noComparisons: CompareState = {
  plan: { kind: 'methods', contenders: null, seeds: 1, levels: null },
  comparisons: [],
  shown: null,
  running: null,
  pending: null,
  opened: null,
  cleared: null,
  everCleared: [],
  error: null,
}

export function isFinished(trial: Trial): trial is FinishedTrial {
  return trial.outcome.status === 'finished'
}

/** Whether the test of this run was opened. */
export function isTested({ tested }: Pick<Comparison, 'tested'>, { contender, labels }: Tested): boolean {
  return tested?.contender === contender && tested.labels === labels
}

/** Null where no contender has this name. */
export function contenderOf(name: string | undefined): ContenderId | null {
  if (name === 'scratch') return name
  return methodCards.find(({ id }) => id === name)?.id ?? null
}

export function contenderTitle(contender: ContenderId): string {
  return contender === 'scratch' ? 'From scratch' : methodCard(contender).title
}

/** The comparison that is looked at. */
export function shownComparison({ comparisons, shown }: CompareState): Comparison | null {
  return comparisons.find(({ id }) => id === shown) ?? comparisons.at(-1) ?? null
}

export function openedTrial({ comparisons, opened }: CompareState): FinishedTrial | null {
  if (opened === null) return null
  return comparisons.flatMap(({ trials }) => trials.filter(isFinished)).find(({ id }) => id === opened) ?? null
}

/** The trial under way and its place among all, counted from 1. */
export function currentTrial({ comparisons, running }: CompareState) {
  const comparison = comparisons.find(({ id }) => id === running?.id)
  const index = comparison?.trials.findIndex(({ outcome }) => outcome.status === 'running') ?? -1
  const trial = comparison?.trials[index]
  return comparison && trial ? { trial, place: index + 1, of: comparison.trials.length } : null
}
