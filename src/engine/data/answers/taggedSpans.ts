/**
 * Entities marked in a text by where they begin and end, to words with a tag each (B begins, I goes on). An entity ends
 * where a word ends; two that overlap have no tags.
 */
import { isMessage, type Message } from '../../../shared/messages/message.ts'
import { notice } from '../../../shared/messages/say.ts'
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
export function tagsOfSpans(text: string, spans: readonly TextSpan[]): TaggedWords | Message {
  if (text.trim() === '') return notice('rowWithoutText')
  const units = tagged(text, spans)
  if (!/[\uD800-\uDBFF]/.test(text)) return units
  // Beyond the basic plane (emoji) Python counts a character once, a browser twice. Tools in Python are the rule; a file
  // says otherwise by its spans' texts, or by borders that only fit so.
  const points = tagged(text, spans.map(inUnits(text)))
  return isMessage(points) ? units : points
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

function tagged(text: string, given: readonly TextSpan[]): TaggedWords | Message {
  const words = splitWords(text)
  const tags = words.map(() => 'O')
  const spans = given.map((span) => withoutSpace(text, span)).toSorted((a, b) => a.start - b.start || a.end - b.end)
  for (const [i, span] of spans.entries()) {
    const before = spans[i - 1]
    const fault = faultOf(text, span) ?? (before && span.start < before.end ? overlap(text, before, span) : null)
    if (fault) return fault
    const inside = [...words.keys()].filter((at) => touches(words[at] as Word, span))
    const cut = inside.map((at) => words[at] as Word).find(({ start, end }) => start < span.start || end > span.end)
    if (cut)
      return notice('entityCutsWord', { entity: shown(text, span), word: displayText(cut.text, limits.labelLength) })
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

function faultOf(text: string, span: TextSpan): Message | null {
  const { start, end } = span
  if (!isWithin(text, span)) return notice('entityOutsideText', { start, end, characters: text.length })
  const marked = text.slice(start, end)
  if (marked.trim() === '') return notice('entityWithoutWord', { start, end })
  if (span.text !== undefined && span.text.trim() !== marked) {
    const [said, found] = [displayText(span.text, limits.labelLength), displayText(marked, limits.labelLength)]
    return notice('entityOfOtherText', { start, end, said, found })
  }
  return span.label === '' ? notice('entityWithoutLabel', { entity: shown(text, span) }) : null
}

function overlap(text: string, before: TextSpan, span: TextSpan): Message {
  return notice('entitiesOverlap', { first: shown(text, before), second: shown(text, span) })
}

function touches(word: Word, span: TextSpan): boolean {
  return word.start < span.end && word.end > span.start
}

function shown(text: string, { start, end }: TextSpan) {
  return { text: displayText(text.slice(start, end), limits.labelLength), start, end }
}
