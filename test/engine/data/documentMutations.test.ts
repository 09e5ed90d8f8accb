/**
 * Damaged documents by the thousand: each is read, or refused in words, soon and in bounded memory. Of those that are XML
 * in a zip the XML is damaged in most, since a zip's own sums find what is changed in it; of PDFs what is in streams too.
 */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createPace } from '../../../src/engine/data/pace.ts'
import { readers } from '../../../src/engine/data/readers/readers.ts'
import { Skip } from '../../../src/engine/data/skip.ts'
import { type FormatIdOf, formatsOf } from '../../../src/shared/catalog/formats.ts'
import { ThawError } from '../../../src/shared/messages/errors.ts'
import { seeded } from '../../../src/shared/random.ts'
import { entriesOf } from '../../support/archives.ts'
import { mostMilliseconds, mutatedBytes, mutatedParts, report, rounds, tried } from '../../support/mutate.ts'

const fixture = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../fixtures/documents/${name}`, import.meta.url)))
const documents: { readonly [Id in FormatIdOf<'text'>]: readonly string[] } = {
  text: ['voyage.rtf'],
  markdown: ['report.html'],
  subtitles: ['talk.vtt'],
  html: ['report.html', 'reviews.html'],
  pdf: ['voyage.pdf'],
  docx: ['opinions.docx'],
  odt: ['voyage.odt'],
  rtf: ['voyage.rtf'],
  epub: ['book.epub'],
}
const few: { readonly [Id in FormatIdOf<'text'>]: number } = {
  text: 100,
  markdown: 100,
  subtitles: 1000,
  html: 1000,
  pdf: 80,
  docx: 150,
  odt: 150,
  rtf: 1000,
  epub: 80,
}
/** What breaks parsers of markup, and the marks of PDF and RTF. */
const pieces = [
  ...['<', '>', '</', '<!--', '<![CDATA[', '&', '&#x110000;', '&b;', '"', '\0', '<!DOCTYPE a [<!ENTITY b "b">]>'],
  ...['<table><tr><td colspan=1000 rowspan=9999>', '<table><tr><td>'.repeat(300), '<b>'.repeat(2000)],
  ...['<li>'.repeat(500), '<w:tbl><w:tr><w:tc>'.repeat(200), '<text:list><text:list-item>'.repeat(200)],
  ...['{\\rtf1', '\\u-1?', '{'.repeat(2000), "\\'ff", '\\trowd\\cellx99', '\\bin999999999 ', '\\uc9 '],
  ...['endstream', 'endobj', '<<', '>>', '[ 0 0 R ]', ' 1 0 R ', 'obj', '/Length 99999999', '/Kids [1 0 R 2 0 R]'],
  ...['/Count 2147483647', '/W [1 9 9]', '/Index [0 99999999]', '/Predictor 15 /Columns 99999999', '('.repeat(2000)],
]

/** Parts that readers pass over would only cost time. */
async function readParts(whole: Uint8Array) {
  const unread = /theme|styles|settings|font|thumbnail|docProps|customXml|numbering/i
  return (await entriesOf(whole)).filter(({ path }) => !unread.test(path))
}

test.each(formatsOf('text'))(
  'damaged files of %s are read or refused in words, soon, in bounded memory',
  { timeout: 3_600_000 },
  async (id) => {
    const reader = readers[id]
    const random = seeded(`documents of ${id}`)
    const wholes = documents[id].map(fixture)
    const isZip = wholes[0]?.[0] === 0x50 && wholes[0][1] === 0x4b
    const parts = isZip ? await Promise.all(wholes.map(readParts)) : []
    const damaged = async (round: number) => {
      const at = round % wholes.length
      return isZip && round % 5 > 0
        ? mutatedParts(parts[at] ?? [], random, pieces)
        : mutatedBytes(wholes[at] as Uint8Array, random, pieces)
    }
    const trials = await tried(
      rounds(few[id]),
      async (round) => {
        const how = { title: 'some', pace: createPace(new AbortController().signal) }
        const bytes = await damaged(round)
        const { text } =
          'readBytes' in reader
            ? await reader.readBytes(bytes, how)
            : await reader.read(new TextDecoder().decode(bytes), how)
        expect(typeof text).toBe('string')
      },
      (error) => error instanceof Skip || error instanceof ThawError,
    )
    report(id, trials)
    expect(trials.read).toBeGreaterThan(0.02 * (trials.read + trials.refused))
    expect(trials.longest).toBeLessThan(mostMilliseconds)
    expect(trials.most).toBeLessThan(1000 * 2 ** 20)
  },
)
