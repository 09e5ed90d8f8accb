/** Which examples have the same content, found once for one list of examples: many checks ask. */
import type { Example } from './dataset.ts'
import { groupBy } from './groupBy.ts'
import type { Pace } from './pace.ts'

type Found = readonly Pick<Example, 'digest' | 'place'>[]

const found = new WeakMap<Found, Int32Array>()

/** By example: the place of the first one with its content, which may be its own. */
export function firstEqual(examples: Found): Int32Array {
  const known = found.get(examples)
  if (known) return known
  const finding = findingFirsts(examples)
  finding.add(0, examples.length)
  return finding.end()
}

/**
 * Finds them ahead, with turns of the event loop between. Where these are others after an edit, what was found of those
 * stands, and no digest is looked at again.
 */
export async function findEqual(examples: Found, pace: Pace, read?: Found): Promise<void> {
  if (found.has(examples)) return
  const known = read && found.get(read)
  const finding = known ? findingPlaces(examples, known) : findingFirsts(examples)
  for (let from = 0; from < examples.length; from += atOnce) {
    await pace.breathe()
    finding.add(from, Math.min(from + atOnce, examples.length))
  }
  finding.end()
}

/** The same of examples that say their places among others, by what was found of those. */
function findingPlaces(examples: Found, known: Int32Array) {
  const firstOf = new Int32Array(known.length).fill(-1)
  const firsts = new Int32Array(examples.length)
  return {
    add(from: number, to: number) {
      for (let index = from; index < to; index++) {
        const first = known[examples[index]?.place ?? 0] as number
        if (firstOf[first] === -1) firstOf[first] = index
        firsts[index] = firstOf[first] as number
      }
    },
    end: () => found.set(examples, firsts),
  }
}

const atOnce = 4096

function findingFirsts(examples: Found) {
  const firstOf = new Map<string, number>()
  const firsts = new Int32Array(examples.length)
  return {
    /** Examples from one place to before another. */
    add(from: number, to: number) {
      for (let place = from; place < to; place++) {
        const digest = examples[place]?.digest ?? ''
        const first = firstOf.get(digest)
        firsts[place] = first ?? place
        if (first === undefined) firstOf.set(digest, place)
      }
    },
    end(): Int32Array {
      found.set(examples, firsts)
      return firsts
    },
  }
}

/** The groups of two and more with the same content, each ascending, by their first. */
export function equalGroups(examples: Found): readonly (readonly number[])[] {
  const firsts = firstEqual(examples)
  const repeated = new Set(firsts.filter((first, place) => first !== place))
  const places = [...firsts.keys()].filter((place) => repeated.has(firsts[place] as number))
  return [...groupBy(places, (place) => firsts[place]).values()]
}
