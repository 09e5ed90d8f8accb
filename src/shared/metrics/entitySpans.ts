/**
 * The entities that the tags of a sentence name, as seqeval 1.2.2 reads them. "Strict" takes an entity only where it is
 * written whole: from a B (or S) on, over I of the same type, in IOBES up to an E. "Lenient" is seqeval's default and
 * conlleval's: whatever begins with another type or after no entity begins one, an I without B too.
 */
import type { TagPart, TagSet } from './tagSet.ts'

export interface EntitySpan {
  /** Index of the tag set's types. */
  readonly type: number
  /** Words, the end exclusive. */
  readonly start: number
  readonly end: number
}

export type EntityReading = 'strict' | 'lenient'

/** @param tags one for each word of one sentence */
export function entitySpans(tags: ArrayLike<number>, set: TagSet, reading: EntityReading): EntitySpan[] {
  const parts = Array.from(tags, (tag) => set.parts[tag] ?? outside)
  // Without prefixes nothing can be written by halves.
  const whole = reading === 'strict' && set.scheme !== 'IO' && set.scheme !== 'words'
  return whole ? strictSpans(parts, set) : lenientSpans(parts)
}

const outside: TagPart = { prefix: 'O', type: -1 }

function strictSpans(parts: readonly TagPart[], { scheme }: TagSet): EntitySpan[] {
  const spans: EntitySpan[] = []
  for (let start = 0; start < parts.length; ) {
    const { prefix, type } = parts[start] as TagPart
    let end = start + 1
    if (prefix === 'B') {
      const goesOn = (at: number) =>
        parts[at]?.type === type && (parts[at]?.prefix === 'I' || parts[at]?.prefix === 'E')
      while (goesOn(end) && parts[end - 1]?.prefix !== 'E') end++
    }
    const ended = scheme === 'IOB2' ? prefix === 'B' : prefix === 'S' || parts[end - 1]?.prefix === 'E'
    if ((prefix === 'B' || prefix === 'S') && ended) spans.push({ type, start, end })
    start = end
  }
  return spans
}

function lenientSpans(parts: readonly TagPart[]): EntitySpan[] {
  const spans: EntitySpan[] = []
  let before = outside
  let start = 0
  ;[...parts, outside].forEach((part, at) => {
    if (ends(before, part)) spans.push({ type: before.type, start, end: at })
    if (begins(before, part)) start = at
    before = part
  })
  return spans
}

function ends(before: TagPart, { prefix, type }: TagPart): boolean {
  if (before.prefix === 'O') return false
  return isLast(before) || prefix === 'B' || prefix === 'S' || before.type !== type
}

function begins(before: TagPart, { prefix, type }: TagPart): boolean {
  if (prefix === 'O') return false
  return before.prefix === 'O' || isLast(before) || prefix === 'B' || prefix === 'S' || before.type !== type
}

function isLast({ prefix }: TagPart): boolean {
  return prefix === 'E' || prefix === 'S'
}
