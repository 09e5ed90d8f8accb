/** ICO: a list of pictures in several sizes, of which the largest counts, with the most colours. Each is a PNG, or a BMP without its first header. */
import { notice } from '../../../shared/messages/say.ts'
import { Skip } from '../skip.ts'
import { cutOff, viewOf } from './pictureBytes.ts'
import type { PictureReader } from './reader.ts'

export const icoReader: PictureReader = { kind: 'picture', size: (bytes) => largestIcon(bytes).size }

export interface Icon {
  readonly size: readonly [width: number, height: number]
  readonly bits: number
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** Throws Skip where there is none, or where one lies beyond the end. */
export function largestIcon(bytes: Uint8Array): Icon {
  const view = viewOf(bytes)
  const icons = Array.from({ length: view.getUint16(4, true) }, (_, i) => iconAt(view, bytes, 6 + 16 * i))
  const [largest] = icons.toSorted((a, b) => b.size[0] * b.size[1] - a.size[0] * a.size[1] || b.bits - a.bits)
  if (!largest) throw new Skip(notice('pictureDamaged', { format: 'ICO' }))
  return largest
}

function iconAt(view: DataView, bytes: Uint8Array, at: number): Icon {
  const [length, offset] = [view.getUint32(at + 8, true), view.getUint32(at + 12, true)]
  if (offset + length > bytes.length) throw cutOff('ICO')
  // A side of 256 pixels is written as 0.
  const side = (byte: number) => view.getUint8(byte) || 256
  const own = bytes.subarray(offset, offset + length) as Uint8Array<ArrayBuffer>
  return { size: [side(at), side(at + 1)], bits: view.getUint16(at + 6, true), bytes: own }
}
