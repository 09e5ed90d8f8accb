/** Texts in which there is nothing to read: no letter, digit or symbol, or only a word that stands for nothing. */
import { notice } from '../../../shared/messages/say.ts'
import { textOf } from '../dataset.ts'
import { isWordless } from '../wordless.ts'
import type { DataCheck } from './dataCheck.ts'
import { leaveOut } from './remedies.ts'

export const emptyTexts: DataCheck = (input) => {
  const empty = input.dataset.examples.flatMap(({ content }, index) => {
    const text = textOf(content)
    return text !== null && isWordless(text) ? [index] : []
  })
  const [first] = empty
  if (first === undefined) return []
  const example = input.dataset.examples[first]
  const shown = (example && textOf(example.content)) ?? ''
  const message = notice('textsWordless', { examples: empty.length, shown: shown.slice(0, 40), noun: input.noun })
  return [{ check: 'empty-texts', message, remedies: [leaveOut(input, empty)] }]
}
