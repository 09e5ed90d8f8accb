/** Arrow's files and streams: equal to what pyarrow reads, whatever packs them, and safe where they lie. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { bytesSource } from '../../../src/engine/data/byteSource.ts'
import { createPace } from '../../../src/engine/data/pace.ts'
import { arrowReader } from '../../../src/engine/data/readers/arrow.ts'
import { arrowTypes } from '../../../src/engine/data/readers/arrowFields.ts'
import { cellsOf } from '../../../src/engine/data/readers/arrowValues.ts'
import { unpackLz4Frame } from '../../../src/engine/data/readers/lz4Frame.ts'
import { dropped, read } from './archives.ts'

const folder = new URL('../../fixtures/tables/', import.meta.url)
const fixture = (name: string) => new Uint8Array(readFileSync(new URL(name, folder)))
const expected = (name: string) =>
  JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as { names: string[]; rows: string[][] }
const tableOf = (bytes: Uint8Array<ArrayBuffer>) =>
  arrowReader.readSource('some', bytesSource(bytes), { pace: createPace(new AbortController().signal), wanted: [] })

const values = ['kinds-uncompressed', 'kinds-lz4', 'kinds-zstd', 'kinds-more', 'replaced']
test.each(values)('%s.arrow has the values that pyarrow reads', async (name) => {
  const { names, rows, skipped } = await tableOf(fixture(`${name}.arrow`))
  const truth = expected(name)
  expect(names).toEqual(truth.names)
  expect(rows.map(({ cells }) => cells)).toEqual(truth.rows)
  expect(rows.map(({ row }) => row)).toEqual(truth.rows.map((_, i) => i + 1))
  expect(skipped.list()).toEqual([])
})

test('long-lz4.arrow, of several batches and of blocks that refer to one another, is as pyarrow reads it', async () => {
  const truth = JSON.parse(readFileSync(new URL('long-lz4.json', folder), 'utf8'))
  const { names, rows } = await tableOf(fixture('long-lz4.arrow'))
  expect(names).toEqual(truth.names)
  expect(rows).toHaveLength(truth.rows)
  const lines = rows.map(({ cells }) => cells.join('\t')).join('\n')
  expect(createHash('sha256').update(lines).digest('hex')).toBe(truth.digest)
})

test('a stream of the library datasets is read, and its classes have their names', async () => {
  const { names, rows } = await tableOf(fixture('stream.arrow'))
  expect({ names, rows: rows.map(({ cells }) => cells) }).toEqual(expected('class-label'))
  const dataset = await read(dropped([['data.feather', fixture('opinions.arrow')]]))
  expect(dataset.classes).toEqual(['no', 'yes'])
})

test('a column that is all alike is read, however small Zstandard has packed it', async () => {
  const { rows, skipped } = await tableOf(fixture('constant.arrow'))
  expect(rows).toHaveLength(200_000)
  expect(new Set(rows.map(({ cells }) => cells.join()))).toEqual(new Set(['0']))
  expect(skipped.list()).toEqual([])
})

test('a file that is cut off says so', async () => {
  const whole = fixture('long-lz4.arrow')
  await expect(tableOf(fixture('stream.arrow').slice(0, 700))).rejects.toThrow(
    /^The Arrow file "some" cannot be read: it is cut off: values of \d+ bytes, of which \d+ are there\.$/,
  )
  await expect(tableOf(whole.slice(0, 20_000))).rejects.toThrow(/^The Arrow file "some" cannot be read: an end of/)
  await expect(tableOf(new TextEncoder().encode('FEA1 and more of it'))).rejects.toThrow(
    'The Arrow file "some" cannot be read: it is in the first version of Feather.',
  )
})

/** The first packed buffer of a batch, with what stands before it. */
function packedAt(bytes: Uint8Array, mark: readonly number[]): number {
  for (let at = 8; at < bytes.length; at++) if (mark.every((byte, i) => bytes[at + i] === byte)) return at - 8
  throw new Error('nothing is packed')
}

test.each([
  [
    'kinds-lz4.arrow',
    [0x04, 0x22, 0x4d, 0x18],
    /"bomb\.arrow" cannot be read: \d+ bytes that claim to hold 1099511627776/,
  ],
  ['kinds-zstd.arrow', [0x28, 0xb5, 0x2f, 0xfd], /unpacks to more than/],
] as const)('a buffer of %s that claims to hold far more than it can is not unpacked', async (name, mark, says) => {
  const bytes = fixture(name)
  new DataView(bytes.buffer).setBigInt64(packedAt(bytes, mark), 2n ** 40n, true)
  await expect(read(dropped([['bomb.arrow', bytes]]))).rejects.toThrow(says)
})

test('an LZ4 frame gives what it announces, or none', () => {
  // A block of one byte and a stretch that repeats it, which would go on for 255 × 200 bytes.
  const block = [0x1f, 97, 1, 0, ...Array<number>(200).fill(255), 0]
  const frame = Uint8Array.from([4, 0x22, 0x4d, 0x18, 0x40, 0x40, 0, block.length, 0, 0, 0, ...block, 0, 0, 0, 0])
  expect(unpackLz4Frame(frame, 1 + 19 + 255 * 200)).toEqual(new Uint8Array(20 + 255 * 200).fill(97))
  expect(() => unpackLz4Frame(frame, 1000)).toThrow(RangeError)
})

test('values are unpacked with the first cell that is asked for, so that columns that are passed over cost nothing', () => {
  const how = { bits: 32, signed: true, scale: 0, unit: 0, stride: 0, isDense: false, numbers: [] }
  const plain = { how, children: [], dictionary: null }
  const vector = {
    ...plain,
    ...{ name: 'embedding', type: arrowTypes.list },
    children: [{ ...plain, name: 'item', type: arrowTypes.float }],
  }
  const unpacked: string[] = []
  const buffer =
    (name: string, ...words: number[]) =>
    () => {
      unpacked.push(name)
      return new Uint8Array(Int32Array.from(words).buffer)
    }
  const batch = {
    rows: 2,
    nodes: [
      { length: 2, nulls: 1 },
      { length: 3, nulls: 0 },
      { length: 2, nulls: 0 },
    ],
    buffers: [
      ...[buffer('valid', 1), buffer('offsets', 0, 2, 3), buffer('valid', 7), buffer('floats', 0, 0, 0)],
      ...[buffer('valid', 3), buffer('numbers', 5, -6)],
    ],
    views: [],
  }
  const reading = { dictionary: () => ({ length: 0, at: () => null }), spend: () => {} }
  const [vectors, numbers] = cellsOf([vector, { ...plain, name: 'n', type: arrowTypes.int }], batch, reading)
  expect([numbers?.at(0), numbers?.at(1), numbers?.at(0)]).toEqual([5, -6, 5])
  expect(unpacked).toEqual(['numbers'])
  expect([vectors?.at(0), vectors?.at(1)]).toEqual([[0, 0], null])
})
