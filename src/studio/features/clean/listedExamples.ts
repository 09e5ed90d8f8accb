/** Which examples the list shows, in which order, and what is noted of each. Pure. */
import type { ExampleTable } from '../../../shared/domain/cleaning.ts'
import type { DeskState } from './exampleDesk.ts'
import { type ExampleEdits, leftOut } from './exampleEdits.ts'
import type { ShownFilter } from './shownFilter.ts'

export interface Listed {
  readonly examples: readonly number[]
  /** By example: "alike 3", "blurred". */
  readonly notes: ReadonlyMap<number, string>
}

type Known = Pick<DeskState, 'looks' | 'outliers' | 'doubts'>

/** Null where what is asked for was not looked for yet. */
export function listedExamples(
  table: ExampleTable,
  edits: ExampleEdits,
  filter: ShownFilter,
  known: Known,
): Listed | null {
  const listed = shownBy(edits, filter, { table, known })
  if (!listed) return null
  const place = filter.ofClass === null ? -1 : edits.names.indexOf(filter.ofClass)
  const wanted = place < 0 ? null : place
  if (wanted === null && filter.ofPart === null) return listed
  const examples = listed.examples.filter(
    (example) =>
      (wanted === null || edits.now[example] === wanted) &&
      (filter.ofPart === null || table.part[example] === filter.ofPart),
  )
  return { ...listed, examples }
}

/** Of the marked examples those that are listed. A set of very many is never made while nothing, or little, is marked. */
export function listedAmong(marked: ReadonlySet<number>, { examples }: Pick<Listed, 'examples'>): ReadonlySet<number> {
  if (marked.size === 0) return marked
  return new Set(examples.filter((example) => marked.has(example)))
}

interface Beside {
  readonly table: ExampleTable
  readonly known: Known
}

const kinds: Record<ShownFilter['show'], (edits: ExampleEdits, beside: Beside) => Listed | null> = {
  all: ({ now }) => plain(placesWhere(now, () => true)),
  changed: ({ was, now }) => plain(placesWhere(now, (example) => now[example] !== was[example])),
  'left-out': ({ now }) => plain(placesWhere(now, (example) => now[example] === leftOut)),
  near: (edits, { table, known: { looks } }) => looks && alike(looks.near, edits, table),
  poor: (_, { known: { looks } }) =>
    looks && noted(looks.poor.map(({ example, fault }) => [example, faultWords[fault]] as const)),
  outliers: (_, { known: { outliers } }) =>
    outliers && noted(outliers.map(({ example, distance }) => [example, `${distance.toFixed(1)} × as far`] as const)),
  doubts: (_, { known: { doubts } }) =>
    doubts && noted(doubts.map(({ example, suggested }) => [example, `looks like ${suggested}`] as const)),
}

function shownBy(edits: ExampleEdits, { show }: ShownFilter, beside: Beside): Listed | null {
  return kinds[show](edits, beside)
}

const faultWords = { blurred: 'blurred', blank: 'one colour', wordless: 'nothing to read' } as const

/** Of two hundred thousand places an iterator makes as many objects, while a person waits for a key to show. */
function placesWhere({ length }: Int32Array, isShown: (example: number) => boolean): readonly number[] {
  const places: number[] = []
  for (let example = 0; example < length; example++) if (isShown(example)) places.push(example)
  return places
}

function plain(examples: readonly number[]): Listed {
  return { examples, notes: new Map() }
}

function noted(pairs: readonly (readonly [example: number, note: string])[]): Listed {
  return { examples: pairs.map(([example]) => example), notes: new Map(pairs) }
}

/** Those that stand in more than one part of the data first; what is left out is no twin any more. */
function alike(groups: readonly (readonly number[])[], { now }: ExampleEdits, { part }: ExampleTable): Listed {
  const left = groups
    .map((group) => group.filter((example) => now[example] !== leftOut))
    .filter(({ length }) => length > 1)
    .map((group) => ({ group, across: new Set(group.map((example) => part[example])).size > 1 }))
    .sort((a, b) => Number(b.across) - Number(a.across))
  return noted(
    left.flatMap(({ group, across }, at) =>
      group.map((example) => [example, `alike ${at + 1}${across ? ', in several splits' : ''}`] as const),
    ),
  )
}
