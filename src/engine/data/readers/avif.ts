/** AVIF: AV1 in the boxes of HEIF. Every browser that the studio runs in decodes it, and turns it upright. */
import { heifSize, heifTurned } from './heifBoxes.ts'
import type { PictureReader } from './reader.ts'

export const avifReader: PictureReader = {
  kind: 'picture',
  size: (bytes) => heifSize('AVIF', bytes),
  turned: heifTurned,
}
