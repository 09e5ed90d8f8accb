/** The classes of one picture or text, each with its probability. */
import { answerLogits } from '../../engine/inference/answerLogits.ts'
import type { TunedModel } from '../../engine/inference/tunedModel.ts'
import type { Prediction } from '../../shared/domain/answers.ts'
import { softmaxRows } from '../../shared/metrics/softmaxRows.ts'
import type { TaskAnswerer } from '../taskAnswerer.ts'
import { askedInput } from '../taskInputs.ts'

export const answerClass: TaskAnswerer = async (tuned, given, codec) => {
  const started = performance.now()
  return classesAnswer(tuned, await answerLogits(tuned, await askedInput(tuned, given, codec)), started)
}

export function classesAnswer(tuned: TunedModel, logits: Float32Array, started: number): Prediction {
  const probabilities = softmaxRows(logits, tuned.labels.length)
  const classes = tuned.labels.map((name, index) => ({ name, probability: probabilities[index] as number }))
  classes.sort((a, b) => b.probability - a.probability)
  return { kind: 'classes', classes, milliseconds: performance.now() - started }
}
