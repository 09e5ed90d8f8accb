/** Decoding in Node, for commands and tests: JPEG and PNG only. Same outcomes as the browser's: upright, over white. */
import { decode as decodePng, encode as encodePng } from 'fast-png'
import jpeg from 'jpeg-js'
import type { ImageCodec, Pixels } from '../engine/data/imageCodec.ts'
import { resample } from '../engine/inputs/resample.ts'
import { ThawError } from '../shared/messages/errors.ts'

export const nodeCodec: ImageCodec = {
  decode: async (blob) => decoded(new Uint8Array(await blob.arrayBuffer())),
  async thumbnail(blob, side) {
    const pixels = decoded(new Uint8Array(await blob.arrayBuffer()))
    const scale = Math.min(1, side / Math.max(pixels.width, pixels.height))
    const width = Math.max(1, Math.round(pixels.width * scale))
    const height = Math.max(1, Math.round(pixels.height * scale))
    const source = { left: 0, top: 0, width: pixels.width, height: pixels.height }
    const window = { left: 0, top: 0, width, height }
    return pngOf(width, height, 3, resample(pixels, { source, width, height, window, filter: 'bilinear' }))
  },
}

/** A PNG of these values. */
export function pngOf(width: number, height: number, channels: number, data: Uint8Array | Uint8ClampedArray): Blob {
  return new Blob([new Uint8Array(encodePng({ width, height, channels, depth: 8, data }))], { type: 'image/png' })
}

function decoded(bytes: Uint8Array): Pixels {
  try {
    return bytes[0] === 0x89 ? fromPng(bytes) : upright(fromJpeg(bytes), orientation(bytes))
  } catch (error) {
    throw new ThawError('image-unreadable', 'pictureNotDecoded', {}, { cause: error })
  }
}

function fromJpeg(bytes: Uint8Array): Pixels {
  const { width, height, data } = jpeg.decode(bytes, { useTArray: true, maxMemoryUsageInMB: 2048 })
  return { width, height, data: new Uint8ClampedArray(data.buffer, data.byteOffset, data.length) }
}

function fromPng(bytes: Uint8Array): Pixels {
  const { width, height, data, channels, depth, palette } = decodePng(bytes)
  const out = new Uint8ClampedArray(width * height * 4).fill(255)
  const shift = depth === 16 ? 8 : 0
  const full = (1 << Math.min(depth, 8)) - 1
  for (let pixel = 0; pixel < width * height; pixel++) {
    const cell = (channel: number) => (((data[pixel * channels + channel] ?? 0) >> shift) * 255) / full
    const index = palette?.[data[pixel] ?? 0]
    const colour = index ?? (channels < 3 ? [cell(0), cell(0), cell(0)] : [cell(0), cell(1), cell(2)])
    const alpha = (index ? (index[3] ?? 255) : channels % 2 === 0 ? cell(channels - 1) : 255) / 255
    for (let channel = 0; channel < 3; channel++)
      out[4 * pixel + channel] = alpha * (colour[channel] ?? 0) + (1 - alpha) * 255
  }
  return { width, height, data: out }
}

/** EXIF tag 0x0112, 1 to 8; 1 where there is none. */
function orientation(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 2
  while (at + 4 < bytes.length && view.getUint16(at) !== 0xffe1) {
    if (view.getUint16(at) === 0xffda) return 1
    at += 2 + view.getUint16(at + 2)
  }
  if (at + 18 > bytes.length || view.getUint32(at + 4) !== 0x45786966) return 1 // "Exif"
  const tiff = at + 10
  const little = view.getUint16(tiff) === 0x4949
  const directory = tiff + view.getUint32(tiff + 4, little)
  for (let i = 0; i < view.getUint16(directory, little); i++) {
    const entry = directory + 2 + 12 * i
    if (view.getUint16(entry, little) === 0x0112) return view.getUint16(entry + 8, little)
  }
  return 1
}

/** Undoes an EXIF orientation: where each upright pixel lies in the stored picture. */
function upright(stored: Pixels, turned: number): Pixels {
  if (turned < 2 || turned > 8) return stored
  const swapped = turned >= 5
  const width = swapped ? stored.height : stored.width
  const height = swapped ? stored.width : stored.height
  const from = new Uint32Array(stored.data.buffer, stored.data.byteOffset, stored.width * stored.height)
  const to = new Uint32Array(width * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [u, v] = swapped ? [y, x] : [x, y]
      const sx = [2, 3, 7, 8].includes(turned) ? stored.width - 1 - u : u
      const sy = [3, 4, 6, 7].includes(turned) ? stored.height - 1 - v : v
      to[y * width + x] = from[sy * stored.width + sx] ?? 0
    }
  }
  return { width, height, data: new Uint8ClampedArray(to.buffer) }
}
