/** A picture for a page, as small as a page needs it: drawn anew, so that nothing of when and where it was taken goes along. */
import { ThawError } from '../../../shared/messages/errors.ts'

/** Pixels of the longer side, at most: it is shown at 44 rem, twice as fine. */
const mostSide = 1280
const quality = 0.85

/** @throws ThawError `image-unreadable` for what this browser cannot show. */
export async function pagePicture(file: Blob): Promise<Blob> {
  const bitmap = await createImageBitmap(file).catch((cause: unknown) => {
    throw new ThawError('image-unreadable', 'pictureNotDecoded', {}, { cause })
  })
  try {
    const scale = Math.min(1, mostSide / Math.max(bitmap.width, bitmap.height))
    const canvas = document.createElement('canvas')
    canvas.width = Math.max(1, Math.round(scale * bitmap.width))
    canvas.height = Math.max(1, Math.round(scale * bitmap.height))
    const context = canvas.getContext('2d')
    const { width, height } = canvas
    if (!context) throw new ThawError('image-unreadable', 'canvasRefused', { width, height })
    context.imageSmoothingQuality = 'high'
    context.drawImage(bitmap, 0, 0, width, height)
    // What a browser does not write as WebP it gives as PNG.
    const drawn = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/webp', quality))
    if (!drawn) throw new ThawError('image-unreadable', 'canvasRefused', { width, height })
    return drawn
  } finally {
    bitmap.close()
  }
}
