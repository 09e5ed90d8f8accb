/** Whatever a document holds, its reader ends soon and in words; what unpacks or unfolds without end is stopped. */

import { deflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { leftOut } from '../../support/inWords.ts'
import { bytesOf, dropped, read, zipOf } from './archives.ts'

/** What was read or said; anything but an error that speaks to the person is thrown on. */
async function outcomeOf(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  try {
    const { examples } = await read(dropped([[name, bytes]]))
    return `${examples.length} examples`
  } catch (error) {
    if (error instanceof Error && error.name === 'ThawError') return error.message
    throw error
  }
}

const rows = ['rows.csv', 'text,label\na,x\nb,y\nc,x\nd,y\n'] as const
async function reasonFor(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<string | undefined> {
  return leftOut((await read(dropped([[name, bytes], rows]))).skipped)[0]?.reason
}

test('a document that unpacks to too much is stopped by name', { timeout: 120_000 }, async () => {
  const spaces = ' '.repeat(2 ** 26)
  const part = `<w:p><w:r><w:t>a</w:t></w:r></w:p>${spaces}`
  const packed = await bytesOf(
    await zipOf(
      [
        ['word/document.xml', part.repeat(5)],
        ['other.xml', 'x'],
      ],
      { level: 9 },
    ),
  )
  expect(packed.length).toBeLessThan(2 ** 20)
  expect(await reasonFor('bomb.docx', packed)).toBe(
    'It unpacks to more than 256 MB; unpacking was stopped. Save its text as .txt.',
  )
})

test('entities that a document defines for itself are not unfolded', async () => {
  const laughs = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
  const texts = await Promise.all(
    [0, 1, 2].map(async (i) => {
      const xml = `<?xml version="1.0"?>${laughs}<w:p><w:r><w:t>Text ${i} of &b; ends.</w:t></w:r></w:p>`
      return [`${i}.docx`, await zipOf([['word/document.xml', xml]])] as const
    }),
  )
  const { examples } = await read(dropped(texts))
  expect(examples.map(({ content }) => content.kind === 'text' && content.text)).toContain('Text 0 of &b; ends.')
})

test.each([1, 2])(
  'a stream of a PDF that is packed %d times and unpacks to too much is found before',
  { timeout: 120_000 },
  async (times) => {
    let stream: Uint8Array = new Uint8Array(200 * 2 ** 20)
    for (let i = 0; i < times; i++) stream = deflateSync(stream)
    const filters = '/FlateDecode '.repeat(times)
    const latin = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0))
    const head = `%PDF-1.5\n1 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter [${filters}] /Length ${stream.length} >>\nstream\n`
    const bytes = Uint8Array.from([...latin(head), ...stream, ...latin('\nendstream\nendobj\n%%EOF')])
    expect(await reasonFor('bomb.pdf', bytes)).toBe(
      'It unpacks to more than 128 MB; unpacking was stopped. Save its text as .txt.',
    )
  },
)

test('spreadsheets that say their cells come again and again are refused, or read no further than their cells', async () => {
  const cell = '<table:table-cell table:number-columns-repeated="999999999"><text:p>a</text:p></table:table-cell>'
  const book = async (row: string) =>
    bytesOf(await zipOf([['content.xml', `<table:table table:name="a">${row}</table:table>`]]))
  expect(await outcomeOf('wide.ods', await book(`<table:table-row>${cell}</table:table-row>`))).toMatch(/columns/)
  const long = `<table:table-row table:number-rows-repeated="999999999">${cell.replace('999999999', '2')}</table:table-row>`
  expect(await outcomeOf('long.ods', await book(long))).toMatch(/rows/)
})
