/** A question by itself, of a task whose answer is what the head says of the whole example. */
import { answerLogits } from '../engine/inference/answerLogits.ts'
import type { AnswerParts, TaskAnswerer } from './taskAnswerer.ts'
import { shownRows } from './taskInputs.ts'

export function answerOne(parts: AnswerParts): TaskAnswerer {
  const ask: TaskAnswerer = async (tuned, given, codec) => {
    const started = performance.now()
    const row = await parts.row(tuned, given, codec)
    return parts.answer(tuned, await answerLogits(tuned, shownRows(tuned, [row])), started)
  }
  return Object.assign(ask, { parts })
}
