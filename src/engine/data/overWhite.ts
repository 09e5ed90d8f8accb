import type { Pixels } from './imageCodec.ts'

/** RGBA whose alpha is not multiplied in, laid over white; the bytes are changed, not copied. */
export function overWhite(width: number, height: number, rgba: Uint8Array): Pixels {
  const data = new Uint8ClampedArray(rgba.buffer as ArrayBuffer, rgba.byteOffset, 4 * width * height)
  for (let at = 0; at < data.length; at += 4) {
    const alpha = data[at + 3] as number
    if (alpha === 255) continue
    for (let channel = 0; channel < 3; channel++)
      data[at + channel] = ((data[at + channel] as number) * alpha + 255 * (255 - alpha)) / 255
    data[at + 3] = 255
  }
  return { width, height, data }
}
