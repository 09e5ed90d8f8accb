/** The parts that a dataset is divided into, as checks compare them. */
import { dataParts } from '../../../shared/domain/cleaning.ts'
import type { SplitName } from '../../../shared/domain/data.ts'
import type { Split } from '../splitDataset.ts'

const known = new WeakMap<Split, ReadonlyMap<number, SplitName>>()

/** By example: the part that the next run uses it in; absent for one that it does not use. Made once for one split. */
export function partOf(split: Split): ReadonlyMap<number, SplitName> {
  const made = known.get(split)
  if (made) return made
  const parts = new Map<number, SplitName>()
  for (const part of dataParts) for (const example of split[part]) parts.set(example, part)
  known.set(split, parts)
  return parts
}

/**
 * Of a group of examples that are the same or nearly so: those whose leaving out keeps every one of the others from
 * being judged by what it was trained on. The test's stay, else validation's, else the first.
 */
export function spilled(group: readonly number[], parts: ReadonlyMap<number, SplitName>): readonly number[] {
  const kept = (['test', 'validation'] as const).find((part) => group.some((example) => parts.get(example) === part))
  return group.filter((example) => parts.has(example) && parts.get(example) !== kept)
}

/** Whether the group stands in the training split and in one that judges. */
export function spills(group: readonly number[], parts: ReadonlyMap<number, SplitName>): boolean {
  return new Set(group.flatMap((example) => parts.get(example) ?? [])).size > 1
}
