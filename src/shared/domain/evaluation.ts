/** What a test of a run says. */
import type { Answers } from '../metrics/answers.ts'

export interface ClassMetrics {
  readonly name: string
  readonly precision: number
  readonly recall: number
  readonly f1: number
  readonly support: number
}

export interface ClassificationTest {
  readonly kind: 'classification'
  readonly n: number
  readonly loss: number
  readonly accuracy: number
  /** Wilson score interval, 95 %. */
  readonly interval: readonly [number, number]
  /** Accuracy of always answering the most frequent training class. */
  readonly baseline: number
  /** confusion[true][predicted], in the order of `classes`. */
  readonly confusion: readonly (readonly number[])[]
  readonly perClass: readonly ClassMetrics[]
  readonly answers: JudgedAnswers
}

/** What a network said of examples, whose indices into the dataset are in the order of the rows. */
export interface JudgedAnswers extends Answers {
  readonly examples: readonly number[]
}

/** A validation example that is asked again after each epoch. */
export interface WatchedExample {
  readonly example: number
  readonly truth: number
  /** By class. */
  readonly probabilities: readonly number[]
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

export interface GenerationTest {
  readonly kind: 'generation'
  /** Tokens that were predicted. */
  readonly n: number
  /** Nats a token. */
  readonly loss: number
  readonly perplexity: number
  /** Comparable between tokenisers: bits for each byte of the text in UTF-8. */
  readonly bitsPerByte: number
  /** The same for the untouched network. */
  readonly before: { readonly loss: number; readonly perplexity: number; readonly bitsPerByte: number }
  /** Absent in records of versions that did not keep it. */
  readonly passages?: readonly PassageLoss[]
}

export type Evaluation = ClassificationTest | GenerationTest
