/** Which examples have the same content, found once for one list of examples: many checks ask. */
import type { Example } from './dataset.ts'
import { groupBy } from './groupBy.ts'

const found = new WeakMap<readonly Pick<Example, 'digest'>[], Int32Array>()

/** By example: the place of the first one with its content, which may be its own. */
export function firstEqual(examples: readonly Pick<Example, 'digest'>[]): Int32Array {
  const known = found.get(examples)
  if (known) return known
  const firstOf = new Map<string, number>()
  const firsts = Int32Array.from(examples, ({ digest }, place) => {
    const first = firstOf.get(digest) ?? place
    if (first === place) firstOf.set(digest, place)
    return first
  })
  found.set(examples, firsts)
  return firsts
}

/** The groups of two and more with the same content, each ascending, by their first. */
export function equalGroups(examples: readonly Pick<Example, 'digest'>[]): readonly (readonly number[])[] {
  const firsts = firstEqual(examples)
  const repeated = new Set(firsts.filter((first, place) => first !== place))
  const places = [...firsts.keys()].filter((place) => repeated.has(firsts[place] as number))
  return [...groupBy(places, (place) => firsts[place]).values()]
}
