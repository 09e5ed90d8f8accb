/** JPEG: markers up to the scan, of which the frame says the size; whole where an end-of-image marker follows. */
import { notice } from '../../../shared/messages/say.ts'
import { exifOrientation } from '../orientation.ts'
import { Skip } from '../skip.ts'
import { ascii, cutOff, viewOf } from './pictureBytes.ts'
import type { PictureReader } from './reader.ts'

export const jpegReader: PictureReader = { kind: 'picture', size: jpegSize, turned }

function jpegSize(bytes: Uint8Array): readonly [number, number] {
  const view = viewOf(bytes)
  let size: readonly [number, number] | null = null
  let at = 2
  for (;;) {
    while (view.getUint8(at) === 0xff && view.getUint8(at + 1) === 0xff) at++ // fill bytes
    const marker = view.getUint16(at)
    if (marker < 0xffc0) throw new Skip(notice('pictureDamaged', { format: 'JPEG' }))
    if (marker === 0xffda) break // start of scan: entropy-coded data follows
    if (isFrame(marker)) size ??= frameSize(view, at, marker)
    at += 2 + view.getUint16(at + 2)
  }
  if (!size || !endsAfter(bytes, at)) throw cutOff('JPEG')
  return size
}

function isFrame(marker: number): boolean {
  return marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker)
}

function frameSize(view: DataView, at: number, marker: number): readonly [number, number] {
  if (marker > 0xffc2 || view.getUint8(at + 4) !== 8) throw new Skip(notice('jpegKindUnreadable'))
  return [view.getUint16(at + 7), view.getUint16(at + 5)]
}

/** Whether an end-of-image marker follows; inside a scan 0xff is never followed by 0xd9. Looks from the end, where it is. */
function endsAfter(bytes: Uint8Array, start: number): boolean {
  let at = bytes.lastIndexOf(0xd9)
  while (at > start && bytes[at - 1] !== 0xff) at = bytes.lastIndexOf(0xd9, at - 1)
  return at > start
}

/** As EXIF says, in an application segment before the scan. */
function turned(bytes: Uint8Array): number {
  const view = viewOf(bytes)
  for (let at = 2; at + 10 < bytes.length; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint16(at)
    if (marker < 0xffc0 || marker === 0xffda) break
    const length = view.getUint16(at + 2)
    if (marker === 0xffe1 && ascii(bytes, at + 4, 4) === 'Exif')
      return exifOrientation(bytes.subarray(at + 4, at + 2 + length))
  }
  return 1
}
