/**
 * Files that unpack to far more than they are: each is stopped before the memory is full, with a message. Bombs of
 * archives stand in `faults.test.ts` and `nestedArchives.test.ts`, of documents in `damagedDocuments.test.ts`, of
 * workbooks, gzip and pages of Parquet in `packedTables.test.ts`, of Arrow in `arrow.test.ts`.
 */
import { brotliCompressSync, deflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { nodeCodec } from '../../../src/commands/nodeCodec.ts'
import { decodingOf, parquetLibrary } from '../../../src/engine/data/readers/parquetFile.ts'
import { tiffReader } from '../../../src/engine/data/readers/tiff.ts'

/** A grey picture of 8 bits in one strip. */
function tiffOf(side: number, packing: number, strip: Uint8Array): Uint8Array<ArrayBuffer> {
  const tags = [
    [256, side],
    [257, side],
    [258, 8],
    [259, packing],
    [262, 1],
    [273, 8 + 2 + 9 * 12 + 4],
    [277, 1],
    [278, side],
    [279, strip.length],
  ] as const
  const bytes = new Uint8Array(8 + 2 + tags.length * 12 + 4 + strip.length)
  const view = new DataView(bytes.buffer)
  bytes.set([0x49, 0x49, 42, 0, 8, 0, 0, 0])
  view.setUint16(8, tags.length, true)
  for (const [i, [tag, value]] of tags.entries()) {
    const at = 10 + 12 * i
    view.setUint16(at, tag, true)
    view.setUint16(at + 2, 4, true)
    view.setUint32(at + 4, 1, true)
    view.setUint32(at + 8, value, true)
  }
  bytes.set(strip, bytes.length - strip.length)
  return bytes
}

/** Zstandard: a frame whose blocks each say one byte 131,072 times. */
function zstdBomb(blocks: number): Uint8Array<ArrayBuffer> {
  const runs = Array.from({ length: blocks }, (_, i) => {
    const head = (131_072 << 3) | (1 << 1) | Number(i === blocks - 1)
    return [head & 255, (head >> 8) & 255, head >> 16, 7]
  })
  return Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58, ...runs.flat()])
}

/** Zstandard: a frame of blocks that stand in it as they are. */
function zstdRaw(whole: Uint8Array): Uint8Array<ArrayBuffer> {
  const most = 131_072
  const pieces = Array.from({ length: Math.max(1, Math.ceil(whole.length / most)) }, (_, at) => {
    const piece = whole.subarray(at * most, (at + 1) * most)
    const head = (piece.length << 3) | Number((at + 1) * most >= whole.length)
    return Buffer.concat([Uint8Array.of(head & 255, (head >> 8) & 255, head >> 16), piece])
  })
  return Uint8Array.from(Buffer.concat([Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58), ...pieces]))
}

/** PackBits: one byte 128 times, again and again. */
const packBitsBomb = (runs: number) => Uint8Array.from({ length: 2 * runs }, (_, i) => (i % 2 === 0 ? 129 : 7))

const held = () => process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed

test('a strip of a TIFF that deflate packed and that unpacks to far more than it holds is refused', async () => {
  const bomb = tiffOf(64, 8, deflateSync(new Uint8Array(2 ** 28), { level: 9 }))
  expect(bomb.length).toBeLessThan(300_000)
  const before = held()
  await expect(nodeCodec.decode(new Blob([bomb]), 1)).rejects.toMatchObject({ code: 'image-unreadable' })
  expect(held() - before).toBeLessThan(2 ** 26)
  // One that fills up its strip is whole.
  const filled = tiffOf(64, 8, deflateSync(new Uint8Array(64 * 80).fill(7)))
  const { data } = await (tiffReader.decode?.(filled) ?? Promise.reject())
  expect([data[0], data[4 * 64 * 64 - 4]]).toEqual([7, 7])
})

test.each([
  ['PackBits', 32_773, packBitsBomb(2 ** 21)],
  ['Zstandard', 50_000, zstdBomb(4096)],
] as const)('of a strip that %s packed no more is unpacked than it holds', async (_, packing, strip) => {
  const before = held()
  const { width, height, data } = await (tiffReader.decode?.(tiffOf(64, packing, strip)) ?? Promise.reject())
  expect([width, height, data[0], data.at(-4)]).toEqual([64, 64, 7, 7])
  expect(held() - before).toBeLessThan(2 ** 26)
})

/** As much as the bombs say of themselves: half a gigabyte. */
const inBombs = 2 ** 29

test.each([
  ['Zstandard', 'ZSTD', zstdBomb(inBombs / 131_072)],
  ['Brotli', 'BROTLI', brotliCompressSync(new Uint8Array(inBombs).fill(7))],
] as const)('a page of Parquet that %s packed holds what it says, or is refused', async (_, codec, bomb) => {
  const { compressors } = decodingOf(await parquetLibrary())
  const unpack = compressors[codec] ?? expect.unreachable()
  const before = held()
  expect(() => unpack(bomb, 1000)).toThrow(RangeError)
  expect(held() - before).toBeLessThan(2 ** 26)
})

test.each([0, 1, 15, 16, 17, 1000, 140_000])('%i bytes are unpacked, and neither fewer nor more', async (length) => {
  const { compressors } = decodingOf(await parquetLibrary())
  for (const fill of [0, 7, 255]) {
    const whole = new Uint8Array(length).fill(fill)
    for (const [codec, packed] of [
      ['ZSTD', zstdRaw(whole)],
      ['BROTLI', new Uint8Array(brotliCompressSync(whole))],
    ] as const) {
      const unpack = compressors[codec] ?? expect.unreachable()
      expect(Buffer.compare(unpack(packed, length), whole), codec).toBe(0)
      expect(() => unpack(packed, length + 1), `${codec} of fewer`).toThrow(RangeError)
      if (length > 0) expect(() => unpack(packed, length - 1), `${codec} of more`).toThrow(RangeError)
    }
  }
})
