/** The same content in training and in what judges it: the score is partly memory. */
import { notice } from '../../../shared/messages/say.ts'
import { groupBy } from '../groupBy.ts'
import type { DataCheck } from './dataCheck.ts'
import { partOf, spilled, spills } from './parts.ts'
import { pathsOf } from './pathsOf.ts'
import { leaveOut } from './remedies.ts'

export const leakedExamples: DataCheck = (input) => {
  const { dataset, split, noun } = input
  const parts = partOf(split)
  const groups = groupBy(dataset.examples.keys(), (index) => dataset.examples[index]?.digest ?? '')
  const leaking = [...groups.values()].filter((group) => group.length > 1 && spills(group, parts))
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
