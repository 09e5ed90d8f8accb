/**
 * Decoding in a browser's worker. The browser applies the EXIF orientation and converts CMYK and 16-bit pictures to
 * 8-bit sRGB; transparency is laid over white, and of an animation the first frame is taken. What the browser does not
 * decode, the format's reader may. SVG never comes here.
 */
import { formats } from '../../shared/catalog/formats.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import type { ImageCodec } from '../data/imageCodec.ts'
import { pictureFormat } from '../data/inspectImage.ts'
import { upright } from '../data/orientation.ts'
import type { PictureReader } from '../data/readers/reader.ts'
import { readers } from '../data/readers/readers.ts'
import { sniffLength } from '../data/sniff.ts'
import { bitmapOf, drawn, ofBrowser, pixelsOf, shrunk } from './bitmaps.ts'

export const browserCodec: ImageCodec = {
  decode: async (blob, minimumSide) => shrunk(await decoded(blob), minimumSide),
  async thumbnail(blob, side) {
    const bitmap = await decoded(blob)
    const { canvas } = drawn(bitmap, Math.min(1, side / Math.max(bitmap.width, bitmap.height)))
    return canvas.convertToBlob({ type: formats.jpeg.mediaType, quality: 0.85 })
  },
}

async function decoded(blob: Blob): Promise<ImageBitmap> {
  try {
    const format = pictureFormat(await bytesOf(blob.slice(0, sniffLength)))
    const reader: PictureReader | null = format && readers[format]
    if (reader?.withoutTurn) return await turnedUpright(blob, reader)
    return await ofBrowser(blob).catch(async (refused) => {
      if (!reader?.decode) throw refused
      return bitmapOf(await reader.decode(await bytesOf(blob)))
    })
  } catch (error) {
    if (error instanceof ThawError) throw error
    throw new ThawError('image-unreadable', 'pictureNotDecoded', {}, { cause: error })
  }
}

/** Where some browsers heed what the format says of turning, and others do not. */
async function turnedUpright(blob: Blob, { turned, withoutTurn }: PictureReader): Promise<ImageBitmap> {
  const bytes = await bytesOf(blob)
  const turn = turned?.(bytes) ?? 1
  if (turn === 1 || !withoutTurn) return ofBrowser(blob)
  const stored = await ofBrowser(new Blob([withoutTurn(bytes)], { type: blob.type }))
  return bitmapOf(upright(pixelsOf(drawn(stored, 1)), turn))
}

async function bytesOf(blob: Blob): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await blob.arrayBuffer())
}
