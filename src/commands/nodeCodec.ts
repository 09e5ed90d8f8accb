/**
 * Decoding in Node, for commands and tests: every format that the studio reads. Same outcomes as the browser's: upright,
 * over white. A format that no browser decodes is its reader's own matter (`engine/data/readers`), here as there.
 */
import { encode as encodePng } from 'fast-png'
import type { ImageCodec, Pixels } from '../engine/data/imageCodec.ts'
import { pictureFormat } from '../engine/data/inspectImage.ts'
import { upright } from '../engine/data/orientation.ts'
import type { PictureReader } from '../engine/data/readers/reader.ts'
import { readers } from '../engine/data/readers/readers.ts'
import { resample } from '../engine/inputs/resample.ts'
import { ThawError } from '../shared/messages/errors.ts'
import { nodeDecoders } from './pictures/nodeDecoders.ts'

export const nodeCodec: ImageCodec = {
  decode: async (blob) => decoded(new Uint8Array(await blob.arrayBuffer())),
  async thumbnail(blob, side) {
    const pixels = await decoded(new Uint8Array(await blob.arrayBuffer()))
    const scale = Math.min(1, side / Math.max(pixels.width, pixels.height))
    const width = Math.max(1, Math.round(pixels.width * scale))
    const height = Math.max(1, Math.round(pixels.height * scale))
    const source = { left: 0, top: 0, width: pixels.width, height: pixels.height }
    const window = { left: 0, top: 0, width, height }
    return pngOf(width, height, 3, resample(pixels, { source, width, height, window, filter: 'bilinear' }))
  },
}

/** A PNG of these values. */
export function pngOf(width: number, height: number, channels: number, data: Uint8Array | Uint8ClampedArray): Blob {
  return new Blob([new Uint8Array(encodePng({ width, height, channels, depth: 8, data }))], { type: 'image/png' })
}

async function decoded(bytes: Uint8Array<ArrayBuffer>): Promise<Pixels> {
  try {
    const format = pictureFormat(bytes)
    if (format === null) throw new Error('no picture')
    const reader: PictureReader = readers[format]
    if (reader.decode) return await reader.decode(bytes)
    const stored = await nodeDecoders[format as keyof typeof nodeDecoders](bytes)
    return upright(stored, reader.turned?.(bytes) ?? 1)
  } catch (error) {
    throw new ThawError('image-unreadable', 'pictureNotDecoded', {}, { cause: error })
  }
}
