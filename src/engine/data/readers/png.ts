/** PNG: chunks from the header, which says the size, to the end, each with a checksum (PNG specification, 5.3 and D). */
import { notice } from '../../../shared/messages/say.ts'
import { exifOrientation } from '../orientation.ts'
import { Skip } from '../skip.ts'
import { ascii, viewOf } from './pictureBytes.ts'
import type { PictureReader } from './reader.ts'

export const pngReader: PictureReader = { kind: 'picture', size: pngSize, isIntact, turned }

function pngSize(bytes: Uint8Array): readonly [number, number] {
  const view = viewOf(bytes)
  const size = [view.getUint32(16), view.getUint32(20)] as const
  let at = 8
  while (ascii(bytes, at + 4, 4) !== 'IEND') at += 12 + view.getUint32(at)
  if (ascii(bytes, 12, 4) !== 'IHDR') throw new Skip(notice('pictureDamaged', { format: 'PNG' }))
  return size
}

/** Of chunks that a decoder needs, whose names begin with a capital letter, every checksum is right. */
function isIntact(bytes: Uint8Array): boolean {
  const view = viewOf(bytes)
  for (let at = 8; ; ) {
    const length = view.getUint32(at)
    const name = ascii(bytes, at + 4, 4)
    const end = at + 8 + length
    if (/^[A-Z]/.test(name) && checksum(bytes.subarray(at + 4, end)) !== view.getUint32(end)) return false
    if (name === 'IEND') return true
    at = end + 4
  }
}

/** As its chunk eXIf says. */
function turned(bytes: Uint8Array): number {
  const view = viewOf(bytes)
  for (let at = 8; at + 12 <= bytes.length; at += 12 + view.getUint32(at)) {
    const name = ascii(bytes, at + 4, 4)
    if (name === 'eXIf') return exifOrientation(bytes.subarray(at + 8, at + 8 + view.getUint32(at)))
    if (name === 'IEND') break
  }
  return 1
}

const remainders = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1
  return value
})

/** CRC-32. */
function checksum(bytes: Uint8Array): number {
  let value = 0xffffffff
  for (let at = 0; at < bytes.length; at++)
    value = (remainders[(value ^ (bytes[at] as number)) & 255] as number) ^ (value >>> 8)
  return ~value >>> 0
}
