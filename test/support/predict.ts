/** What a tuned model answers, as its task makes it. */
import type { ImageCodec } from '../../src/engine/data/imageCodec.ts'
import type { TunedModel } from '../../src/engine/inference/tunedModel.ts'
import type { ClassesPrediction, Prediction, PredictionInput } from '../../src/shared/domain/answers.ts'
import { taskEngines } from '../../src/tasks/engines.ts'

export async function predict(
  tuned: TunedModel,
  input: PredictionInput,
  codec: ImageCodec,
): Promise<ClassesPrediction> {
  return sorted(await taskEngines[tuned.task].predict(tuned, input, codec))
}

/** @throws Error where the answer is of another kind. */
export function sorted(prediction: Prediction): ClassesPrediction {
  if (prediction.kind === 'classes') return prediction
  throw new Error(`expected classes, received ${prediction.kind}`)
}
