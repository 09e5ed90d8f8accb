/**
 * What a person makes of the examples, as plain values: every change makes another state and leaves the one before, and
 * each is one step that can be taken back. Examples are named by their places in the data as they were read.
 */
import type { ExampleTable } from '../../../shared/domain/cleaning.ts'

export interface ExampleEdits {
  /** Classes as they were read, and those that were added since; a name never changes its place. */
  readonly names: readonly string[]
  readonly was: Int32Array
  /** By example: its class now, as an index into `names`; −1 for one that is left out. */
  readonly now: Int32Array
  /** Classes that the person added, which are shown while they are empty. */
  readonly added: readonly string[]
  /** The newest last. */
  readonly past: readonly EditStep[]
  /** What was taken back, the next to be done again last. */
  readonly future: readonly EditStep[]
}

export interface EditStep {
  /** What was done, as a sentence. */
  readonly what: string
  readonly examples: Int32Array
  readonly from: Int32Array
  readonly to: Int32Array
}

/** More steps than anybody remembers; each holds the places of what it changed. */
const mostSteps = 200
export const leftOut = -1

export function editsOf({ names, was, now }: ExampleTable): ExampleEdits {
  return { names, was, now: now.slice(), added: [], past: [], future: [] }
}

/** The same where nothing changes. @param label a name, which is added where there is none such; null leaves out. */
export function withLabel(
  edits: ExampleEdits,
  examples: Iterable<number>,
  label: string | null,
  what: string,
): ExampleEdits {
  const { names, index } = label === null ? { names: edits.names, index: leftOut } : placeOf(edits.names, label)
  return changed({ ...edits, names }, [...examples], () => index, what)
}

/** As they were read. */
export function restored(edits: ExampleEdits, examples: Iterable<number>, what: string): ExampleEdits {
  return changed(edits, [...examples], (example) => edits.was[example] ?? 0, what)
}

/** An empty class; the same where there is one of that name. */
export function withClass(edits: ExampleEdits, name: string): ExampleEdits {
  const { names, index } = placeOf(edits.names, name)
  if (edits.added.includes(name) || membersOf(edits, index).length > 0) return edits
  return { ...edits, names, added: [...edits.added, name] }
}

/** All of one class in another, which is a new one or one that there is: renamed, or merged. */
export function withRenamed(edits: ExampleEdits, from: string, to: string, what: string): ExampleEdits {
  const next = withLabel(edits, membersOf(edits, edits.names.indexOf(from)), to, what)
  return { ...next, added: renamedAmong(next.added, from, to) }
}

export function withoutClass(edits: ExampleEdits, name: string, what: string): ExampleEdits {
  const next = withLabel(edits, membersOf(edits, edits.names.indexOf(name)), null, what)
  return { ...next, added: next.added.filter((each) => each !== name) }
}

export function undone(edits: ExampleEdits): ExampleEdits {
  const step = edits.past.at(-1)
  if (!step) return edits
  return {
    ...edits,
    now: withStates(edits.now, step.examples, step.from),
    past: edits.past.slice(0, -1),
    future: [...edits.future, step],
  }
}

export function redone(edits: ExampleEdits): ExampleEdits {
  const step = edits.future.at(-1)
  if (!step) return edits
  return {
    ...edits,
    now: withStates(edits.now, step.examples, step.to),
    past: [...edits.past, step],
    future: edits.future.slice(0, -1),
  }
}

/** Ascending; `leftOut` names those that are left out. */
export function membersOf({ now }: Pick<ExampleEdits, 'now'>, index: number): number[] {
  const members: number[] = []
  for (let example = 0; example < now.length; example++) if (now[example] === index) members.push(example)
  return members
}

export interface ClassCount {
  readonly name: string
  readonly count: number
}

/** Those that have examples, and those that were added; in the order of their names' places. */
export function classCounts({ names, now, added }: ExampleEdits): ClassCount[] {
  const counts = new Array<number>(names.length).fill(0)
  for (const state of now) if (state >= 0) counts[state] = (counts[state] ?? 0) + 1
  return names.flatMap((name, index) => {
    const count = counts[index] ?? 0
    return count > 0 || added.includes(name) ? [{ name, count }] : []
  })
}

export interface EditCounts {
  readonly relabelled: number
  readonly leftOut: number
}

export function editCounts({ was, now }: Pick<ExampleEdits, 'was' | 'now'>): EditCounts {
  let [relabelled, gone] = [0, 0]
  for (let example = 0; example < now.length; example++)
    if (now[example] === leftOut) gone++
    else if (now[example] !== was[example]) relabelled++
  return { relabelled, leftOut: gone }
}

function changed(
  edits: ExampleEdits,
  wanted: readonly number[],
  stateOf: (example: number) => number,
  what: string,
): ExampleEdits {
  const { now } = edits
  const examples = wanted.filter((example) => now[example] !== stateOf(example))
  if (examples.length === 0) return edits
  const step: EditStep = {
    what,
    examples: Int32Array.from(examples),
    from: Int32Array.from(examples, (example) => now[example] ?? 0),
    to: Int32Array.from(examples, stateOf),
  }
  return {
    ...edits,
    now: withStates(now, step.examples, step.to),
    past: [...edits.past, step].slice(-mostSteps),
    future: [],
  }
}

function withStates(now: Int32Array, examples: Int32Array, states: Int32Array): Int32Array {
  const next = now.slice()
  for (const [at, example] of examples.entries()) next[example] = states[at] ?? 0
  return next
}

function placeOf(
  names: readonly string[],
  name: string,
): { readonly names: readonly string[]; readonly index: number } {
  const index = names.indexOf(name)
  return index >= 0 ? { names, index } : { names: [...names, name], index: names.length }
}

function renamedAmong(added: readonly string[], from: string, to: string): readonly string[] {
  return added.includes(from) ? [...added.filter((name) => name !== from && name !== to), to] : added
}
