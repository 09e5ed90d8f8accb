/** Passages of tokens, all of one length, that begin where a sentence begins. */
import type { Random } from '../../shared/random.ts'

export interface Passages {
  readonly ids: Uint16Array
  readonly length: number
  /** Places in `ids`. */
  readonly starts: readonly number[]
}

/** One after another, from the first sentence start on that the passage before does not hold. */
export function cutPassages(ids: Uint16Array, isEnd: (id: number) => boolean, length: number): Passages {
  const starts: number[] = []
  let free = 0
  for (let at = 0; at + length <= ids.length; at++) {
    if (at < free || (at > 0 && !isEnd(ids[at - 1] as number))) continue
    starts.push(at)
    free = at + length
  }
  return { ids, length, starts }
}

/** So many of the items, with replacement. */
export function drawn<T>(items: readonly T[], count: number, random: Random): T[] {
  return Array.from({ length: count }, () => items[random.below(items.length)] as T)
}

export function passageAt({ ids, length }: Passages, start: number): Uint16Array {
  return ids.subarray(start, start + length)
}
