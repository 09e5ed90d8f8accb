/** Nearly the same content in training and in what judges it: pictures that look alike, texts of the same words. */
import { notice } from '../../../shared/messages/say.ts'
import type { Dataset } from '../dataset.ts'
import type { DataCheck } from './dataCheck.ts'
import { partOf, spilled, spills } from './parts.ts'
import { pathsOf } from './pathsOf.ts'
import { leaveOut } from './remedies.ts'

export const nearLeaks: DataCheck = async (input) => {
  const { dataset, split, noun } = input
  const parts = partOf(split)
  const groups = await input.alike()
  const leaking = groups.filter((group) => !areEqual(dataset, group) && spills(group, parts))
  const [first] = leaking
  if (!first) return []
  const leaving = leaking.flatMap((group) => spilled(group, parts))
  const paths = pathsOf(dataset, first)
  return [
    {
      check: 'near-leaks',
      message: notice('examplesNearlyLeak', { examples: leaking.length, paths, noun }),
      remedies: [leaveOut(input, leaving), { kind: 'look', label: notice('remedyLook'), filter: 'near' }],
    },
  ]
}

/** The same to the byte is told of by another check. */
function areEqual({ examples }: Dataset, group: readonly number[]): boolean {
  return new Set(group.map((index) => examples[index]?.digest)).size === 1
}
