/** Parquet, workbooks and packed tables, held to what pyarrow, openpyxl and pandas read (test/reference/make_tables.py). */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { bytesSource } from '../../../src/engine/data/byteSource.ts'
import { createPace } from '../../../src/engine/data/pace.ts'
import { odsReader } from '../../../src/engine/data/readers/ods.ts'
import { parquetReader } from '../../../src/engine/data/readers/parquet.ts'
import { workbookReader } from '../../../src/engine/data/readers/workbook.ts'
import { say } from '../../../src/shared/messages/say.ts'
import { entriesOf } from '../../support/archives.ts'
import { leftOut } from '../../support/inWords.ts'
import { bytesOf, dropped, read, zipOf } from './archives.ts'

const folder = new URL('../../fixtures/tables/', import.meta.url)
const fixture = (name: string) => new Uint8Array(readFileSync(new URL(name, folder)))
const expected = (name: string) =>
  JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as { names: string[]; rows: string[][] }
const how = () => ({ pace: createPace(new AbortController().signal), wanted: [] })

const parquet = readdirSync(folder)
  .filter((name) => name.endsWith('.parquet') && !/opinions|pictures|bomb|many-pages|hub-tags/.test(name))
  .map((name) => name.replace('.parquet', ''))

test.each(parquet)('%s.parquet has the values that pyarrow reads', async (name) => {
  const { names, rows, skipped } = await parquetReader.readSource(name, bytesSource(fixture(`${name}.parquet`)), how())
  const truth = expected(name)
  expect(names).toEqual(truth.names)
  expect(rows.map(({ cells }) => cells)).toEqual(truth.rows)
  expect(rows.map(({ row }) => row)).toEqual(truth.rows.map((_, i) => i + 1))
  expect(skipped.list()).toEqual([])
})

test.each(['many-pages-1', 'many-pages-2'])(
  '%s.parquet, one group of many pages, is as pyarrow reads it',
  async (name) => {
    const truth = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'))
    const bytes = fixture(`${name}.parquet`)
    const { names, rows } = await parquetReader.readSource(name, bytesSource(bytes), how())
    expect(names).toEqual(truth.names)
    expect(rows).toHaveLength(truth.rows)
    const digestOf = (lines: readonly string[]) => createHash('sha256').update(lines.join('\n')).digest('hex')
    const lines = rows.map(({ cells }) => cells.join('\t'))
    expect(digestOf(lines)).toBe(truth.digest)
    // A part is the same rows, and takes no more of the file than its end and the columns that are used.
    for (const [columns, most] of [
      [['text', 'list'], 1234],
      [['label'], 4999],
      [['number', 'object'], 1],
    ] as const) {
      const read: number[] = []
      const { slice, ...source } = bytesSource(bytes)
      const counted = {
        ...source,
        slice(start: number, end: number) {
          read.push(end - start)
          return slice(start, end)
        },
      }
      const excerpt = { columns, rows: most, packedBytes: 1e9 }
      const part = await parquetReader.readSource(name, counted, { ...how(), excerpt })
      const at = columns.map((column) => names.indexOf(column))
      expect(part.names).toEqual(columns)
      expect(part.rows.map(({ cells }) => cells)).toEqual(
        rows.slice(0, most).map(({ cells }) => at.map((column) => cells[column])),
      )
      expect(part.warnings?.map(say)).toEqual([
        `Only the first ${most.toLocaleString('en')} of 5,000 rows of "${name}" ${most === 1 ? 'was' : 'were'} read.`,
      ])
      expect(part.skipped.list()).toEqual([])
      const [end = 0, ...parts] = read
      expect(end).toBe(bytes.length)
      const taken = parts.reduce((sum, length) => sum + length, 0)
      if (columns.length === 1) expect(taken).toBeLessThan(bytes.length / 10)
    }
  },
)

test('the end of a Parquet file is read once, however often the file is looked at', async () => {
  const blob = new Blob([fixture('pictures.parquet')])
  const ends: number[] = []
  const slice = blob.slice.bind(blob)
  blob.slice = (start, end, type) => {
    if (end === blob.size) ends.push(start ?? 0)
    return slice(start, end, type)
  }
  const { examples } = await read([{ path: 'pictures.parquet', file: blob }])
  expect(examples).toHaveLength(8)
  expect(ends).toHaveLength(1)
})

test('numbers of classes in lists are read by their names, and vectors are left out', async () => {
  const dataset = await read(dropped([['hub-tags.parquet', fixture('hub-tags.parquet')]]))
  expect(dataset.task).toBe('token-classification')
  expect(dataset.classes).toEqual(['B-PER', 'I-PER', 'O'])
  expect(dataset.warnings.map(say)).toContain(
    'Lists of fractions were left out: "embedding". They are neither texts nor labels.',
  )
})

test('of a workbook the first sheet that is a table is read, as openpyxl reads it, and the others are named', async () => {
  const { names, rows, warnings } = await workbookReader.readSource(
    'book',
    bytesSource(fixture('workbook.xlsx')),
    how(),
  )
  const truth = expected('workbook')
  expect(names).toEqual(truth.names)
  expect(rows.map(({ cells }) => cells)).toEqual(truth.rows)
  expect(warnings?.map(say)).toEqual([
    'Only the sheet "Reviews" of "book" was read, not "Notes", "Empty". Another can be chosen under “How it is written”.',
  ])
})

test('of an ODS workbook the sheet with the most rows is read, as pandas reads it, and another where it is named', async () => {
  const book = bytesSource(fixture('workbook.ods'))
  const read = await odsReader.readSource('book', book, how())
  expect(read.names).toEqual(expected('ods-reviews').names)
  expect(read.rows.map(({ cells }) => cells)).toEqual(expected('ods-reviews').rows)
  expect(read.warnings?.map(say)).toEqual([
    'Only the sheet "Reviews" of "book" was read, not "Notes", "Short". Another can be chosen under “How it is written”.',
  ])
  const short = await odsReader.readSource('book', book, { ...how(), sheet: 'short' })
  expect(short.rows.map(({ cells }) => cells)).toEqual(expected('ods-short').rows)
  expect(short.sheets).toEqual({ names: ['Notes', 'Reviews', 'Short'], read: 'Short' })
  await expect(odsReader.readSource('book', book, { ...how(), sheet: 'Other' })).rejects.toThrow(
    '"book" has no sheet "Other"; its sheets are "Notes", "Reviews", "Short".',
  )
})

test('a table that gzip packed is read as the table it is, alone and among others', async () => {
  const { names, rows } = expected('table')
  for (const others of [[], [['notes.txt', 'About the reviews.']]] as [string, string][][]) {
    const files = dropped([['table.csv.gz', fixture('table.csv.gz')], ...others])
    const { examples, columns, classes } = await read(files)
    expect(columns?.names).toEqual(names)
    expect(examples).toHaveLength(rows.length)
    expect(classes).toEqual(['bad', 'fair', 'good'])
    expect(examples[0]?.path).toMatch(/^table\.csv, row \d$/)
  }
})

test.each(['folder.tar', 'folder.tar.gz'])('%s is the folder that it holds', async (name) => {
  const { task, classes, examples } = await read(dropped([[name, fixture(name)]]))
  expect(task).toBe('text-classification')
  expect(classes).toEqual(
    ['bad', 'good', `ä-long-${'name-'.repeat(30)}`.slice(0, 79)].map((each) =>
      expect.stringContaining(each.slice(0, 40)),
    ),
  )
  expect(examples.map(({ path }) => path).toSorted()[0]).toBe('set/bad/0.txt')
})

test('a Parquet file of pictures is the folders that its class names stand for', async () => {
  const { task, classes, examples, skipped, warnings } = await read(
    dropped([['pets.parquet', fixture('pictures.parquet')]]),
  )
  expect(task).toBe('image-classification')
  expect(classes).toEqual(['cat', 'dog'])
  expect(examples.map(({ path }) => path).toSorted()).toEqual(
    ['cat/1', 'cat/3', 'cat/5', 'cat/7', 'dog/2', 'dog/4', 'dog/6', 'dog/8'].map((path) => path),
  )
  expect(leftOut(skipped)).toEqual([{ path: 'image, row 9', reason: 'It holds no picture.' }])
  expect(warnings.map(say)).toContain('8 pictures were read, each of the class that its column "label" names.')
})

describe('what is damaged or hostile', () => {
  test('gzip that unpacks to far more than it is stops with what to do', async () => {
    await expect(read(dropped([['bomb.csv.gz', fixture('bomb.csv.gz')]]))).rejects.toMatchObject({
      code: 'data-too-large',
      message: expect.stringContaining('unpacking was stopped'),
    })
  })

  test('a page of a Parquet file that unpacks to far more than it is stops with what to do', async () => {
    const packed = fixture('bomb.parquet')
    expect(packed.length).toBeLessThan(50_000)
    await expect(read(dropped([['bomb.parquet', packed]]))).rejects.toMatchObject({
      code: 'data-unreadable',
      message: expect.stringMatching(/a page of \d+ bytes that claims to hold \d{8,}/),
    })
  })

  test('a workbook that unpacks to too much is not opened, and of one that says too little no more is unpacked', async () => {
    const parts = await unpackedWorkbook()
    const padded = parts.map(
      ({ path, text }) => [path, path.endsWith('sheet1.xml') ? `${text}${' '.repeat(2 ** 24)}` : text] as const,
    )
    const packed = await bytesOf(await zipOf(padded, { level: 6 }))
    expect(packed.length).toBeLessThan(100_000)
    await expect(read(dropped([['a.xlsx', declaring(packed, 2 ** 24, 2 ** 30)]]))).rejects.toMatchObject({
      code: 'data-too-large',
      message: 'The workbook "a.xlsx" unpacks to more than 512 MB; it was not opened.',
    })
    // What is unpacked is no more than it says.
    expect(await outcomeOf('a.xlsx', declaring(packed, 2 ** 24, 1000))).toMatch(/^2 examples$|cannot be read|Expected/)
  })

  test('a cell far away does not fill the memory with those between', async () => {
    const parts = await unpackedWorkbook()
    const far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    const changed = parts.map(({ path, text }) => [path, text.replace('</sheetData>', far)] as const)
    await expect(read(dropped([['far.xlsx', await bytesOf(await zipOf(changed))]]))).rejects.toMatchObject({
      code: 'data-too-large',
      message:
        'A sheet of the workbook "far.xlsx" reaches to row 1,048,576 and column 16,384; 20,000,000 cells are read at most.',
    })
  })

  test('entities that a workbook defines for itself are not unfolded', async () => {
    const parts = await unpackedWorkbook()
    const laughs = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    const changed = parts.map(({ path, text }) => {
      if (!/sharedStrings|sheet1/.test(path)) return [path, text] as const
      return [path, text.replace(/(<\?xml[^>]*\?>)?/, `$1${laughs}`).replace('good, really', '&b; really')] as const
    })
    const { rows } = await workbookReader.readSource('book', bytesSource(await bytesOf(await zipOf(changed))), how())
    expect(rows[0]?.cells).toEqual(['&b; really', 'yes'])
  })

  test.each(['table.csv.gz', 'folder.tar.gz', 'folder.tar'])(
    '%s that is cut off says so, or gives what is whole',
    async (name) => {
      const whole = fixture(name)
      const said = await outcomeOf(name, whole.slice(0, Math.floor(whole.length / 2)))
      expect(said).toMatch(name === 'folder.tar' ? /^4 examples$/ : /damaged or cut off/)
    },
  )
})

async function unpackedWorkbook() {
  const entries = await entriesOf(Buffer.from(fixture('opinions.xlsx')))
  return entries.map(({ path, bytes }) => ({ path, text: new TextDecoder().decode(bytes) }))
}

/** The zip with the sizes that its lists of contents say changed, where one is at least `from`. */
function declaring(zip: Uint8Array<ArrayBuffer>, from: number, to: number): Uint8Array<ArrayBuffer> {
  const changed = zip.slice()
  const view = new DataView(changed.buffer)
  for (let at = 0; at + 46 < changed.length; at++) {
    const size =
      view.getUint32(at, true) === 0x02014b50 ? at + 24 : view.getUint32(at, true) === 0x04034b50 ? at + 22 : null
    if (size !== null && view.getUint32(size, true) >= from) view.setUint32(size, to, true)
  }
  return changed
}

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
