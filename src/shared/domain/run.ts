/** A run: its metrics while it goes on, and its result. */

import type { Evaluation } from '../../tasks/evaluations.ts'
import type { BackendId } from '../catalog/backends.ts'
import type { PackingChoice } from '../catalog/packings.ts'
import type { Message } from '../messages/message.ts'
import type { Recipe } from '../recipe/recipe.ts'
import type { EditCounts } from './cleaning.ts'
import type { JudgedAnswers } from './evaluation.ts'

export interface EpochMetrics {
  readonly epoch: number
  readonly trainLoss: number
  readonly validationLoss: number
  /** Null where texts are continued. */
  readonly validationAccuracy: number | null
  /** Null where examples are classified. */
  readonly validationPerplexity: number | null
  /** The scores of tasks that came later, by name; absent where accuracy or perplexity is the score. */
  readonly validationScores?: Readonly<Record<string, number>>
  readonly learningRate: number
  readonly seconds: number
}

export interface StepMetrics {
  /** From 1, over the whole run. */
  readonly step: number
  /** Of training, without pauses, up to the end of this step. */
  readonly seconds: number
  readonly epoch: number
  readonly loss: number
  readonly learningRate: number
  readonly gradientNorm: number
}

export type StopReason = 'finished' | 'early' | 'stopped'

export interface RunResult {
  readonly runId: string
  readonly recipe: Recipe
  readonly backend: BackendId
  readonly adapter: string
  readonly classes: readonly string[]
  readonly counts: {
    readonly examples: number
    readonly train: number
    readonly validation: number
    readonly test: number
    /** Examples that a person had changed after reading; absent where there are none. */
    readonly edited?: EditCounts
  }
  readonly parameters: { readonly total: number; readonly trainable: number }
  readonly epochs: readonly EpochMetrics[]
  readonly bestEpoch: number
  readonly stop: StopReason
  readonly test: Evaluation
  /** The best weights on the validation split; null where nothing is classified. */
  readonly validation: JudgedAnswers | null
  /** Identifies the test examples: equal for runs that were tested on the same ones. */
  readonly testSet: string
  /** The untouched network on the validation split, and how it continued the prompt; null where nothing is continued. */
  readonly before: {
    readonly validationLoss: number
    readonly validationPerplexity: number
  } | null
  readonly samples: { readonly prompt: string; readonly before: string; readonly after: string } | null
  /** What tuning cost the trunk; null in records of versions that did not measure it. */
  readonly forgetting: {
    /** Mean of 1 − cosine between the trunk's features of an example before and after. */
    readonly drift: number
    /** Validation examples that it was measured on. */
    readonly probe: number
    /** Nats a token of a plain text that has nothing to do with the data; null where nothing is continued. */
    readonly before: number | null
    readonly after: number | null
  } | null
  /** What it costs to keep frozen weights packed, before anything is learned; absent where none are, or no token follows. */
  readonly packing?: {
    readonly quantise: PackingChoice
    /** Of the validation split, which it was measured on. */
    readonly tokens: number
    /** Nats a token, packed and in 16 bits. */
    readonly loss: number
    readonly wholeLoss: number
    /** Kullback–Leibler divergence from the answers in 16 bits, nats a token. */
    readonly divergence: number
  }
  readonly seconds: { readonly prepare: number; readonly train: number; readonly total: number }
  readonly memory: { readonly tensors: number; readonly peakBytes: number }
  readonly warnings: readonly Message[]
}

/** What a run is kept under, beside its recipe. */
export interface RunAbout {
  readonly tags?: readonly string[]
  readonly comparison?: { readonly id: string; readonly contender: string; readonly labels: number }
}
