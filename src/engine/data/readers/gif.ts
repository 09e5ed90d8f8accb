/** GIF: of an animation the first frame counts. */
import { notice } from '../../../shared/messages/say.ts'
import { Skip } from '../skip.ts'
import { viewOf } from './pictureBytes.ts'
import type { PictureReader } from './reader.ts'

export const gifReader: PictureReader = { kind: 'picture', size: gifSize }

/** Walks to the end of the first frame, the only one that is used. */
function gifSize(bytes: Uint8Array): readonly [number, number] {
  const view = viewOf(bytes)
  const size = [view.getUint16(6, true), view.getUint16(8, true)] as const
  let at = 13 + colourTableBytes(view.getUint8(10))
  while (view.getUint8(at) === 0x21) at = afterSubBlocks(view, at + 2) // extension
  if (view.getUint8(at) !== 0x2c) throw new Skip(notice('gifWithoutPicture'))
  afterSubBlocks(view, at + 11 + colourTableBytes(view.getUint8(at + 9)))
  return size
}

function colourTableBytes(flags: number): number {
  return flags & 0x80 ? 3 << ((flags & 7) + 1) : 0
}

function afterSubBlocks(view: DataView, start: number): number {
  let at = start
  for (let length = view.getUint8(at); length > 0; length = view.getUint8(at)) at += 1 + length
  return at + 1
}
