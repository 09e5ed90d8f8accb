/** PNG: chunks from the header, which says the size, to the end. */
import { notice } from '../../../shared/messages/say.ts'
import { Skip } from '../skip.ts'
import { ascii, viewOf } from './pictureBytes.ts'
import type { PictureReader } from './reader.ts'

export const pngReader: PictureReader = { kind: 'picture', size: pngSize }

function pngSize(bytes: Uint8Array): readonly [number, number] {
  const view = viewOf(bytes)
  const size = [view.getUint32(16), view.getUint32(20)] as const
  let at = 8
  while (ascii(bytes, at + 4, 4) !== 'IEND') at += 12 + view.getUint32(at)
  if (ascii(bytes, 12, 4) !== 'IHDR') throw new Skip(notice('pictureDamaged', { format: 'PNG' }))
  return size
}
