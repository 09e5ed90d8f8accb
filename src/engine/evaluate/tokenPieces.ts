/**
 * Which part of a text each of its tokens stands for. Tokenisers lower letters, take off accents, cut words and split
 * single letters into bytes; here the tokens are laid along the text again.
 */
import type { TextTokenizer } from '../inputs/tokenizer.ts'

export interface TokenPiece {
  readonly text: string
  /** Tokens [from, to) of the text: several where only together they are a letter. */
  readonly from: number
  readonly to: number
}

/**
 * @param ids of the text without the marks around it, maybe of its beginning only. The pieces join to what the tokens
 * read of the text; where they cannot be laid along it, they are what the tokeniser writes.
 */
export function tokenPieces(text: string, ids: readonly number[], tokenizer: TextTokenizer): TokenPiece[] {
  const written = writtenPieces(ids, tokenizer)
  return alongText(text, written) ?? written.map(({ text: shown, from, to }) => ({ text: shown, from, to }))
}

interface Written extends TokenPiece {
  /** The vocabulary lacks it, so that what it stands for is told by its neighbours only. */
  readonly unknown: boolean
}

/** A letter has at most four bytes. */
const bytesOfLetter = 4
const unfinished = '\uFFFD'

/** Each piece as it is written behind the one before it. */
function writtenPieces(ids: readonly number[], tokenizer: TextTokenizer): Written[] {
  const pieces: Written[] = []
  for (let from = 0; from < ids.length; ) {
    const before = ids.slice(Math.max(0, from - 1), from)
    const lead = tokenizer.decode(before).length
    const upTo = (to: number) => tokenizer.decode([...before, ...ids.slice(from, to)]).slice(lead)
    let to = from + 1
    const last = Math.min(ids.length, from + bytesOfLetter)
    while (to < last && upTo(to).endsWith(unfinished)) to++
    const own = ids.slice(from, to)
    const unknown = tokenizer.decode(own) === '' && tokenizer.decode(own, { special: true }) !== ''
    pieces.push({ text: unknown ? tokenizer.decode(own, { special: true }) : upTo(to), from, to, unknown })
    from = to
  }
  return pieces
}

/** Null where a piece is not found next in the text. Space belongs to what comes after it. */
function alongText(text: string, written: readonly Written[]): TokenPiece[] | null {
  const { letters, places } = folded(text)
  let read = 0 // letters
  const ends: number[] = [] // by piece, in the text
  for (const [index, { text: shown, unknown }] of written.entries()) {
    const core = folded(shown).letters
    if (unknown || core.length === 0) {
      ends.push(Number.NaN)
      continue
    }
    const found = letters.indexOf(core, read)
    const gap = Boolean(written[index - 1]?.unknown)
    if (found < 0 || (found > read && !gap)) return null
    if (gap) ends[index - 1] = placeOf(places, found, text.length)
    read = found + core.length
    ends.push(placeOf(places, read, text.length))
  }
  return cut(text, written, ends)
}

/** Where a letter begins, space before it left out; behind the last letter, the end of the text's letters. */
function placeOf(places: readonly (readonly [number, number])[], letter: number, end: number): number {
  return places[letter - 1]?.[1] ?? (letter === 0 ? 0 : end)
}

function cut(text: string, written: readonly Written[], ends: readonly number[]): TokenPiece[] {
  let from = 0
  return written.map((piece, index) => {
    const end = ends[index] as number
    const to = Number.isNaN(end) ? from + spaceOf(text.slice(from), piece) : Math.max(from, end)
    const part = text.slice(from, to)
    from = to
    return { text: part, from: piece.from, to: piece.to }
  })
}

/** Characters of a piece that is nothing but space, or of an unknown word at the end. */
function spaceOf(rest: string, { text, unknown }: Written): number {
  if (unknown) return /^\s*\S*/.exec(rest)?.[0].length ?? 0
  return rest.startsWith(text) ? text.length : 0
}

/** Letters without case, accents and space, and from where to where in the text each one stands. */
function folded(text: string): { readonly letters: string; readonly places: readonly (readonly [number, number])[] } {
  let letters = ''
  const places: [number, number][] = []
  let at = 0
  for (const character of text) {
    const plain = character
      .toLowerCase()
      .normalize('NFD')
      .replace(/[\p{M}\s\p{Cc}\p{Cf}\uFFFD]/gu, '')
    for (const unit of plain.split('')) {
      letters += unit
      places.push([at, at + character.length])
    }
    at += character.length
    // An accent written by itself belongs to the letter before it.
    const before = places.at(-1)
    if (plain === '' && before && /\p{M}/u.test(character) && before[1] === at - character.length) before[1] = at
  }
  return { letters, places }
}
