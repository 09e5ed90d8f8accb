/** What a tuned model answers, as its task makes it. */
import type { ImageCodec } from '../../src/engine/data/imageCodec.ts'
import type { TunedModel } from '../../src/engine/inference/tunedModel.ts'
import type { Prediction, PredictionInput } from '../../src/shared/domain/answers.ts'
import { taskEngines } from '../../src/tasks/engines.ts'

export function predict(tuned: TunedModel, input: PredictionInput, codec: ImageCodec): Promise<Prediction> {
  return taskEngines[tuned.task].predict(tuned, input, codec)
}
