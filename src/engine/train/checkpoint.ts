/**
 * Where a run stands between two steps, whole: a run that goes on from here has the losses of one that was never
 * interrupted. Randomness needs no state of its own, since every draw is named by seed, purpose and step.
 */
import type { EpochMetrics } from '../../shared/domain/run.ts'
import type { Message } from '../../shared/messages/message.ts'
import type { RecipeChange } from '../../shared/recipe/change.ts'
import type { Score } from './objective.ts'

export const checkpointVersion = 1

export interface Position {
  readonly version: typeof checkpointVersion
  /** Steps done, over the whole run. */
  readonly step: number
  /** The epoch under way, from 1, and the steps done in it; all of them where it was judged. */
  readonly epoch: number
  readonly stepsInEpoch: number
  /** Sum and number of the losses read in this epoch. */
  readonly lossSum: number
  readonly lossCount: number
  readonly epochs: readonly EpochMetrics[]
  readonly bestEpoch: number
  /** The first epoch since the thaw line last moved. */
  readonly movedBefore: number
  /** Pieces of a batch: the recipe's, or more where memory did not suffice. */
  readonly pieces: number
  /** The lowest block that the thaw line ever stood at. */
  readonly lowestLine: number
  /** Where the method is attached, if its fields do not say; null where they do. */
  readonly sites: readonly string[] | null
  readonly warnings: readonly Message[]
  readonly history: readonly RecipeChange[]
  /** Of training, pauses left out; and of the epoch under way. */
  readonly seconds: number
  readonly epochSeconds: number
  readonly prepareSeconds: number
  readonly peakBytes: number
  /** Root mean square of what the head read at the start; absent where it was not measured. */
  readonly featureSize?: number
  /** Updates that each parameter has had (Adam's correction counts them). */
  readonly updates: Readonly<Record<string, number>>
  /** The untouched network's scores and continuations, where the task is to continue texts. */
  readonly before: {
    readonly validation: Score
    readonly test: Score
    /** Σ nats of each test row; absent in checkpoints of versions that did not keep it. */
    readonly testLosses?: readonly number[]
    readonly prompt: string
    readonly sample: string
    /** What it answered to the questions of the test, where the task is to answer. */
    readonly answers?: readonly string[]
  } | null
}

export interface StoredTensor {
  readonly shape: readonly number[]
  readonly values: Float32Array<ArrayBuffer>
}

export interface Checkpoint {
  readonly position: Position
  /**
   * By `value/`, `first/`, `second/` (Adam's moments), `best/`, `since/` (the epoch's start), each with a parameter's
   * name. What is absent of the last two equals the value.
   */
  readonly tensors: ReadonlyMap<string, StoredTensor>
}

/** Who keeps checkpoints; the loop asks between steps. */
export interface CheckpointSink {
  /** Whether one of about so many bytes is wanted now. */
  due(at: { readonly epochEnd: boolean; readonly bytes: number }): boolean
  /** Resolves as soon as the run may go on; writing may not be over then. `milliseconds` is what taking it cost the run. */
  save(checkpoint: Checkpoint, milliseconds: number): Promise<void>
}
