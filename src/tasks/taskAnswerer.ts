/** How a tuned model answers as its task has it. It knows nothing of how data are read or how a run goes. */
import type { ImageCodec } from '../engine/data/imageCodec.ts'
import type { TunedModel } from '../engine/inference/tunedModel.ts'
import type { Prediction, PredictionInput } from '../shared/domain/answers.ts'

/** @throws ThawError `model-mismatch` for other input, or where the task gives no such answer. */
export type TaskAnswerer = (
  tuned: TunedModel,
  input: PredictionInput,
  codec: Pick<ImageCodec, 'decode'>,
) => Promise<Prediction>
