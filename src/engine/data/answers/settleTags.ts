/**
 * Tags as they stand in files to tags that a network learns. Numbers get names, and an entity begins with a B: CoNLL's
 * first files write one only where two entities of one type touch (IOB1), and some tools forget it now and then.
 */
import type { Message } from '../../../shared/messages/message.ts'
import { notice } from '../../../shared/messages/say.ts'
import { isOutside, tagSetOf } from '../../../shared/metrics/tagSet.ts'
import { byCodeUnit } from '../byCodeUnit.ts'
import type { TaggedWords } from './taggedSpans.ts'

export interface SettledTags {
  readonly sentences: readonly TaggedWords[]
  /** All tags that occur, and I beside every B: "O" first, then by name, B before I. */
  readonly names: readonly string[]
  /** What was guessed or changed, to be shown. */
  readonly notices: readonly Message[]
}

export function settleTags(given: readonly TaggedWords[]): SettledTags {
  const notices: Message[] = []
  const named = withNames(given, notices)
  const { scheme } = tagSetOf(namesOf(named))
  const sentences = scheme === 'IOB2' ? withBeginnings(named, notices) : named
  const names = new Set(namesOf(sentences))
  // A type whose entities had one word so far may have more in another text.
  if (scheme === 'IOB2') for (const name of [...names]) if (/^B-./.test(name)) names.add(`I${name.slice(1)}`)
  return { sentences, names: [...names].sort(byName), notices }
}

function namesOf(sentences: readonly TaggedWords[]): string[] {
  return [...new Set(sentences.flatMap(({ tags }) => tags))]
}

/** By code unit, so that every machine has one order; numbers by their size. */
function byName(a: string, b: string): number {
  const keyOf = (name: string) => {
    const sized = name.replace(/\d+/g, (digits) => digits.padStart(8, '0'))
    return isOutside(name) ? '' : /^[BIESLU]-/.test(name) ? `${sized.slice(2)} ${name[0]}` : sized
  }
  const [first, second] = [keyOf(a), keyOf(b)]
  return byCodeUnit(first, second)
}

/** Numbers stand for names that the file does not give. 0 is "O" by custom; 1, 2, 3, 4 often are B, I, B, I. */
function withNames(sentences: readonly TaggedWords[], notices: Message[]): readonly TaggedWords[] {
  const names = namesOf(sentences)
  if (names.length === 0 || !names.every((name) => /^\d+$/.test(name)) || !names.includes('0')) return sentences
  const paired = isPaired(sentences)
  const nameOf = (tag: string) => {
    const number = Number(tag)
    if (number === 0) return 'O'
    return paired ? `${number % 2 === 1 ? 'B' : 'I'}-${Math.ceil(number / 2)}` : `tag ${number}`
  }
  notices.push(notice(paired ? 'tagsNumberedInPairs' : 'tagsNumbered'))
  return sentences.map(({ words, tags }) => ({ words, tags: tags.map(nameOf) }))
}

/** Whether an even number only ever goes on what the odd one before it began. */
function isPaired(sentences: readonly TaggedWords[]): boolean {
  let goesOn = 0
  for (const { tags } of sentences)
    for (const [at, tag] of tags.entries()) {
      const [number, before] = [Number(tag), Number(tags[at - 1] ?? 0)]
      if (number === 0 || number % 2 === 1) continue
      if (before !== number && before !== number - 1) return false
      goesOn++
    }
  return goesOn > 0
}

function withBeginnings(sentences: readonly TaggedWords[], notices: Message[]): readonly TaggedWords[] {
  let changed = 0
  const begun = sentences.map(({ words, tags }) => ({
    words,
    tags: tags.map((tag, at) => {
      const before = tags[at - 1] ?? 'O'
      if (!tag.startsWith('I') || (!isOutside(before) && before.slice(1) === tag.slice(1))) return tag
      changed++
      return `B${tag.slice(1)}`
    }),
  }))
  if (changed > 0) notices.push(notice('entitiesBegunAnew', { entities: changed }))
  return begun
}
