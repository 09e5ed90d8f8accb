import type { Random } from '../../shared/random.ts'

/** So many of the items, with replacement. */
export function drawn<T>(items: readonly T[], count: number, random: Random): T[] {
  return Array.from({ length: count }, () => items[random.below(items.length)] as T)
}
