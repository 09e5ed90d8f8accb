/** The public-domain books of text pre-training: read from their zip, cleaned, and a few of them held back whole. */
import { readFile } from 'node:fs/promises'
import { BlobReader, TextWriter, ZipReader } from '@zip.js/zip.js'

export interface Book {
  /** "Author/Title". */
  readonly name: string
  readonly text: string
}

/** Never trained on, by neither network nor tokeniser. Their authors' other books are. */
export const heldBooks: readonly string[] = [
  'Arthur Conan Doyle/The Sign of the Four',
  'H.G. Wells/War of the Worlds',
  'Jane Austen/Persuasion',
  'P.G. Wodehouse/Right Ho_ Jeeves',
]

/** In the order of their names. @throws Error where the zip holds not all of the held-back books. */
export async function readBooks(zipPath: string): Promise<{ train: Book[]; held: Book[] }> {
  const entries = (await new ZipReader(new BlobReader(new Blob([await readFile(zipPath)]))).getEntries()).sort(
    (a, b) => (a.filename < b.filename ? -1 : 1),
  )
  const books: Book[] = []
  for (const entry of entries) {
    if (entry.directory || !entry.filename.endsWith('.txt')) continue
    const text = cleanText(await entry.getData(new TextWriter()))
    books.push({ name: entry.filename.replace(/\.txt$/, ''), text })
  }
  const held = books.filter((book) => heldBooks.includes(book.name))
  if (held.length !== heldBooks.length)
    throw new Error(`Expected the books to hold back, ${heldBooks.join('; ')}; received ${held.length} of them.`)
  return { train: books.filter((book) => !heldBooks.includes(book.name)), held }
}

/** Drops the catalogue's header, a distributor's notices, marks of emphasis and headings; one blank line a paragraph. */
export function cleanText(raw: string): string {
  return raw
    .replace(/\r\n?/g, '\n')
    .replace(/^\uFEFF?# Title:[\s\S]*?\n-{5,}\n/, '')
    .replace(/^[\s\S]*\*\*\* ?START OF TH[^\n]*\n/, '')
    .replace(/\n[^\n]*\*\*\* ?END OF TH[\s\S]*$/, '\n')
    .replace(/[“”]/g, '"')
    .replace(/[‘’]/g, "'")
    .replace(/^[#> ]+(?=\S)/gm, '')
    .replace(/[_*]+/g, '')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{2,}/g, '\n\n')
    .trim()
}
