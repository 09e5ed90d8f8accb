/** The number of one picture or text, in the unit of the data. */
import { answerOne } from '../answerOne.ts'
import type { AnswerParts } from '../taskAnswerer.ts'
import { askedRow } from '../taskInputs.ts'

export const numberAnswer: AnswerParts['answer'] = ({ constants }, [value = Number.NaN], started) => {
  const [shift = 0] = constants?.shift ?? []
  return { kind: 'number', value: value + shift, milliseconds: performance.now() - started }
}

export const answerNumber = answerOne({ row: askedRow, answer: numberAnswer })
