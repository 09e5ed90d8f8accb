/** What tests of runs are made of; what the test of a task says stands on the task's card. */
import type { Answers } from '../metrics/answers.ts'

export interface ClassMetrics {
  readonly name: string
  readonly precision: number
  readonly recall: number
  readonly f1: number
  readonly support: number
}

/** What a network said of examples, whose indices into the dataset are in the order of the rows. */
export interface JudgedAnswers extends Answers {
  readonly examples: readonly number[]
}

/** Nats and tokens of one test passage, and the bytes of its text that were predicted: the rows of a resample. */
export interface PassageLoss {
  /** Σ nats. */
  readonly loss: number
  /** The same for the untouched network. */
  readonly before: number
  readonly tokens: number
  readonly bytes: number
}
