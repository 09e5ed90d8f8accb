/** Parquet files with columns that take far more room than what is trained on. */
import { parquetWriteBuffer } from 'hyparquet-writer'
import { describe, expect, test } from 'vitest'
import { say } from '../../../src/shared/messages/say.ts'
import { dropped, read } from './archives.ts'

/** The files are as large to this as files of a gigabyte are to the usual room. */
const room = { all: 9e6, aside: 4e6 }

type Columns = Parameters<typeof parquetWriteBuffer>[0]['columnData']

const rows = 1_800
const text = (row: number) => `Review number ${row} says that the kettle ${row % 3 === 0 ? 'broke' : 'worked'} at once.`
const label = (row: number) => (row % 3 === 0 ? 'bad' : 'good')
const numbers = Array.from({ length: rows }, (_, row) => row)
const used: Columns = [
  { name: 'text', data: numbers.map(text), type: 'STRING' },
  { name: 'label', data: numbers.map(label), type: 'STRING' },
]

/** Four kilobytes a row: its column is larger than all that may stand aside. */
const page = 'A page of a website says much that is nobody needs to know. '.repeat(67)
const pages = {
  name: 'page',
  type: 'STRING',
  encoding: 'PLAIN',
  codec: 'UNCOMPRESSED',
  data: numbers.map((row) => `${row} ${page}`),
} as const

function fileOf(columnData: Columns): Blob {
  return new Blob([parquetWriteBuffer({ columnData, rowGroupSize: 100, statistics: false })])
}

/** The bytes that are read of it, over all. */
function counted(blob: Blob): { readonly taken: () => number } {
  let taken = 0
  const slice = blob.slice.bind(blob)
  blob.slice = (start = 0, end = blob.size, type) => {
    taken += end - start
    return slice(start, end, type)
  }
  return { taken: () => taken }
}

describe('a column that takes more than may stand aside', () => {
  const file = fileOf([...used, pages])

  test('is not read where nothing learns from it, and costs no row', async () => {
    expect(rows * page.length).toBeGreaterThan(room.aside)
    const watched = counted(file)
    const dataset = await read([{ path: 'reviews.parquet', file }], { room })
    expect(dataset.examples).toHaveLength(rows)
    expect(dataset.skipped).toEqual([])
    expect(dataset.columns).toMatchObject({ names: ['text', 'label', 'page'], text: 'text', label: 'label' })
    // The sample of it is read, and the window around it.
    expect(watched.taken()).toBeLessThan(file.size / 2)
    expect(dataset.warnings.map(say)).toContain(
      '"page" takes 7 MB and was not read, since nothing learns from it. Give it a role to have it read.',
    )
    const proposed = dataset.table?.columns.map(({ name, role, why }) => [name, role, say(why)])
    expect(proposed?.[2]).toEqual([
      'page',
      'ignore',
      '"page" takes 7 MB and was not read. Give it a role to have it read.',
    ])
  })

  test('is read where a person gives it a role', async () => {
    const dataset = await read([{ path: 'reviews.parquet', file }], { textColumn: 'page', labelColumn: 'label', room })
    expect(dataset.examples).toHaveLength(rows)
    expect(dataset.columns).toMatchObject({ text: 'page', label: 'label' })
    const [first] = dataset.examples
    expect(first?.content).toMatchObject({ kind: 'text', text: expect.stringContaining('A page of a website') })
    expect(dataset.warnings.map(({ key }) => key)).not.toContain('columnsNotRead')
  })
})

test('where what is used has no room the first rows are read, and the others are counted', async () => {
  const longer = numbers.map((row) => `${row} ${page}${page}`)
  const file = fileOf([...used.slice(1), { ...pages, data: longer }])
  const dataset = await read([{ path: 'reviews.parquet', file }], { room })
  expect(dataset.columns).toMatchObject({ text: 'page', label: 'label' })
  const left = dataset.skipped.find(({ reason }) => reason.key === 'rowsBeyondSpace')
  expect(dataset.examples.length + (left?.count ?? 0)).toBe(rows)
  expect(dataset.examples.length / rows).toBeCloseTo(room.all / (rows * 2 * page.length), 1)
})

test('bytes that are no text are left out, of whichever shape, and texts that do not say so are read', async () => {
  const few = numbers.slice(0, 60)
  const noise = (row: number) => Uint8Array.from({ length: 200 }, (_, at) => (at * 37 + row * 11) % 256)
  const written = (row: number) => new TextEncoder().encode(`Comment ${row}, schön und gut.`)
  const file = fileOf([
    { name: 'text', data: few.map(text), type: 'STRING' },
    { name: 'label', data: few.map(label), type: 'STRING' },
    { name: 'embedding', data: few.map(noise), type: 'BYTE_ARRAY' },
    { name: 'hash', data: few.map((row) => noise(row).slice(0, 16)), type: 'BYTE_ARRAY' },
    { name: 'note', data: few.map(written), type: 'BYTE_ARRAY' },
  ])
  const dataset = await read([{ path: 'reviews.parquet', file }], { room })
  expect(dataset.columns?.names).toEqual(['text', 'label', 'note'])
  expect(dataset.examples).toHaveLength(60)
  expect(dataset.tables?.[0]?.rows[7]?.cells).toEqual([text(7), label(7), 'Comment 7, schön und gut.'])
  expect(dataset.warnings.map(say)).toContain(
    'Bytes that are no text were left out: "embedding", "hash". They are neither texts nor labels.',
  )
})

test('a small file is read whole, with what nothing learns from', async () => {
  const few = numbers.slice(0, 60)
  const columns = [...used, pages].map((column) => ({ ...column, data: few.map((row) => column.data[row]) }))
  const dataset = await read(
    dropped([['reviews.parquet', new Uint8Array(parquetWriteBuffer({ columnData: columns as Columns }))]]),
  )
  expect(dataset.tables?.[0]?.rows[3]?.cells).toEqual([text(3), label(3), `3 ${page}`])
  expect(dataset.tables?.[0]?.unread).toBeUndefined()
})
