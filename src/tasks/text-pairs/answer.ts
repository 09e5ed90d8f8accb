/** The class, or the number, of two texts. */
import { answerLogits } from '../../engine/inference/answerLogits.ts'
import type { TunedModel } from '../../engine/inference/tunedModel.ts'
import { tokenTensors } from '../../engine/inputs/inputs.ts'
import { encodePair, type TokenRow } from '../../engine/inputs/tokenStore.ts'
import type { PredictionInput } from '../../shared/domain/answers.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import { classesAnswer } from '../classification/answer.ts'
import { numberAnswer } from '../regression/answer.ts'
import type { TaskAnswerer } from '../taskAnswerer.ts'

export const answerPair: TaskAnswerer = async (tuned, given) => {
  const started = performance.now()
  return classesAnswer(tuned, await pairLogits(tuned, given), started)
}

export const answerPairNumber: TaskAnswerer = async (tuned, given) => {
  const started = performance.now()
  const [value = Number.NaN] = await pairLogits(tuned, given)
  return numberAnswer(tuned, value, started)
}

function pairLogits(tuned: TunedModel, given: PredictionInput): Promise<Float32Array> {
  if (given.kind !== 'pair' || !tuned.text) throw new ThawError('model-mismatch', 'asksForPair')
  const { tokenizer } = tuned.text
  const { ids, types } = encodePair([given.first, given.second], tokenizer, tuned.maxTokens)
  return answerLogits(tuned, tokenTensors([rowOf(ids, types)], tokenizer.padId))
}

/** Types that are all 0 say nothing: a network without types is fed with ids alone. */
export function rowOf(ids: Int32Array, types: Int32Array): TokenRow {
  return { ids, weights: null, ...(types.includes(1) && { types }) }
}
