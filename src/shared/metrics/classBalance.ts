/**
 * How evenly a training split is spread over its classes: what each example counts for it, and what a person should
 * know of it before training. Pure; the engine weighs by it and the page warns by it.
 */
import type { Message } from '../messages/message.ts'
import { notice } from '../messages/say.ts'

/**
 * An example counts at most so many times one of the most frequent class. A usual batch has 32 examples: a weight above
 * that would make one rare example more of the batch's mean than all others together, and each such step would follow
 * that example alone. Twenty leaves the others the larger part, and still lifts a class of one in a hundred examples
 * from a hundredth of the loss to a sixth.
 */
export const mostWeightRatio = 20
/** Below this ratio of the largest class to the smallest, all count alike: the split itself varies by as much. */
export const skewRatio = 1.5
/** From this ratio on, never naming the smaller of two classes gets an accuracy above 0.9. */
const strongRatio = 10

/**
 * By class, what each of its examples counts in the loss, given how many it has in the training split: balanced
 * (inverse frequency) up to `mostWeightRatio`, with mean 1 over the examples. A class without examples weighs 0. Null
 * where the classes that have examples are about even.
 */
export function balancedWeights(counts: readonly number[]): Float32Array | null {
  const present = counts.filter((count) => count > 0)
  const most = Math.max(...present)
  if (present.length === 0 || most <= skewRatio * Math.min(...present)) return null
  const ratios = counts.map((count) => (count > 0 ? Math.min(mostWeightRatio, most / count) : 0))
  const mean = sum(ratios.map((ratio, label) => ratio * (counts[label] as number))) / sum(present)
  return Float32Array.from(ratios, (ratio) => ratio / mean)
}

interface CountedClass {
  readonly name: string
  /** How many examples of it are trained on. */
  readonly count: number
}

/** What a person should know of a strong imbalance before training; null where there is none. */
export function unevenNotice(classes: readonly CountedClass[], many: string, weighted: boolean): Message | null {
  const present = classes.filter(({ count }) => count > 0).toSorted((a, b) => b.count - a.count)
  const [largest, smallest] = [present[0], present.at(-1)]
  if (!largest || !smallest || largest.count < strongRatio * smallest.count) return null
  return notice('classesUneven', {
    ratio: Math.round(largest.count / smallest.count),
    largest: { name: largest.name, examples: largest.count },
    smallest: { name: smallest.name, examples: smallest.count },
    ...{ weighted, mostWeight: mostWeightRatio, many },
  })
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
