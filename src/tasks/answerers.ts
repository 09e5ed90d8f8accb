/** How each task answers: one line each. What only asks a model needs no more of a task, neither its data nor its runs. */
import { answerClass } from './classification/answer.ts'
import type { TaskId } from './ids.ts'
import { answerLabels } from './multi-label/answer.ts'
import { answerNumber } from './regression/answer.ts'
import type { TaskAnswerer } from './taskAnswerer.ts'
import { answerNothing } from './text-generation/answer.ts'
import { answerPair, answerPairNumber } from './text-pairs/answer.ts'
import { answerTags } from './token-classification/answer.ts'

export const taskAnswerers: Record<TaskId, TaskAnswerer> = {
  'image-classification': answerClass,
  'text-classification': answerClass,
  'text-generation': answerNothing,
  'image-regression': answerNumber,
  'text-regression': answerNumber,
  'token-classification': answerTags,
  'image-multi-label': answerLabels,
  'text-multi-label': answerLabels,
  'text-pair-classification': answerPair,
  'text-pair-regression': answerPairNumber,
  conversation: answerNothing,
}
