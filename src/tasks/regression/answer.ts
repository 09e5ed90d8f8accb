/** The number of one picture or text, in the unit of the data. */
import { answerLogits } from '../../engine/inference/answerLogits.ts'
import type { TunedModel } from '../../engine/inference/tunedModel.ts'
import type { Prediction } from '../../shared/domain/answers.ts'
import type { TaskAnswerer } from '../taskAnswerer.ts'
import { askedInput } from '../taskInputs.ts'

export const answerNumber: TaskAnswerer = async (tuned, given, codec) => {
  const started = performance.now()
  const [value = Number.NaN] = await answerLogits(tuned, await askedInput(tuned, given, codec))
  return numberAnswer(tuned, value, started)
}

export function numberAnswer({ constants }: TunedModel, value: number, started: number): Prediction {
  const [shift = 0] = constants?.shift ?? []
  return { kind: 'number', value: value + shift, milliseconds: performance.now() - started }
}
