/** Pictures as the browser decodes them. What it does not decode (HEIC in most, TIFF) is refused. */
import type { ImageCodec } from '../engine/data/imageCodec.ts'
import { ofBrowser, shrunk } from '../engine/inputs/bitmaps.ts'
import { ThawError } from '../shared/messages/errors.ts'

export const pictureCodec: Pick<ImageCodec, 'decode'> = {
  async decode(blob, minimumSide) {
    const bitmap = await ofBrowser(blob).catch((cause: unknown) => {
      throw new ThawError('image-unreadable', 'pictureNotDecoded', {}, { cause })
    })
    return shrunk(bitmap, minimumSide)
  },
}

/** What is asked for is the frame at hand, whatever blob it is asked by. */
export function frameCodec(frame: ImageBitmapSource): Pick<ImageCodec, 'decode'> {
  return { decode: async (_, minimumSide) => shrunk(await createImageBitmap(frame), minimumSide) }
}
