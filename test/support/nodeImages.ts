/** Small pictures to test with. */
import jpeg from 'jpeg-js'
import { pngOf } from '../../src/commands/nodeCodec.ts'
import type { Pixels } from '../../src/engine/data/imageCodec.ts'

export type Paint = (x: number, y: number) => readonly [red: number, green: number, blue: number]

/** A PNG of the colours that `paint` gives. */
export function pngBlob(width: number, height: number, paint: Paint = () => [128, 128, 128]): Blob {
  return pngOf(width, height, 3, painted(width, height, 3, paint))
}

/** A JPEG of the colours that `paint` gives, about. */
export function jpegBlob(width: number, height: number, paint: Paint = () => [128, 128, 128], quality = 90): Blob {
  const { data } = jpeg.encode({ width, height, data: painted(width, height, 4, paint) }, quality)
  return new Blob([new Uint8Array(data)], { type: 'image/jpeg' })
}

/** Pixels without a file, opaque. */
export function pixelsOf(width: number, height: number, paint: Paint): Pixels {
  return { width, height, data: new Uint8ClampedArray(painted(width, height, 4, paint)) }
}

function painted(width: number, height: number, channels: 3 | 4, paint: Paint): Uint8Array<ArrayBuffer> {
  const data = new Uint8Array(width * height * channels).fill(255)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data.set(paint(x, y), (y * width + x) * channels)
  return data
}
