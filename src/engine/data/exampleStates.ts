/**
 * What each example of the data as they were read is now: its class, or that it is left out. Edits make these states
 * (`statesOf`), and states make the fewest edits that lead to them (`editsFor`): where most of a class became another,
 * one edit of the class stands for them all.
 */
import type { ClassEdit, DataEdit, ExampleEdit } from '../../shared/domain/data.ts'
import type { Dataset, Example } from './dataset.ts'
import { editsByExample, isOfClass, joinedEdits } from './editDataset.ts'

export interface ExampleStates {
  /** The classes as they were read, and those that edits gave. */
  readonly names: readonly string[]
  /** By example: its class as it was read, as an index into `names`; 0 where examples have no class. */
  readonly was: Int32Array
  /** The same as it is now; −1 for an example that is left out. */
  readonly now: Int32Array
}

/** @param read the dataset without edits. */
export function statesOf(read: Dataset, edits: readonly DataEdit[]): ExampleStates {
  const { examples, classes } = read
  const names = [...classes]
  const indexOf = new Map(names.map((name, index) => [name, index]))
  const numberOf = (label: string | null) => {
    if (label === null) return -1
    const known = indexOf.get(label)
    if (known !== undefined) return known
    indexOf.set(label, names.push(label) - 1)
    return names.length - 1
  }
  const joined = joinedEdits(edits)
  const ofClass = new Map(
    joined.flatMap((edit) => (isOfClass(edit) ? [[edit.class, numberOf(edit.label)] as const] : [])),
  )
  const given = new Set(names)
  const ofExample = editsByExample(joined)
  const nowOf = (example: Example, was: number) => {
    const label = ofExample.of(example)?.label
    if (label === null) return -1
    if (example.target.kind !== 'class') return 0
    if (label !== undefined && given.has(label)) return numberOf(label)
    return ofClass.get(classes[was] ?? '') ?? was
  }
  // Filled in a plain loop: an iterator takes several times as long for very many.
  const [was, now] = [new Int32Array(examples.length), new Int32Array(examples.length)]
  for (let index = 0; index < examples.length; index++) {
    const example = examples[index] as Example
    was[index] = wasOf(example)
    now[index] = nowOf(example, was[index] ?? 0)
  }
  return { names, was, now }
}

function wasOf({ target }: Example): number {
  return target.kind === 'class' ? target.class : 0
}

/** In the order of classes, then of examples. */
export function editsFor(read: Dataset, { names, was, now }: ExampleStates): DataEdit[] {
  const { classes, examples } = read
  const sorted = examples[0]?.target.kind === 'class'
  const outcomes = sorted ? outcomesOf({ was, now }, classes.length) : new Int32Array(1)
  const ofClasses: ClassEdit[] = []
  if (sorted)
    for (const [name, outcome] of outcomes.entries())
      if (outcome !== name) ofClasses.push({ class: classes[name] ?? '', label: labelOf(names, outcome) })
  const ofExamples: ExampleEdit[] = []
  for (const [index, { digest, path }] of examples.entries()) {
    const state = now[index] ?? 0
    if (state !== outcomes[was[index] ?? 0]) ofExamples.push({ digest, path, label: labelOf(names, state) })
  }
  const told = new Set([...classes, ...ofClasses.map(({ label }) => label)])
  const added = [...new Set(ofExamples.flatMap(({ label }) => (label === null || told.has(label) ? [] : [label])))]
  return [...ofClasses, ...added.map((name) => ({ class: name, label: name })), ...ofExamples]
}

/** By class as it was read: what more than half of its examples became; the class itself where there is no such thing. */
function outcomesOf({ was, now }: Pick<ExampleStates, 'was' | 'now'>, classes: number): Int32Array {
  const counts = Array.from({ length: classes }, () => new Map<number, number>())
  for (const [index, name] of was.entries()) {
    const of = counts[name]
    const state = now[index] ?? name
    of?.set(state, (of.get(state) ?? 0) + 1)
  }
  return Int32Array.from(counts, (of, name) => {
    const total = [...of.values()].reduce((sum, count) => sum + count, 0)
    const [most] = [...of].sort(([, a], [, b]) => b - a)
    return most && total > 1 && 2 * most[1] > total ? most[0] : name
  })
}

function labelOf(names: readonly string[], state: number): string | null {
  return state < 0 ? null : (names[state] ?? null)
}
