import { ThawError } from '../../../shared/messages/errors.ts'
import type { Message } from '../../../shared/messages/message.ts'
import { displayText } from '../../data/displayText.ts'
import { limits } from '../../data/limits.ts'

/** @param why a clause, which goes on after the entry's name; or an error. */
export function damagedProject(entry: string, why: Message, cause?: unknown): ThawError {
  const shown = displayText(entry, limits.pathLength)
  return new ThawError('project-invalid', 'projectDamaged', { entry: shown, why }, { cause })
}

/** @param why "There is no …" */
export function noProject(why: Message, cause?: unknown): ThawError {
  return new ThawError('project-invalid', 'projectForeign', { why }, { cause })
}
