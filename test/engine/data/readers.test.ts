/** Every format's row and its reader, by one tiny file of each. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { bytesSource } from '../../../src/engine/data/byteSource.ts'
import { decodeText } from '../../../src/engine/data/decodeText.ts'
import { createPace } from '../../../src/engine/data/pace.ts'
import type {
  BytesTableReader,
  BytesTextReader,
  TableReader,
  TextReader,
} from '../../../src/engine/data/readers/reader.ts'
import { readers } from '../../../src/engine/data/readers/readers.ts'
import { Skip } from '../../../src/engine/data/skip.ts'
import { whatElse } from '../../../src/engine/data/sniff.ts'
import {
  acceptOf,
  type FormatId,
  type FormatIdOf,
  type FormatKind,
  fileNameIn,
  formatCard,
  formats,
  formatsOf,
  formatTitles,
  isNamed,
  namedFormat,
  shows,
  withoutExtension,
} from '../../../src/shared/catalog/formats.ts'
import { refusedFormats } from '../../../src/shared/catalog/refusedFormats.ts'
import {
  isWeightsFile,
  modelAccept,
  refusedWeightFormats,
  refusedWeights,
} from '../../../src/shared/catalog/weightFormats.ts'
import { say } from '../../../src/shared/messages/say.ts'
import { leftOut } from '../../support/inWords.ts'
import { jpegBlob, pngBlob } from '../../support/nodeImages.ts'
import { bytesOf, dropped, read, readZip, zipOf } from './archives.ts'

const ids = Object.keys(formats) as FormatId[]
const characters = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))
const little = (value: number, length: number) =>
  Array.from({ length }, (_, i) => String.fromCharCode((value >> (8 * i)) & 255)).join('')

const odsRow = (...cells: string[]) =>
  `<table:table-row>${cells.map((cell) => `<table:table-cell><text:p>${cell}</text:p></table:table-cell>`).join('')}</table:table-row>`
const odsOpinions = `<table:table table:name="One">${odsRow('text', 'label')}${odsRow('good, really', 'yes')}${odsRow('bad', 'no')}</table:table>`

/** 3 × 2 pixels each, or 24 × 16 and 16 × 16 of those that only a library writes; two rows each; one text; two files. */
const fixtures: { readonly [Id in FormatId]: () => Promise<Uint8Array<ArrayBuffer>> } = {
  jpeg: async () => bytesOf(jpegBlob(3, 2, () => [10, 20, 30])),
  png: async () => bytesOf(pngBlob(3, 2, () => [10, 20, 30])),
  webp: async () =>
    characters(`RIFF${little(22, 4)}WEBPVP8X${little(10, 4)}${little(0, 4)}${little(2, 3)}${little(1, 3)}`),
  gif: async () =>
    characters(
      `GIF89a${little(3, 2)}${little(2, 2)}\0\0\0,${'\0'.repeat(4)}${little(3, 2)}${little(2, 2)}\0\x02\x01\0\0;`,
    ),
  bmp: async () =>
    characters(
      `BM${little(78, 4)}${little(0, 4)}${little(54, 4)}${little(40, 4)}${little(3, 4)}${little(2, 4)}${little(1, 2)}` +
        `${little(24, 2)}${little(0, 24)}${'\x55'.repeat(24)}`,
    ),
  ico: async () => picture('plain.ico'),
  heic: async () => picture('plain.heic'),
  avif: async () => picture('plain.avif'),
  tiff: async () => picture('grey.tif'),
  csv: async () => characters('text,label\n"good, really",yes\nbad,no\n'),
  tsv: async () => characters('text\tlabel\ngood, really\tyes\nbad\tno\n'),
  jsonl: async () => characters('{"text":"good, really","label":"yes"}\n{"text":"bad","label":"no"}\n'),
  json: async () => characters('[{"text":"good, really","label":"yes"},{"text":"bad","label":"no"}]'),
  conll: async () => characters('Ada B-PER\nsings O\n\nNobody O\n'),
  fasttext: async () => characters('__label__yes good, really\n__label__no bad\n'),
  chat: async () =>
    characters(
      [0, 1, 2, 3, 4, 5].map((at) => `[01.03.24, 10:0${at}:00] ${at % 2 ? 'Ben' : 'Ada'}: word ${at}\n`).join(''),
    ),
  parquet: async () => fixture('opinions.parquet'),
  arrow: async () => fixture('opinions.arrow'),
  ods: async () => packed({ 'content.xml': odsOpinions }),
  workbook: async () => fixture('opinions.xlsx'),
  text: async () => characters('Once upon a time.\r\nThe end.'),
  markdown: async () => characters('# Once\n\nupon a time.'),
  subtitles: async () => characters('1\r\n00:00:01,000 --> 00:00:02,500\r\n<i>Once</i> upon\r\na time.\r\n'),
  html: async () => characters('<h1>Once</h1>\r\n<p>upon\r\na <b>ti</b>me.'),
  pdf: async () => new Uint8Array(readFileSync(new URL('../../fixtures/documents/once.pdf', import.meta.url))),
  docx: async () => packed({ 'word/document.xml': '<w:p><w:r><w:t>Once upon a time.</w:t></w:r></w:p>' }),
  odt: async () => packed({ 'content.xml': '<office:text><text:p>Once upon a time.</text:p></office:text>' }),
  rtf: async () => characters('{\\rtf1\\ansi Once upon\r\n a time.\\par}'),
  epub: async () =>
    packed({
      'META-INF/container.xml': '<rootfile full-path="book.opf"/>',
      'book.opf': '<item id="a" href="a.html" media-type="application/xhtml+xml"/><itemref idref="a"/>',
      'a.html': '<p>Once upon a time.</p>',
    }),
  zip: async () =>
    bytesOf(
      await zipOf([
        ['a.txt', 'first'],
        ['b/c.txt', 'second'],
      ]),
    ),
  gzip: async () => fixture('two.tar.gz'),
  tar: async () => fixture('two.tar'),
}

async function packed(parts: Readonly<Record<string, string>>): Promise<Uint8Array<ArrayBuffer>> {
  return bytesOf(await zipOf(Object.entries(parts)))
}

function fixture(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(new URL(`../../fixtures/tables/${name}`, import.meta.url)))
}

function picture(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(new URL(`../../fixtures/pictures/${name}`, import.meta.url)))
}

const opinions = {
  names: ['text', 'label'],
  rows: [
    ['good, really', 'yes'],
    ['bad', 'no'],
  ],
}
const tables: { readonly [Id in FormatIdOf<'table'>]: { readonly names: string[]; readonly rows: string[][] } } = {
  csv: opinions,
  tsv: opinions,
  jsonl: opinions,
  json: opinions,
  fasttext: opinions,
  parquet: opinions,
  arrow: opinions,
  chat: {
    names: ['writer', 'before', 'reply'],
    rows: [0, 1, 2, 3, 4, 5].map((at) => [at % 2 ? 'Ben' : 'Ada', at === 0 ? '' : `word ${at - 1}`, `word ${at}`]),
  },
  ods: opinions,
  workbook: opinions,
  conll: {
    names: ['tokens', 'tags'],
    rows: [
      ['["Ada","sings"]', '["B-PER","O"]'],
      ['["Nobody"]', '["O"]'],
    ],
  },
}

const ofKind = <Kind extends FormatKind>(kind: Kind) => formatsOf(kind).map((id) => [id, readers[id]] as const)

describe.each(ids)('the format %s', (id) => {
  const { kind, title, extensions, mediaType, use, mostBytes, signatures } = formatCard(id)

  test('has words, a limit, and a reader of its kind', () => {
    expect(title).toMatch(/^\S.+\S$/)
    expect(use).toMatch(/^[A-Z].*\.$/)
    expect(mediaType).toMatch(/^[a-z]+\/[a-z.+-]+$/)
    expect(mostBytes).toBeGreaterThan(2 ** 20)
    expect(readers[id].kind).toBe(kind)
  })

  test('owns its extensions, in lower case', () => {
    expect(extensions.length).toBeGreaterThan(0)
    for (const extension of extensions) {
      expect(extension).toMatch(/^[a-z0-9]+$/)
      expect(namedFormat(`a folder/some.${extension.toUpperCase()}`)).toBe(id)
      expect(withoutExtension(`x.y.${extension}`)).toBe('x.y')
      expect(refusedFormats.filter((refused) => refused.extensions.includes(extension))).toEqual([])
    }
    const elsewhere = ids.filter((other) => other !== id).flatMap((other) => formatCard(other).extensions)
    expect(elsewhere.filter((extension) => extensions.includes(extension))).toEqual([])
    expect(namedFormat(fileNameIn(id, 'new'))).toBe(id)
  })

  test('is told from the others by its first bytes, where it has any', async () => {
    const bytes = await fixtures[id]()
    const shown = ids.filter((other) => shows(formatCard(other).signatures, bytes))
    // Workbooks and documents are zips whose name says what is in them.
    expect(shown).toEqual(signatures.length > 0 ? [id] : 'binary' in formats[id] ? ['zip'] : [])
  })
})

test.each(ofKind('picture'))('%s says its size, and notices that it is cut off', async (id, { size }) => {
  const bytes = await fixtures[id]()
  expect([
    [3, 2],
    [24, 16],
    [16, 16],
  ]).toContainEqual(size(bytes))
  let thrown: unknown = null
  try {
    size(bytes.slice(0, bytes.length - 10))
  } catch (error) {
    thrown = error
  }
  expect(thrown instanceof Skip || thrown instanceof RangeError).toBe(true)
})

test.each(ofKind('table'))('%s gives rows and columns', async (id, reader: TableReader | BytesTableReader) => {
  const bytes = await fixtures[id]()
  const how = { pace: createPace(new AbortController().signal), wanted: [] }
  const written = 'read' in reader ? (await decodeText(bytes)).text : null
  const table =
    'read' in reader
      ? await reader.read('some table', written ?? '', how)
      : await reader.readSource('some table', bytesSource(bytes), how)
  const { names, rows } = tables[id]
  expect(table.names).toEqual(names)
  expect(table.rows.map(({ cells }) => cells)).toEqual(rows)
  expect(table.skipped.list()).toEqual([])
})

test.each(ofKind('text'))(
  '%s gives its text with plain line ends, and is no text when it is empty',
  async (id, reader: TextReader | BytesTextReader) => {
    const how = { title: 'some text', pace: createPace(new AbortController().signal) }
    const textOf = async (bytes: Uint8Array<ArrayBuffer>) =>
      'readBytes' in reader ? reader.readBytes(bytes, how) : reader.read((await decodeText(bytes)).text, how)
    const { text } = await textOf(await fixtures[id]())
    expect(text.replace('\n', ' ')).toContain('upon a time.')
    expect(text).not.toContain('\r')
    await expect(textOf(characters(' \n'))).rejects.toThrow(Skip)
  },
)

test.each(ofKind('archive'))('%s lists its files and gives each whole', async (id, reader) => {
  const { signal } = new AbortController()
  const how = { budget: { bytes: 20_000 }, pace: createPace(signal), signal }
  const { files, skipped, warnings } = await reader.open(new Blob([await fixtures[id]()]), 'some archive', how)
  expect(files.map(({ path }) => path)).toEqual(['a.txt', 'b/c.txt'])
  expect((await decodeText((await files[1]?.read(() => {})) ?? new Uint8Array())).text).toBe('second')
  expect([...skipped, ...warnings]).toEqual([])
})

test('tables of every format give the same examples, loose and in a zip', async () => {
  const fingerprints = new Set<string>()
  for (const id of formatsOf('table').filter((id) => tables[id] === opinions)) {
    const file = [fileNameIn(id, 'some'), await fixtures[id]()] as const
    const [loose, zipped] = [await read(dropped([file])), await readZip([file])]
    expect(loose.classes).toEqual(['no', 'yes'])
    fingerprints.add(loose.fingerprint).add(zipped.fingerprint)
  }
  expect(fingerprints.size).toBe(1)
})

test('pairs of a text and an object are rows, in a list and one a line', async () => {
  const pairs = ['["Ada is here.", {"entities": [[0, 3, "PER"]]}]', '["Nobody is.", {"entities": []}]']
  const pace = createPace(new AbortController().signal)
  for (const text of [pairs.join('\n'), `[${pairs.join(',\n')}]`]) {
    const { names, rows } = await readers.json.read('pairs', text, { pace, wanted: [] })
    expect(names).toEqual(['entities', 'text'])
    expect(rows.map(({ cells }) => cells)).toEqual([
      ['[[0,3,"PER"]]', 'Ada is here.'],
      ['[]', 'Nobody is.'],
    ])
  }
  await expect(readers.json.read('no pairs', '[1, 2]', { pace, wanted: [] })).rejects.toThrow('not an object')
})

test('a sentence of CoNLL that cannot be read is left out and named, and the others are read', async () => {
  const text = 'Ada B-PER\nsings O\n\nalone\n\nNobody O\nsings O\n'
  const pace = createPace(new AbortController().signal)
  const { rows, skipped } = await readers.conll.read('words.conll', text, { pace, wanted: [] })
  expect(rows.map(({ row }) => row)).toEqual([1, 6])
  expect(leftOut(skipped.list())).toEqual([
    { path: 'words.conll, row 4', reason: 'Line 4 is "alone": a word without a tag.' },
  ])
  // Between tabs it is a table of texts and labels as well; the more particular format is taken.
  const tabbed = 'Ada\tB-PER\nsings\tO\n'
  const all = formatsOf('table').map((id) => [id, readers[id] as Partial<TableReader>] as const)
  const known = all.filter(([, { recognises }]) => recognises?.(tabbed, false)).map(([id]) => id)
  expect(known).toEqual(['tsv', 'conll'])
})

test('a table beside pictures labels them in each format', async () => {
  const pictures = [0, 1, 2, 3].map((n) => [`${n}.png`, pngBlob(4, 4, (x, y) => [60 * n, x, y])] as const)
  const rows = pictures.map(([name], n) => ({ file_name: name, label: n % 2 ? 'odd' : 'even' }))
  const cells = (mark: string) =>
    ['file_name label', ...rows.map((row) => Object.values(row).join(' '))].join('\n').replaceAll(' ', mark)
  const written = {
    csv: cells(','),
    tsv: cells('\t'),
    jsonl: rows.map((row) => JSON.stringify(row)).join('\n'),
    json: JSON.stringify(rows),
  }
  for (const [id, text] of Object.entries(written)) {
    const { classes, examples } = await readZip([...pictures, [fileNameIn(id as FormatId, 'metadata'), text]])
    expect(classes).toEqual(['even', 'odd'])
    expect(examples.length).toBe(4)
  }
})

test('what the page says and offers follows from the rows', () => {
  expect(formatTitles('picture')).toBe('JPEG, PNG, WebP, GIF, BMP, ICO, HEIC, AVIF, TIFF')
  expect(formatTitles('table')).toBe('CSV, TSV, JSONL, JSON, CoNLL, fastText, chat, Parquet, Excel, ODS, Arrow')
  expect(acceptOf('archive')).toBe('.zip,.gz,.tgz,.tar')
  expect(acceptOf('picture', 'table')).toBe(
    'image/*,.csv,.psv,.data,.dat,.tsv,.tab,.jsonl,.ndjson,.json1,.manifest,.json,.conll,.conllu,.iob,.iob2,.bio,.ft,.fasttext,.chat,.irc,.parquet,.xlsx,.xlsm,.ods,.arrow,.feather',
  )
  expect(isNamed('A/B.TSV', 'text', 'table')).toBe(true)
  expect(isNamed('tsv', 'table')).toBe(false)
  expect(withoutExtension('cats.zip', 'table')).toBe('cats.zip')
})

/** What stands in those that are told by their text. */
const written: Readonly<Record<string, string>> = {
  SVG: '<svg width="2">',
  LIBSVM: '# made by a tool\n+1 1:0.5 3:2e-3\n-1 2:1 # the second\n',
}

test.each(refusedFormats)(
  '$title is refused in words, by its bytes or its name',
  ({ title, extensions, signatures, text, advice }) => {
    expect(say(advice)).toMatch(/^[A-Z].*\.$/)
    for (const [{ at, is } = { at: 0, is: [] }, ...more] of signatures) {
      for (const wanted of is) {
        const head = new Uint8Array(512)
        head.set(characters(wanted), at)
        for (const part of more) head.set(characters(part.is[0] ?? ''), part.at)
        // A video's brand may be any but the pictures' own.
        expect(whatElse(head, 'unnamed')).toEqual(advice)
      }
    }
    for (const extension of extensions) expect(whatElse(new Uint8Array(64), `some.${extension}`)).toEqual(advice)
    if (text) expect(text.test(written[title] ?? '')).toBe(true)
  },
)

test('a file that is named as a workbook or Parquet and is none is refused by name, and stops no other', async () => {
  const rows = await fixtures.csv()
  const { skipped } = await read(
    dropped([
      ['sales.xlsx', characters('PK\x03\x04 and nothing of a workbook')],
      ['sales.parquet', characters('text,label\n')],
      ['rows.csv', rows],
    ]),
  )
  expect(leftOut(skipped)).toEqual([
    { path: 'sales.parquet', reason: 'It is not in the format that its name says (Parquet).' },
    {
      path: 'sales.xlsx',
      reason: 'The workbook "sales.xlsx" cannot be read: it is damaged, or protected by a password.',
    },
  ])
})

test.each(refusedWeightFormats)(
  'weights in $extensions are refused with why, in any case of letters',
  ({ extensions, reason }) => {
    for (const extension of extensions) {
      const name = `model.${extension.toUpperCase()}`
      const refused = refusedWeights(name)
      expect(refused).toEqual({ key: reason, parameters: { name } })
      expect(refused && say(refused)).toMatch(new RegExp(`^"${name}" is .*\\.$`))
      expect(isWeightsFile(`model.${extension}`)).toBe(false)
    }
    expect(refusedWeights('model.safetensors')).toBeNull()
    expect(modelAccept).toBe('.zip,.safetensors,.json')
  },
)

test('numbered measurements that are named as a text are refused for what they are, and a text that begins with one is read', async () => {
  const lines = Array.from({ length: 30 }, (_, k) => `${k % 2 === 0 ? '+1' : '-1'} 1:0.${k} 4:1e-3 7:${k}`).join('\n')
  await expect(read(dropped([['heart.txt', characters(lines)]]))).rejects.toMatchObject({
    message: expect.stringContaining('numbered measurements (LIBSVM)'),
  })
  const { text } = await readers.text.read('1 12:30 we left.\nIt rained.', {
    title: '',
    pace: createPace(new AbortController().signal),
  })
  expect(text).toBe('1 12:30 we left.\nIt rained.')
})

test('a text that begins with ten thousand empty lines is read at once', async () => {
  const how = { title: '', pace: createPace(new AbortController().signal) }
  for (const line of ['\n', ' \n', '#\n', '\r\n'])
    expect((await readers.text.read(`${line.repeat(10_000)}Once.`, how)).text.endsWith('Once.')).toBe(true)
})
