/**
 * Decoding in a browser's worker. The browser applies the EXIF orientation and converts CMYK and 16-bit pictures to
 * 8-bit sRGB; transparency is laid over white, and of an animation the first frame is taken. SVG never comes here.
 */
import { formats } from '../../shared/catalog/formats.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import type { ImageCodec, Pixels } from '../data/imageCodec.ts'

export const browserCodec: ImageCodec = {
  async decode(blob, minimumSide) {
    const bitmap = await decoded(blob)
    // Twice the side that is wanted leaves the resampling that decides what the network sees to the engine.
    const scale = Math.min(1, (2 * minimumSide) / Math.min(bitmap.width, bitmap.height))
    return pixelsOf(drawn(bitmap, scale < 0.5 ? scale : 1))
  },
  async thumbnail(blob, side) {
    const bitmap = await decoded(blob)
    const { canvas } = drawn(bitmap, Math.min(1, side / Math.max(bitmap.width, bitmap.height)))
    return canvas.convertToBlob({ type: formats.jpeg.mediaType, quality: 0.85 })
  },
}

async function decoded(blob: Blob): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(blob, { imageOrientation: 'from-image' })
  } catch (error) {
    throw new ThawError('image-unreadable', 'pictureNotDecoded', {}, { cause: error })
  }
}

/** Draws over white and closes the bitmap. */
function drawn(bitmap: ImageBitmap, scale: number): OffscreenCanvasRenderingContext2D {
  const width = Math.max(1, Math.round(bitmap.width * scale))
  const height = Math.max(1, Math.round(bitmap.height * scale))
  // Read back at once: a canvas in main memory is faster, and the same on every machine.
  const context = new OffscreenCanvas(width, height).getContext('2d', { alpha: false, willReadFrequently: true })
  if (!context) throw new ThawError('out-of-memory', 'canvasRefused', { width, height })
  context.imageSmoothingQuality = 'high'
  context.fillStyle = '#fff'
  context.fillRect(0, 0, width, height)
  context.drawImage(bitmap, 0, 0, width, height)
  bitmap.close()
  return context
}

function pixelsOf(context: OffscreenCanvasRenderingContext2D): Pixels {
  const { width, height } = context.canvas
  return { width, height, data: context.getImageData(0, 0, width, height).data }
}
