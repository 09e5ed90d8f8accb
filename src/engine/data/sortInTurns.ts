/** The order that a stable sort gives, with turns of the event loop between: two hundred thousand things take seconds. */
import type { Pace } from './pace.ts'

const atOnce = 4096

export async function sortInTurns<T>(items: readonly T[], compare: (a: T, b: T) => number, pace: Pace): Promise<T[]> {
  let sorted: T[] = []
  for (let from = 0; from < items.length; from += atOnce) {
    await pace.breathe()
    for (const item of items.slice(from, from + atOnce).sort(compare)) sorted.push(item)
  }
  for (let width = atOnce; width < items.length; width *= 2) sorted = await merged(sorted, width, { compare, pace })
  return sorted
}

interface How<T> {
  readonly compare: (a: T, b: T) => number
  readonly pace: Pace
}

/** Neighbouring stretches of `width`, each in order, to stretches of twice that. */
async function merged<T>(items: readonly T[], width: number, { compare, pace }: How<T>): Promise<T[]> {
  const made: T[] = []
  for (let start = 0; start < items.length; start += 2 * width) {
    const [middle, end] = [Math.min(start + width, items.length), Math.min(start + 2 * width, items.length)]
    let [left, right] = [start, middle]
    // What stands in order already, as nearly all does after one edit, is taken over.
    if (middle === end || compare(items[middle - 1] as T, items[middle] as T) <= 0) {
      await pace.breathe()
      for (; left < end; left++) made.push(items[left] as T)
      continue
    }
    while (left < middle || right < end) {
      if (made.length % atOnce === 0) await pace.breathe()
      const takesLeft = right >= end || (left < middle && compare(items[left] as T, items[right] as T) <= 0)
      made.push(items[takesLeft ? left++ : right++] as T)
    }
  }
  return made
}
