/** BMP: the second header says the size, and how many bytes must follow. */
import { limits } from '../limits.ts'
import { cutOff, viewOf } from './pictureBytes.ts'
import type { PictureReader } from './reader.ts'

export const bmpReader: PictureReader = { kind: 'picture', size: bmpSize }

function bmpSize(bytes: Uint8Array): readonly [number, number] {
  const view = viewOf(bytes)
  const old = view.getUint32(14, true) === 12
  const width = old ? view.getUint16(18, true) : view.getInt32(18, true)
  const height = old ? view.getUint16(20, true) : Math.abs(view.getInt32(22, true)) // negative: top row first
  const bits = view.getUint16(old ? 24 : 28, true)
  const packed = !old && ![0, 3].includes(view.getUint32(30, true))
  const rows = height * 4 * Math.ceil((width * bits) / 32)
  const needed = view.getUint32(10, true) + (packed || width * height > limits.pixels ? 0 : rows)
  if (needed > bytes.length) throw cutOff('BMP')
  return [width, height]
}
