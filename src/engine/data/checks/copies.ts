/** The same content with the same answer more than once in the training split: each copy counts as an example. */
import { notice } from '../../../shared/messages/say.ts'
import { equalGroups } from '../equalExamples.ts'
import { groupBy } from '../groupBy.ts'
import { writtenTarget } from '../target.ts'
import type { DataCheck } from './dataCheck.ts'
import { partOf } from './parts.ts'
import { leaveOut } from './remedies.ts'

export const copies: DataCheck = (input) => {
  const { examples } = input.dataset
  if (examples[0]?.target.kind === 'text') return []
  const parts = partOf(input.split)
  const keyOf = (index: number) => {
    const example = examples[index]
    return example && `${parts.get(index)} ${writtenTarget(example.target)}`
  }
  const again = equalGroups(examples).flatMap((equal) => {
    const used = equal.filter((index) => parts.has(index))
    return [...groupBy(used, keyOf).values()].flatMap(([_, ...rest]) => rest)
  })
  if (again.length === 0) return []
  const message = notice('examplesRepeated', { examples: again.length, of: examples.length, noun: input.noun })
  return [{ check: 'copies', message, remedies: [leaveOut(input, again)] }]
}
