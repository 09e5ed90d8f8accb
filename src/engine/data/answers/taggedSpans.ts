/**
 * Entities marked in a text by where they begin and end, to words with a tag each (B begins, I goes on). An entity ends
 * where a word ends; two that overlap have no tags.
 */
import { displayText } from '../displayText.ts'
import { limits } from '../limits.ts'
import { splitWords, type Word } from './splitWords.ts'

export interface TextSpan {
  readonly start: number
  /** Exclusive. */
  readonly end: number
  readonly label: string
  /** What its writer saw there, if the file says so. */
  readonly text?: string
}

export interface TaggedWords {
  readonly words: readonly string[]
  /** One for each word. */
  readonly tags: readonly string[]
}

/** The words and tags of a text, or why its spans cannot be read. */
export function tagsOfSpans(text: string, spans: readonly TextSpan[]): TaggedWords | string {
  if (text.trim() === '') return 'It has no text.'
  const units = tagged(text, spans)
  if (!/[\uD800-\uDBFF]/.test(text)) return units
  // Beyond the basic plane (emoji) Python counts a character once, a browser twice. Tools in Python are the rule; a file
  // says otherwise by its spans' texts, or by borders that only fit so.
  const points = tagged(text, spans.map(inUnits(text)))
  return typeof points === 'string' ? units : points
}

/** From characters to UTF-16 units. */
function inUnits(text: string): (span: TextSpan) => TextSpan {
  const starts: number[] = []
  let at = 0
  for (const character of text) {
    starts.push(at)
    at += character.length
  }
  const unit = (character: number) => starts[character] ?? text.length + Math.max(0, character - starts.length)
  return (span) => ({ ...span, start: unit(span.start), end: unit(span.end) })
}

function tagged(text: string, given: readonly TextSpan[]): TaggedWords | string {
  const words = splitWords(text)
  const tags = words.map(() => 'O')
  const spans = given.map((span) => withoutSpace(text, span)).toSorted((a, b) => a.start - b.start || a.end - b.end)
  for (const [i, span] of spans.entries()) {
    const before = spans[i - 1]
    const fault = faultOf(text, span) ?? (before && span.start < before.end ? overlap(text, before, span) : null)
    if (fault) return fault
    const inside = [...words.keys()].filter((at) => touches(words[at] as Word, span))
    const cut = inside.map((at) => words[at] as Word).find(({ start, end }) => start < span.start || end > span.end)
    if (cut) return `Its entity ${named(text, span)} cuts the word "${displayText(cut.text, limits.labelLength)}".`
    for (const at of inside) tags[at] = `${at === inside[0] ? 'B' : 'I'}-${span.label}`
  }
  return { words: words.map((word) => word.text), tags }
}

/** Spaces that were marked along with an entity's words say nothing. */
function withoutSpace(text: string, span: TextSpan): TextSpan {
  if (!isWithin(text, span)) return span
  const marked = text.slice(span.start, span.end)
  const start = span.start + (marked.length - marked.trimStart().length)
  const end = span.end - (marked.length - marked.trimEnd().length)
  return start < end ? { ...span, start, end } : span
}

function isWithin(text: string, { start, end }: TextSpan): boolean {
  return Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start < end && end <= text.length
}

function faultOf(text: string, span: TextSpan): string | null {
  const place = `from ${span.start} to ${span.end}`
  if (!isWithin(text, span)) return `Its entity ${place} does not lie in the text, which has ${text.length} characters.`
  const marked = text.slice(span.start, span.end)
  if (marked.trim() === '') return `Its entity ${place} holds no word.`
  if (span.text !== undefined && span.text.trim() !== marked)
    return `Its entity ${place} is said to be "${displayText(span.text, limits.labelLength)}", and the text has "${displayText(marked, limits.labelLength)}" there.`
  if (span.label === '') return `Its entity ${named(text, span)} has no label.`
  return null
}

function overlap(text: string, before: TextSpan, span: TextSpan): string {
  return `Its entities ${named(text, before)} and ${named(text, span)} overlap. A word can have one tag only.`
}

function touches(word: Word, span: TextSpan): boolean {
  return word.start < span.end && word.end > span.start
}

function named(text: string, { start, end }: TextSpan): string {
  return `"${displayText(text.slice(start, end), limits.labelLength)}" (from ${start} to ${end})`
}
