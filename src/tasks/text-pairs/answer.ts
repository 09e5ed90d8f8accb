/** The class, or the number, of two texts. */
import { encodePair, type TokenRow } from '../../engine/inputs/tokenStore.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import { answerOne } from '../answerOne.ts'
import { classesAnswer } from '../classification/answer.ts'
import { numberAnswer } from '../regression/answer.ts'
import type { AnswerParts } from '../taskAnswerer.ts'

const pairRow: AnswerParts['row'] = async ({ text, maxTokens }, given) => {
  if (given.kind !== 'pair' || !text) throw new ThawError('model-mismatch', 'asksForPair')
  const { ids, types } = encodePair([given.first, given.second], text.tokenizer, maxTokens)
  return rowOf(ids, types)
}

export const answerPair = answerOne({ row: pairRow, answer: classesAnswer })
export const answerPairNumber = answerOne({ row: pairRow, answer: numberAnswer })

/** Types that are all 0 say nothing: a network without types is fed with ids alone. */
export function rowOf(ids: Int32Array, types: Int32Array): TokenRow {
  return { ids, weights: null, ...(types.includes(1) && { types }) }
}
