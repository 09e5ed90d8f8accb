/**
 * What an example is to be answered with. The kinds are all that a dataset knows of its task: reading, editing and
 * splitting go by them, and which task an input and a kind of answer make is said by the tasks' cards.
 */
import { groupBy } from './groupBy.ts'

/** Classes, labels and tags are indices into the dataset's names. */
export type Target =
  /** One of several classes. */
  | { readonly kind: 'class'; readonly class: number }
  /** Any number of labels, ascending; none is an answer too. */
  | { readonly kind: 'labels'; readonly labels: readonly number[] }
  | { readonly kind: 'number'; readonly value: number }
  /** One for each word. */
  | { readonly kind: 'tags'; readonly tags: readonly number[] }
  /** The text itself, which is continued. */
  | { readonly kind: 'text' }

/** A target as it was read, before the dataset's names are numbered. */
export type NamedTarget =
  | { readonly kind: 'class'; readonly name: string }
  | { readonly kind: 'labels'; readonly names: readonly string[] }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'tags'; readonly names: readonly string[] }
  | { readonly kind: 'text' }

interface Targeted {
  readonly target: Target
}

export function classOf({ target }: Targeted): number {
  if (target.kind === 'class') return target.class
  throw new Error(`internal: expected an example with a class, received one with "${target.kind}"`)
}

export function labelsOf({ target }: Targeted): readonly number[] {
  if (target.kind === 'labels') return target.labels
  throw new Error(`internal: expected an example with labels, received one with "${target.kind}"`)
}

export function numberOf({ target }: Targeted): number {
  if (target.kind === 'number') return target.value
  throw new Error(`internal: expected an example with a number, received one with "${target.kind}"`)
}

export function tagsOf({ target }: Targeted): readonly number[] {
  if (target.kind === 'tags') return target.tags
  throw new Error(`internal: expected an example with tags, received one with "${target.kind}"`)
}

/** Each name of the dataset that occurs in the target, once. */
export function namesIn(target: Target): readonly number[] {
  switch (target.kind) {
    case 'class':
      return [target.class]
    case 'labels':
      return target.labels
    case 'tags':
      return [...new Set(target.tags)]
    case 'number':
    case 'text':
      return []
    default:
      return target satisfies never
  }
}

/** The names that a target was read with. */
export function namesOf(target: NamedTarget): readonly string[] {
  switch (target.kind) {
    case 'class':
      return [target.name]
    case 'labels':
    case 'tags':
      return target.names
    case 'number':
    case 'text':
      return []
    default:
      return target satisfies never
  }
}

export function numbered(target: NamedTarget, indexOf: ReadonlyMap<string, number>): Target {
  const index = (name: string) => indexOf.get(name) ?? 0
  switch (target.kind) {
    case 'class':
      return { kind: 'class', class: index(target.name) }
    case 'labels':
      return { kind: 'labels', labels: [...new Set(target.names.map(index))].sort((a, b) => a - b) }
    case 'tags':
      return { kind: 'tags', tags: target.names.map(index) }
    case 'number':
    case 'text':
      return target
    default:
      return target satisfies never
  }
}

export function named(target: Target, names: readonly string[]): NamedTarget {
  const name = (index: number) => names[index] ?? ''
  switch (target.kind) {
    case 'class':
      return { kind: 'class', name: name(target.class) }
    case 'labels':
      return { kind: 'labels', names: target.labels.map(name) }
    case 'tags':
      return { kind: 'tags', names: target.tags.map(name) }
    case 'number':
    case 'text':
      return target
    default:
      return target satisfies never
  }
}

/** Equal for equal targets; the fingerprint of a dataset is made of it, so that what it writes never changes. */
export function writtenTarget(target: Target): string {
  switch (target.kind) {
    case 'class':
      return String(target.class)
    case 'labels':
      return `[${target.labels.join(',')}]`
    case 'tags':
      return `(${target.tags.join(',')})`
    case 'number':
      return `=${target.value}`
    case 'text':
      return '0'
    default:
      return target satisfies never
  }
}

/** As a person reads it; empty where no label is true. */
export function targetText(target: Target, names: readonly string[]): string {
  const name = (index: number) => names[index] ?? ''
  switch (target.kind) {
    case 'class':
      return name(target.class)
    case 'labels':
      return target.labels.map(name).join(', ')
    case 'tags':
      return target.tags.map(name).join(' ')
    case 'number':
      return String(target.value)
    case 'text':
      return ''
    default:
      return target satisfies never
  }
}

/** Bins of equally many examples that numbers are held apart by when a dataset is divided. */
const numberBins = 10

/**
 * Of each example the stratum that a split keeps the shares of: its class, the rarest of its labels or tags (−1 where
 * it has none), or the tenth of all numbers that its own falls into.
 */
export function strataOf(examples: readonly Targeted[]): readonly number[] {
  const [first] = examples
  if (first?.target.kind === 'number') return tenths(examples.map(numberOf))
  const counts = new Map<number, number>()
  for (const { target } of examples) for (const name of namesIn(target)) counts.set(name, (counts.get(name) ?? 0) + 1)
  const rarer = (a: number, b: number) => (counts.get(a) ?? 0) - (counts.get(b) ?? 0) || a - b
  return examples.map(({ target }) => {
    if (target.kind === 'class') return target.class
    if (target.kind === 'text') return 0
    return namesIn(target).toSorted(rarer)[0] ?? -1
  })
}

function tenths(values: readonly number[]): number[] {
  const sorted = values.toSorted((a, b) => a - b)
  const bins = Math.min(numberBins, Math.max(1, Math.floor(values.length / 10)))
  const borders = Array.from({ length: bins - 1 }, (_, bin) => sorted[Math.floor(((bin + 1) * values.length) / bins)])
  return values.map((value) => borders.filter((border) => border !== undefined && value >= border).length)
}

/** Indices of examples, one of each stratum in turn. */
export function takingTurns(examples: readonly Targeted[], indices: readonly number[]): number[] {
  const strata = strataOf(indices.map((index) => examples[index] as Targeted))
  const groups = groupBy(indices.keys(), (place) => strata[place] as number)
  const turns = [...groups.entries()]
    .sort(([a], [b]) => a - b)
    .flatMap(([, places]) => places.map((place, turn) => ({ index: indices[place] as number, turn })))
  return turns.sort((a, b) => a.turn - b.turn).map(({ index }) => index)
}
