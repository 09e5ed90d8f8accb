/** What reports and model cards say of a task. It is asked for once a run has ended, and never by the first screen. */
import type * as v from 'valibot'
import type { ModelCardMetrics } from '../shared/report/metricLine.ts'
import type { EpochScores } from './taskCard.ts'

/** @typeParam Test what a run of this kind of task is tested by; it is only ever given its own. */
export interface TaskReport<Test = unknown> {
  readonly report: TaskReportPart<Test>
  readonly modelCard: TaskModelCard<Test>
  readonly worth: ScoreWorth<Test>
}

/** What a validation score is worth: how far it is on the way from what guessing would score to perfect. */
export interface ScoreWorth<Test = unknown> {
  /** What answering without looking would score; null while that is unknown. */
  baseline(known: WorthKnown<Test>): number | null
  /** The same as a sentence: "Always answering the most frequent class would score 0.250." */
  beside(baseline: string): string
  readonly perfect: number
  /** From this share of the way on, the result is good. */
  readonly good: number
  /** Whether the score is a share of examples, whose chance is known by a formula. */
  readonly isShare: boolean
  /** What the score does not show and a person would see at once, by validation; absent where it shows all. */
  beyond?(test: Test): Beyond
}

export interface Beyond {
  /** A sentence. */
  readonly words: string
  /** Whether a good score is no success because of it. */
  readonly spoils: boolean
}

export interface WorthKnown<Test = unknown> {
  /** Null before the end. */
  readonly test: Test | null
  /** Of the untouched network, where the task measures it. */
  readonly before: { readonly validationPerplexity: number } | null
  /** Examples of each class; none where nothing is classified. */
  readonly classes: readonly number[]
}

/** What the report of a run says of this task beyond what all say. Its names are a contract, so that they stay. */
export interface TaskReportPart<Test = unknown> {
  readonly schema: v.ObjectEntries
  of(test: Test, run: ReportedRun): Readonly<Record<string, unknown>>
}

export interface ReportedRun {
  readonly epochs: readonly ReportedEpoch[]
  readonly before: { readonly validationLoss: number; readonly validationPerplexity: number } | null
  readonly samples: { readonly before: string; readonly after: string } | null
}

export interface ReportedEpoch extends EpochScores {
  readonly epoch: number
  readonly trainLoss: number
  readonly validationLoss: number
  readonly learningRate: number
  readonly seconds: number
}

/** What the model card says of this task: Markdown, paragraph by paragraph. */
export interface TaskModelCard<Test = unknown> {
  intendedUse(classes: readonly string[]): string
  metrics(test: Test, facts: ModelCardMetrics): readonly string[]
  /** What the test shows to be weak, a sentence each. */
  limits(test: Test): readonly string[]
}
