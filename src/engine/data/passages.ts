/**
 * Cuts a text into passages at the borders of its paragraphs, in their order. Only a paragraph that is very long by
 * itself is broken, at a line or a sentence where there is one.
 */

export interface PassageSize {
  /** About what a passage should have, in UTF-16 units. */
  readonly target: number
  /** A paragraph up to this length stays whole. */
  readonly longest: number
}

/** From what is wanted down to the smallest that still says something, for texts too short to divide otherwise. */
export const passageSizes: readonly PassageSize[] = [
  { target: 1200, longest: 4000 },
  { target: 600, longest: 1200 },
  { target: 300, longest: 450 },
  { target: 200, longest: 200 },
]

/** The passages as they stand in the text, without the space around them. */
export function cutPassages(text: string, size: PassageSize): string[] {
  const passages: Span[] = []
  let current: Span | null = null
  for (const paragraph of paragraphsOf(text, size)) {
    if (current && nearer(current, paragraph, size.target)) current = { start: current.start, end: paragraph.end }
    else {
      if (current) passages.push(current)
      current = paragraph
    }
  }
  if (current) passages.push(...withoutTail(passages, current, size.target))
  return passages.map(({ start, end }) => text.slice(start, end))
}

/** Project Gutenberg's books without its notices: what lies between the lines that mark start and end. */
export function withoutNotices(text: string): string {
  const start = /^\*{3} ?START OF\b[^*]{0,300}\*{3}[^\n]*\n/m.exec(text)
  const from = start ? start.index + start[0].length : 0
  const end = /^\*{3} ?END OF\b/m.exec(text.slice(from))
  return text.slice(from, end ? from + end.index : text.length)
}

interface Span {
  readonly start: number
  readonly end: number
}

/** Whether a passage comes nearer to the target with the next paragraph than without. */
function nearer({ start, end }: Span, next: Span, target: number): boolean {
  return Math.abs(next.end - start - target) < Math.abs(end - start - target)
}

/** A last passage of a few words belongs to the one before. */
function withoutTail(passages: Span[], last: Span, target: number): Span[] {
  const before = passages.at(-1)
  if (!before || last.end - last.start >= target / 4) return [last]
  passages.pop()
  return [{ start: before.start, end: last.end }]
}

function* paragraphsOf(text: string, { target, longest }: PassageSize): Generator<Span> {
  let from = 0
  for (const { index: to, 0: gap } of [...text.matchAll(/\n[^\S\n]*\n\s*/g), { index: text.length, 0: '' }]) {
    const paragraph = trimmed(text, from, to)
    if (paragraph.end - paragraph.start > longest) yield* broken(text, paragraph, target)
    else if (paragraph.end > paragraph.start) yield paragraph
    from = to + gap.length
  }
}

const borders = [/\n/g, /[.!?…。！？]["'”’»)]*\s|[。！？]/g, /\s/g]

function* broken(text: string, { start, end }: Span, target: number): Generator<Span> {
  let from = start
  while (end - from > 1.5 * target) {
    const cut = cutIn(text, from, target)
    yield trimmed(text, from, cut)
    from = cut
  }
  if (from < end) yield trimmed(text, from, end)
}

/** The last border of the best kind in the second half of what may be taken; between two characters where there is none. */
function cutIn(text: string, from: number, target: number): number {
  const half = from + (target >> 1)
  const window = text.slice(half, from + target)
  for (const border of borders) {
    const last = [...window.matchAll(border)].at(-1)
    if (last) return half + last.index + last[0].length
  }
  const cut = from + target
  return /[\uDC00-\uDFFF]/.test(text[cut] ?? '') ? cut - 1 : cut
}

function trimmed(text: string, start: number, end: number): Span {
  const piece = text.slice(start, end)
  const from = start + piece.length - piece.trimStart().length
  return { start: from, end: Math.max(from, start + piece.trimEnd().length) }
}
