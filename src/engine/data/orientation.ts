/**
 * How a picture must be turned to stand upright, as cameras write it: EXIF's tag 0x0112, from 1 (as it is) to 8. In PNG
 * and WebP it stands in a chunk, and in TIFF among its own tags; the turning is the same.
 */
import type { Pixels } from './imageCodec.ts'

/** Of EXIF's own bytes, which are a small TIFF; 1 where there is none, or where it is damaged. */
export function exifOrientation(exif: Uint8Array): number {
  const at = exif[0] === 0x45 && exif[4] === 0 ? 6 : 0 // "Exif\0\0" may stand before
  try {
    const view = new DataView(exif.buffer, exif.byteOffset + at, exif.byteLength - at)
    const little = view.getUint16(0) === 0x4949
    const directory = view.getUint32(4, little)
    for (let i = 0; i < view.getUint16(directory, little); i++) {
      const entry = directory + 2 + 12 * i
      if (view.getUint16(entry, little) === 0x0112) return known(view.getUint16(entry + 8, little))
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
  }
  return 1
}

function known(turned: number): number {
  return turned >= 1 && turned <= 8 ? turned : 1
}

/** Undoes an orientation. */
export function upright(stored: Pixels, turned: number): Pixels {
  if (turned < 2 || turned > 8) return stored
  const swapped = turned >= 5
  const width = swapped ? stored.height : stored.width
  const height = swapped ? stored.width : stored.height
  const from = new Uint32Array(stored.data.buffer, stored.data.byteOffset, stored.width * stored.height)
  const to = new Uint32Array(width * height)
  const fromRight = [2, 3, 7, 8].includes(turned)
  const fromBelow = [3, 4, 6, 7].includes(turned)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [u, v] = swapped ? [y, x] : [x, y]
      const sx = fromRight ? stored.width - 1 - u : u
      const sy = fromBelow ? stored.height - 1 - v : v
      to[y * width + x] = from[sy * stored.width + sx] as number
    }
  }
  return { width, height, data: new Uint8ClampedArray(to.buffer) }
}
