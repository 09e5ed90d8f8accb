/** A text is continued, which is no answer among several: `engine/inference/continueText.ts` does it. */
import { ThawError } from '../../shared/messages/errors.ts'
import type { TaskAnswerer } from '../taskAnswerer.ts'

export const answerNothing: TaskAnswerer = async () => {
  throw new ThawError('model-mismatch', 'knowsNoClasses')
}
