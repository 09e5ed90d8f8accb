/** Pictures as the browser decodes them, upright, and their pixels over white. */
import { ThawError } from '../../shared/messages/errors.ts'
import type { Pixels } from '../data/imageCodec.ts'

export function ofBrowser(blob: Blob): Promise<ImageBitmap> {
  return createImageBitmap(blob, { imageOrientation: 'from-image' })
}

export function bitmapOf({ width, height, data }: Pixels): Promise<ImageBitmap> {
  return createImageBitmap(new ImageData(data as Uint8ClampedArray<ArrayBuffer>, width, height))
}

/** Closes the bitmap. Twice the side that is wanted leaves the resampling that decides what the network sees to the engine. */
export function shrunk(bitmap: ImageBitmap, minimumSide: number): Pixels {
  const scale = Math.min(1, (2 * minimumSide) / Math.min(bitmap.width, bitmap.height))
  return pixelsOf(drawn(bitmap, scale < 0.5 ? scale : 1))
}

/** Draws over white and closes the bitmap. */
export function drawn(bitmap: ImageBitmap, scale: number): OffscreenCanvasRenderingContext2D {
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

export function pixelsOf(context: OffscreenCanvasRenderingContext2D): Pixels {
  const { width, height } = context.canvas
  return { width, height, data: context.getImageData(0, 0, width, height).data }
}
