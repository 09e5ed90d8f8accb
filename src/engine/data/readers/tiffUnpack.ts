/**
 * What packs the strips and tiles of a TIFF, unpacked no further than a strip holds. geotiff's own decoders go on as long
 * as there is something to unpack, so that a few kilobytes fill the memory.
 */
import type { BaseDecoder } from 'geotiff'
import { unpackLzw } from './tiffLzw.ts'

type Unpack = (bytes: Uint8Array<ArrayBuffer>, most: number) => Uint8Array | Promise<Uint8Array>

const packings: readonly (readonly [tags: readonly number[], unpack: Unpack])[] = [
  [[5], unpackLzw],
  [[8, 32_946], unpackDeflate],
  [[32_773], unpackBits],
  [
    [50_000],
    async (bytes, most) => {
      const { decompressZstd } = await import('hyparquet-compressors')
      const out = new Uint8Array(most)
      decompressZstd(bytes, out)
      return out
    },
  ],
]

type Geotiff = typeof import('geotiff')

/** Puts these in the place of the library's own. */
export function boundUnpacking(geotiff: Geotiff): void {
  for (const [tags, unpack] of packings) {
    class Bounded extends geotiff.BaseDecoder {
      override async decodeBlock(buffer: ArrayBufferLike): Promise<ArrayBuffer> {
        const bytes = await unpack(new Uint8Array(buffer as ArrayBuffer), bytesOfPiece(this.parameters))
        return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer
      }
    }
    for (const tag of tags) geotiff.addDecoder(tag, async () => Bounded)
  }
}

function bytesOfPiece({
  tileWidth,
  tileHeight,
  bitsPerSample,
  planarConfiguration,
}: BaseDecoder['parameters']): number {
  const bits = typeof bitsPerSample === 'number' ? [bitsPerSample] : [...bitsPerSample]
  const pixel = planarConfiguration === 2 ? (bits[0] ?? 8) : bits.reduce((sum, each) => sum + each, 0)
  return Math.ceil((tileWidth * pixel) / 8) * tileHeight
}

/** @throws RangeError where far more comes out than belongs there: some writers fill up a last strip, none twice over. */
async function unpackDeflate(bytes: Uint8Array<ArrayBuffer>, most: number): Promise<Uint8Array> {
  const out = new Uint8Array(most)
  let written = 0
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'))
  for (const reader = unpacked.getReader(); ; ) {
    const { done, value } = await reader.read()
    if (done) return out
    out.set(value.subarray(0, Math.max(0, most - written)), Math.min(most, written))
    written += value.length
    if (written <= 2 * most + slack) continue
    await reader.cancel()
    throw new RangeError(`a strip of ${most} bytes that unpacks to more than ${written}`)
  }
}

/** What a stream gives at once. */
const slack = 65_536

/** PackBits: a count, then so many bytes, or one that comes so often. */
function unpackBits(bytes: Uint8Array, most: number): Uint8Array {
  const out = new Uint8Array(most)
  let written = 0
  for (let at = 0; at < bytes.length && written < most; ) {
    const count = (((bytes[at++] as number) + 128) & 255) - 128
    // −128 stands for nothing.
    if (count === -128) continue
    const length = Math.min(Math.abs(count) + 1, most - written)
    if (count < 0) out.fill(bytes[at++] ?? 0, written, written + length)
    else {
      out.set(bytes.subarray(at, at + length), written)
      at += count + 1
    }
    written += length
  }
  return out
}
