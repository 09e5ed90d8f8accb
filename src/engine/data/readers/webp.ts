/**
 * WebP: a RIFF file of one of three kinds, lossy, lossless or extended, each with its size elsewhere. What its EXIF says of
 * turning, some browsers heed and Chromium does not: it is taken out, and the engine turns the picture.
 */
import { notice } from '../../../shared/messages/say.ts'
import { exifOrientation } from '../orientation.ts'
import { Skip } from '../skip.ts'
import { ascii, cutOff, viewOf } from './pictureBytes.ts'
import type { PictureReader } from './reader.ts'

export const webpReader: PictureReader = { kind: 'picture', size: webpSize, turned, withoutTurn }

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

function turned(bytes: Uint8Array): number {
  const exif = exifChunk(bytes)
  return exif ? exifOrientation(bytes.subarray(exif.from, exif.to)) : 1
}

/** The chunk gets a name that says nothing, which readers pass over. */
function withoutTurn(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const exif = exifChunk(bytes)
  if (!exif) return bytes
  const plain = bytes.slice()
  plain[20] = (plain[20] as number) & ~exifFlag
  plain.set([0x6e, 0x6f, 0x6e, 0x65], exif.from - 8) // "none"
  return plain
}

const exifFlag = 8

function exifChunk(bytes: Uint8Array): { readonly from: number; readonly to: number } | null {
  const view = viewOf(bytes)
  if (bytes.length < 30 || ascii(bytes, 12, 4) !== 'VP8X' || (view.getUint8(20) & exifFlag) === 0) return null
  for (let at = 12; at + 8 <= bytes.length; ) {
    const length = view.getUint32(at + 4, true)
    if (ascii(bytes, at, 4) === 'EXIF') return { from: at + 8, to: Math.min(bytes.length, at + 8 + length) }
    at += 8 + length + (length % 2)
  }
  return null
}
