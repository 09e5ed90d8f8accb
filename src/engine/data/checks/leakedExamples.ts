/** The same content in training and in what judges it: the score is partly memory. */
import { notice } from '../../../shared/messages/say.ts'
import { equalGroups } from '../equalExamples.ts'
import type { DataCheck } from './dataCheck.ts'
import { partOf, spilled, spills } from './parts.ts'
import { pathsOf } from './pathsOf.ts'
import { leaveOut } from './remedies.ts'

export const leakedExamples: DataCheck = (input) => {
  const { dataset, split, noun } = input
  const parts = partOf(split)
  const leaking = equalGroups(dataset.examples).filter((group) => spills(group, parts))
  const [first] = leaking
  if (!first) return []
  const paths = pathsOf(dataset, first)
  const message = notice('examplesLeak', { examples: leaking.length, paths, noun })
  return [
    {
      check: 'leaked-examples',
      message,
      remedies: [
        leaveOut(
          input,
          leaking.flatMap((group) => spilled(group, parts)),
        ),
      ],
    },
  ]
}
