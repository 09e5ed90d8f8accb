/** The labels of one picture or text: each with its probability, and the threshold from which on it holds. */
import { evenThreshold } from '../../shared/metrics/labelAnswers.ts'
import { answerOne } from '../answerOne.ts'
import type { AnswerParts } from '../taskAnswerer.ts'
import { askedRow } from '../taskInputs.ts'

/** A model that came without thresholds answers by 0.5, as transformers would. */
const labelsAnswer: AnswerParts['answer'] = (tuned, logits, started) => {
  const thresholds = tuned.constants?.thresholds ?? []
  const labels = tuned.labels.map((name, label) => ({
    name,
    probability: Math.fround(sigmoid(logits[label] as number)),
    threshold: thresholds[label] ?? evenThreshold,
  }))
  const holds = ({ probability, threshold }: (typeof labels)[number]) => Number(probability >= Math.fround(threshold))
  labels.sort((a, b) => holds(b) - holds(a) || b.probability - a.probability)
  return { kind: 'labels', labels, milliseconds: performance.now() - started }
}

export const answerLabels = answerOne({ row: askedRow, answer: labelsAnswer })

export function sigmoid(x: number): number {
  return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x))
}
