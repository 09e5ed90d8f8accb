import { ThawError } from '../../../shared/messages/errors.ts'
import { displayText } from '../../data/displayText.ts'
import { limits } from '../../data/limits.ts'

/** `why` goes on after the entry's name. */
export function damagedProject(entry: string, why: string, cause?: unknown): ThawError {
  return new ThawError(
    'project-invalid',
    `The project cannot be opened: "${displayText(entry, limits.pathLength)}" in it is damaged; ${why}.`,
    'Save or download the project again where it comes from. Nothing was changed here.',
    { cause },
  )
}

/** @param what for the person: "It is no zip archive." */
export function noProject(what: string, cause?: unknown): ThawError {
  return new ThawError(
    'project-invalid',
    `The file is no project of the studio, or only a part of one. ${what}`,
    'Choose a file that was saved with “Save project”, and save or download it again if it broke off.',
    { cause },
  )
}
