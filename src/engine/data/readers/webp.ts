/** WebP: a RIFF file of one of three kinds, lossy, lossless or extended, each with its size elsewhere. */
import { notice } from '../../../shared/messages/say.ts'
import { Skip } from '../skip.ts'
import { ascii, cutOff, viewOf } from './pictureBytes.ts'
import type { PictureReader } from './reader.ts'

export const webpReader: PictureReader = { kind: 'picture', size: webpSize }

function webpSize(bytes: Uint8Array): readonly [number, number] {
  const view = viewOf(bytes)
  // A RIFF's length does not count its own eight-byte header.
  if (view.getUint32(4, true) + 8 > bytes.length) throw cutOff('WebP')
  const chunk = ascii(bytes, 12, 4)
  if (chunk === 'VP8X') return [1 + uint24(view, 24), 1 + uint24(view, 27)]
  if (chunk === 'VP8 ') return [view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff]
  if (chunk !== 'VP8L') throw new Skip(notice('pictureDamaged', { format: 'WebP' }))
  const packed = view.getUint32(21, true) // 14 bits of width - 1, 14 bits of height - 1
  return [1 + (packed & 0x3fff), 1 + ((packed >>> 14) & 0x3fff)]
}

function uint24(view: DataView, at: number): number {
  return view.getUint16(at, true) + 65_536 * view.getUint8(at + 2)
}
