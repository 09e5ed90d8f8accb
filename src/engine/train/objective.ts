/**
 * The aim of a run: the layers that its task puts on the trunk, the loss, and the figures it is judged by. An
 * objective knows no method and no particular model; a row is what one step takes in: an example, or a window of text.
 */
import type { Scalar, Tensor } from '@tensorflow/tfjs-core'
import type { WatchedAnswer } from '../../tasks/watched.ts'
import type { InputSource } from '../inputs/inputs.ts'
import type { Forward } from '../nn/forward.ts'
import type { ParameterSpec } from '../nn/parameters.ts'
import type { Rows } from './rows.ts'

/** Of tokens that count, row after row; the last is not among them. */
export type Range = readonly [from: number, to: number]

export interface Objective {
  /** The task's own layers; none where the trunk's embedding answers. */
  readonly head: readonly ParameterSpec[]
  /** From the top of the trunk to what the head sees. */
  readout(f: Forward, x: Tensor): Tensor
  /**
   * From there to what the loss and the tally are computed from: logits [batch, classes] or [batch, tokens, classes], or
   * the nats of each token that counts, where the logits of all are too many to keep.
   * @param rows those that the features are of
   * @param onHeld called where more is in memory than before and after
   */
  outputs(f: Forward, features: Tensor, rows: readonly number[], onHeld?: () => void): Tensor
  /** Of a network that writes: the logits of some of the tokens that count, [to − from, vocabulary]. */
  logits?(f: Forward, features: Tensor, rows: readonly number[], some: Range): Tensor
  /** Mean loss of these rows. Call inside a tidy. */
  loss(outputs: Tensor, rows: readonly number[]): Scalar
  /** What `loss` divides by: a batch in pieces has the mean of the pieces' losses, each counted by its weight. */
  weigh(rows: readonly number[]): number
  /** A fresh account of how well rows are answered. */
  tally(): Tally
}

/** What the loop trains on: the rows of each split, what the lowest block is fed with, and what the run is after. */
export interface TrainTask {
  readonly rows: Rows
  readonly input: InputSource
  readonly objective: Objective
}

export interface Tally {
  /** Adds a batch; does not dispose of the outputs. */
  add(outputs: Tensor, rows: readonly number[]): Promise<void>
  score(): Score
  /** What was answered to the row that was added at this place, as it is told of while a run goes on; absent where nothing is. */
  watched?(place: number): WatchedAnswer
}

export interface Score {
  /** Mean cross-entropy: nats an example, or a token. */
  readonly loss: number
  /** Share of examples answered rightly; null where nothing is classified. */
  readonly accuracy: number | null
  /** What the mean is over: examples or tokens. */
  readonly counted: number
  /** exp(loss) where tokens are predicted, else null. */
  readonly perplexity: number | null
  /** Of tasks that have other scores, by name. */
  readonly scores?: Readonly<Record<string, number>>
}
