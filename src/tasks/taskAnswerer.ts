/** How a tuned model answers as its task has it. It knows nothing of how data are read or how a run goes. */
import type { ImageCodec } from '../engine/data/imageCodec.ts'
import type { TunedModel } from '../engine/inference/tunedModel.ts'
import type { TokenRow } from '../engine/inputs/tokenStore.ts'
import type { Prediction, PredictionInput } from '../shared/domain/answers.ts'

/** @throws ThawError `model-mismatch` for other input, or where the task gives no such answer. */
export interface TaskAnswerer {
  (tuned: TunedModel, input: PredictionInput, codec: Pick<ImageCodec, 'decode'>): Promise<Prediction>
  /** How several questions are put to the network at once; absent where each is asked by itself. */
  readonly parts?: AnswerParts
}

/** The two ends of an answer, between which the network is asked. */
export interface AnswerParts {
  /** @throws ThawError as the answerer does. */
  row(tuned: TunedModel, input: PredictionInput, codec: Pick<ImageCodec, 'decode'>): Promise<AskedRow>
  /** @param logits of this question alone. */
  answer(tuned: TunedModel, logits: Float32Array, started: number): Prediction
}

/** One question as the network is going to be shown it: tokens, or the bytes of a prepared picture. */
export type AskedRow = TokenRow | { readonly pixels: Uint8Array }
