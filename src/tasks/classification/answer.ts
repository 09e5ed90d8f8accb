/** The classes of one picture or text, each with its probability. */
import { softmaxRows } from '../../shared/metrics/softmaxRows.ts'
import { answerOne } from '../answerOne.ts'
import type { AnswerParts } from '../taskAnswerer.ts'
import { askedRow } from '../taskInputs.ts'

export const classesAnswer: AnswerParts['answer'] = (tuned, logits, started) => {
  const probabilities = softmaxRows(logits, tuned.labels.length)
  const classes = tuned.labels.map((name, index) => ({ name, probability: probabilities[index] as number }))
  classes.sort((a, b) => b.probability - a.probability)
  return { kind: 'classes', classes, milliseconds: performance.now() - started }
}

export const answerClass = answerOne({ row: askedRow, answer: classesAnswer })
