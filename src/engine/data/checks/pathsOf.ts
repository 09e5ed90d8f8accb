import { type Few, few } from '../../../shared/messages/few.ts'
import type { Dataset } from '../dataset.ts'
import { displayText } from '../displayText.ts'
import { limits } from '../limits.ts'

/** Where examples come from, as a message names them. */
export function pathsOf({ examples }: Dataset, group: readonly number[]): Few {
  return few(group.map((index) => displayText(examples[index]?.path ?? '', limits.pathLength)))
}
