/** Documents as texts and tables, held to what Python's libraries read (test/reference/make_documents.py). */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { decodeText } from '../../../src/engine/data/decodeText.ts'
import { createPace } from '../../../src/engine/data/pace.ts'
import type { BytesTextReader, ReadText, TextReader } from '../../../src/engine/data/readers/reader.ts'
import { readers } from '../../../src/engine/data/readers/readers.ts'
import { type FormatIdOf, namedFormat } from '../../../src/shared/catalog/formats.ts'
import { say } from '../../../src/shared/messages/say.ts'
import { leftOut } from '../../support/inWords.ts'
import { dropped, read, readZip, zipOf } from './archives.ts'

const folder = new URL('../../fixtures/documents/', import.meta.url)
const fixture = (name: string) => new Uint8Array(readFileSync(new URL(name, folder)))
interface Truth {
  readonly text?: string
  readonly names?: string[]
  readonly rows?: string[][]
  readonly tables?: string[][][]
}
const expected = (name: string) => JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as Truth

async function documentOf(name: string, bytes: Uint8Array<ArrayBuffer> = fixture(name)): Promise<ReadText> {
  const reader: TextReader | BytesTextReader = readers[namedFormat(name) as FormatIdOf<'text'>]
  const how = { title: name, pace: createPace(new AbortController().signal) }
  if ('readBytes' in reader) return reader.readBytes(bytes, how)
  return reader.read((await decodeText(bytes, null, reader.declares?.(bytes))).text, how)
}

/** Marks of lists are ours, white space is each library's own. */
const letters = (text: string) => text.replace(/^(- |\d+\. )+/gm, '').replace(/[\s\u00ad]/g, '')

const texts = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.replace('.json', ''))
  .filter((name) => expected(name).text !== undefined)

test.each(texts)('%s has the letters that the Python library reads, in its order', async (name) => {
  expect(letters((await documentOf(name)).text)).toBe(letters(expected(name).text ?? ''))
})

test('a page of HTML keeps paragraphs, items of lists and rows apart', async () => {
  const { text, leftOut } = await documentOf('report.html')
  expect(text).toBe(`The harbour’s year

Ships came early, and left late & laden; 5 € each.
A second line.

An unclosed paragraph — with an an anchor.

- First
- Second

3. Inner three
4. Inner four

Prices:

Ware\tPrice
Salt\t3 ½

  kept
    as it is

Wide kayak, 清楚, ¬anentity; done.`)
  expect(leftOut).toEqual({ pictures: 1 })
})

test.each(['voyage.docx', 'voyage.odt'])('%s keeps paragraphs, items of lists and rows apart', async (name) => {
  const { text, grid } = await documentOf(name)
  expect(text.replace(/: +好/, ': 好')).toBe(`The voyage

It was a dark night,\tand <cold> & wet: 好.
A second line.

- rope
- tar

What it cost:

rope\t3
tar\t12

The end.`)
  expect(grid).toBeUndefined()
})

test('a PDF keeps paragraphs apart, and joins lines, divided words and pages', async () => {
  const { text, leftOut } = await documentOf('voyage.pdf')
  expect(text).toBe(`The Harbour

Ships came early that year, and the harbourmaster wrote a well-known remark: no vessel that is well-known shall wait. He was a man of seventy-Five sheets, he said.

A second paragraph begins with an indent, and it goes on over the end of the page to the next one, where it ends.

• rope and tar

• salt

Naïve façade: 5 € – über.

The last page has a last line.`)
  // Three heads and three numbers.
  expect(leftOut).toEqual({ pagesWithoutText: 0, pageFurniture: 6 })
})

test('pages of a PDF without text are counted, and one without any is refused with the remedy', async () => {
  const mixed = await documentOf('mixed.pdf')
  expect(mixed).toEqual({ text: 'Once upon a time.', leftOut: { pagesWithoutText: 2, pageFurniture: 0 } })
  await expect(documentOf('scan.pdf')).rejects.toThrow(
    'It holds pictures and no text. Have its text recognised (OCR), and add it again.',
  )
  await expect(documentOf('secret.pdf')).rejects.toThrow(
    'It is protected by a password. Open it with the password, and save it without one.',
  )
  await expect(documentOf('cut.pdf', new TextEncoder().encode('%PDF-1.7 and so on'))).rejects.toThrow(
    'It is damaged, or no document of the kind that its name says.',
  )
})

test('RTF keeps paragraphs and rows apart, and its letters in every notation', async () => {
  const { text } = await documentOf('voyage.rtf')
  expect(text).toBe(`The voyage

It was a dark night: Добрый 好😀 5€.
A second line.

rope\t3
tar\t12

{braces} and a back\\slash—end.`)
})

test('cells that span several are in each of them, as pandas has them', async () => {
  const { grid } = await documentOf('spans.html')
  expect(grid?.slice(1)).toEqual(expected('spans.html').rows)
  expect(grid?.[0]).toEqual(['text', 'marks', 'marks'])
})

test('a page or a document that is one table is that table', async () => {
  const page = await read(dropped([['reviews.html', fixture('reviews.html')]]))
  const { names, rows = [] } = expected('reviews.html')
  expect(page.task).toBe('text-classification')
  expect(page.columns?.names).toEqual(names)
  expect(page.examples).toHaveLength(rows.length)
  expect(page.examples.map(({ content }) => content.kind === 'text' && content.text).toSorted()).toEqual(
    rows.map(([review]) => review?.replace(/\s+/g, ' ')).toSorted(),
  )
  expect(page.warnings.map(say)).toContain('Only the table in "reviews.html" was read, not the text around it.')
  const document = await read(dropped([['opinions.docx', fixture('opinions.docx')]]))
  expect(document.columns).toMatchObject({ names: ['text', 'label'], text: 'text', label: 'label' })
  expect(document.classes).toEqual(['bad', 'good'])
  expect(document.examples).toHaveLength(8)
})

test('documents alone are texts to continue', async () => {
  const kinds = ['voyage.docx', 'voyage.odt', 'voyage.rtf', 'book.epub', 'report.html']
  const { task, examples } = await read(dropped(kinds.map((name) => [name, fixture(name)])))
  expect(task).toBe('text-generation')
  expect(new Set(examples.map(({ path }) => path.replace(/,.*/, '')))).toEqual(new Set(kinds))
})

test('documents of all kinds in class folders are a text each, in a folder and in a zip', async () => {
  const kinds = ['voyage.docx', 'voyage.odt', 'voyage.rtf', 'book.epub', 'report.html']
  const entries = kinds.map((name, i) => [`${i % 2 ? 'tales' : 'reports'}/${i}-${name}`, fixture(name)] as const)
  const plain = [['tales/a.txt', 'A tale of a kettle.']] as const
  for (const dataset of [await read(dropped([...entries, ...plain])), await readZip([...entries, ...plain])]) {
    expect(dataset.task).toBe('text-classification')
    expect(dataset.classes).toEqual(['reports', 'tales'])
    expect(dataset.examples).toHaveLength(6)
    expect(leftOut(dataset.skipped)).toEqual([])
    expect(dataset.warnings.map(say)).toContain(
      'Of documents only the text is read: 1 picture was left out ("reports/4-report.html").',
    )
  }
})

describe('what a page says of its encoding', () => {
  const bytes = (text: string) => Uint8Array.from(text, (sign) => sign.charCodeAt(0))

  test('counts where its bytes are in no other way', async () => {
    const { text } = await documentOf('a.html', bytes('<meta charset=latin1><p>caf\xe9'))
    expect(text).toBe('café')
    const greek = await documentOf(
      'a.xhtml',
      bytes('<?xml version="1.0" encoding="iso-8859-7"?><p>\xea\xe1\xeb\xdc</p>'),
    )
    expect(greek.text).toBe('καλά')
  })

  test('does not count against UTF-8, and an unknown name is as none', async () => {
    const written = '<meta charset="windows-1251"><p>Größe – Ω'
    expect((await documentOf('a.html', new TextEncoder().encode(written))).text).toBe('Größe – Ω')
    expect((await documentOf('a.html', bytes('<meta charset="no-such"><p>plain'))).text).toBe('plain')
  })
})

test('a document or workbook under the name of another is read as what it is', async () => {
  const workbook = new Uint8Array(readFileSync(new URL('../tables/workbook.xlsx', folder)))
  const sheet = await read(dropped([['notes.docx', workbook]]))
  expect(sheet.columns?.names).toContain('stars')
  const opinions = await read(dropped([['opinions.xlsx', fixture('opinions.docx')]]))
  expect(opinions.columns?.names).toEqual(['text', 'label'])
  const texts = [0, 1, 2].map((i) => [`${i}.docx`, fixture('voyage.odt')] as const)
  expect((await read(dropped(texts))).task).toBe('text-generation')
})

describe('documents that cannot be read are named with what to do', () => {
  const parts = (more: [string, string][]) => zipOf(more, { level: 6 })
  const reason = async (name: string, content: Blob | Uint8Array | string) => {
    const { skipped } = await read(
      dropped([
        [name, content],
        ['rows.csv', 'text,label\na,x\nb,y\nc,x\nd,y\n'],
      ]),
    )
    return leftOut(skipped)[0]?.reason
  }

  test('encrypted ones, and those that a shop protects', async () => {
    const compound = Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ...new Array(600).fill(0)])
    const password = 'It is protected by a password. Open it with the password, and save it without one.'
    expect(await reason('secret.docx', compound)).toBe(password)
    const manifest = '<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>'
    expect(
      await reason(
        'secret.odt',
        await parts([
          ['META-INF/manifest.xml', manifest],
          ['content.xml', 'x'],
        ]),
      ),
    ).toBe(password)
    const encryption = '<enc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/>'
    expect(await reason('shop.epub', await parts([['META-INF/encryption.xml', encryption]]))).toBe(
      'It is protected by the shop that sold it (DRM), and cannot be read. Add a book without protection.',
    )
  })

  test('damaged, empty and only pictured ones', async () => {
    const damaged = 'It is damaged, or no document of the kind that its name says. Save it anew, or as .txt.'
    for (const name of ['a.docx', 'a.odt', 'a.epub']) {
      expect(await reason(name, 'plain text')).toBe(damaged)
      expect(await reason(name, await parts([['other.xml', '<a/>']]))).toBe(damaged)
    }
    expect(await reason('a.html', '<script>1</script>')).toBe('It holds no text.')
    expect(await reason('a.html', '<img src="a.png">')).toBe(
      'It holds pictures and no text. Have its text recognised (OCR), and add it again.',
    )
    expect(await reason('a.rtf', 'plain text')).toBe('It is not in the format that its name says (RTF).')
  })

  test('kinds that are not read are named for what they are', async () => {
    expect(await reason('old.doc', new Uint8Array(600))).toBe(
      'This is a document as Word wrote them before 2007. Save it as DOCX.',
    )
    expect(await reason('old.xls', new Uint8Array(600))).toMatch(
      /^This is a spreadsheet as Excel wrote them before 2007/,
    )
    expect(await reason('old.ppt', new Uint8Array(600))).toMatch(/^This is a presentation as PowerPoint wrote them/)
    await expect(read(dropped([['old.doc', new Uint8Array(600)]]))).rejects.toThrow('Save it as DOCX.')
  })
})
