/** The same content with different answers: whatever is learned, one of them counts as a mistake. */
import { few } from '../../../shared/messages/few.ts'
import { notice } from '../../../shared/messages/say.ts'
import { equalGroups } from '../equalExamples.ts'
import { targetText, writtenTarget } from '../target.ts'
import type { DataCheck } from './dataCheck.ts'
import { pathsOf } from './pathsOf.ts'
import { leaveOut } from './remedies.ts'

export const contradictions: DataCheck = (input) => {
  const { examples, classes } = input.dataset
  const told = (index: number) => writtenTarget(examples[index]?.target ?? { kind: 'text' })
  const found = equalGroups(examples).filter((group) => new Set(group.map(told)).size > 1)
  const [first] = found
  if (!first) return []
  const answers = first.flatMap((index) => targetText(examples[index]?.target ?? { kind: 'text' }, classes))
  const names = few([...new Set(answers)])
  const paths = pathsOf(input.dataset, first)
  const message = notice('examplesContradict', { examples: found.length, names, paths, noun: input.noun })
  return [{ check: 'contradictions', message, remedies: [leaveOut(input, found.flat())] }]
}
