/**
 * How evenly a training split is spread over its classes: what each example counts for it, and what a person should
 * know of it before training. Pure; the engine weighs by it and the page warns by it.
 */
import { few } from '../messages/few.ts'
import type { Message } from '../messages/message.ts'
import { notice } from '../messages/say.ts'
import type { FieldValue } from '../recipe/field.ts'

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

interface ClassSize {
  readonly name: string
  /** Examples that may be trained on. */
  readonly trainable: number
}

export interface BalanceOptions {
  readonly classes: readonly ClassSize[]
  /** What an example is called, singular and plural. */
  readonly example: readonly [string, string]
  /** The form's values: the cap on training examples, and whether classes are weighted. */
  readonly fields: Readonly<Record<string, FieldValue>>
}

/** What a person should know before training: the classes that cannot be learned, and a strong imbalance. */
export function balanceNotices({ classes, example: [, many], fields }: BalanceOptions): readonly Message[] {
  const counts = inTurns(
    classes.map(({ trainable }) => trainable),
    Number(fields.maxTrain),
  )
  const sized = classes.map(({ name, trainable }, label) => ({ name, trainable, count: counts[label] as number }))
  return [...absentNotice(sized, many), ...unevenNotice(sized, many, fields['regularisation.classWeights'] !== 'off')]
}

interface CountedClass extends ClassSize {
  /** Of these, about as many as the cap leaves. */
  readonly count: number
}

/** What a cap leaves of each class when the classes take turns; 0 takes all. */
function inTurns(counts: readonly number[], limit: number): readonly number[] {
  if (!(limit > 0) || sum(counts) <= limit) return counts
  const left = counts.map(() => 0)
  for (let taken = 0, turn = 0; taken < limit; turn++)
    for (const [label, count] of counts.entries())
      if (count > turn && taken < limit) {
        left[label] = turn + 1
        taken++
      }
  return left
}

function absentNotice(classes: readonly CountedClass[], many: string): Message[] {
  const absent = classes.filter(({ count }) => count === 0)
  if (absent.length === 0) return []
  const capped = absent.every(({ trainable }) => trainable > 0)
  return [notice('classesAbsent', { classes: few(absent.map(({ name }) => name)), capped, many })]
}

function unevenNotice(classes: readonly CountedClass[], many: string, weighted: boolean): Message[] {
  const present = classes.filter(({ count }) => count > 0).toSorted((a, b) => b.count - a.count)
  const [largest, smallest] = [present[0], present.at(-1)]
  if (!largest || !smallest || largest.count < strongRatio * smallest.count) return []
  return [
    notice('classesUneven', {
      ratio: Math.round(largest.count / smallest.count),
      largest: { name: largest.name, examples: largest.count },
      smallest: { name: smallest.name, examples: smallest.count },
      ...{ weighted, mostWeight: mostWeightRatio, many },
    }),
  ]
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
