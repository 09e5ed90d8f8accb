/** Pixels as they are given, of three or four bytes each, as the engine reads them: RGBA, over white. */
import type { Pixels } from '../engine/data/imageCodec.ts'
import type { PixelsOfPicture } from './package/types.ts'

/** @throws Error for other bytes than a picture of this size has. */
export function pixelsGiven({ width, height, data }: PixelsOfPicture): Pixels {
  if (!(isBytes(data) && isSide(width) && isSide(height)))
    throw new Error(
      `A picture is { width, height, data }: two whole numbers and a Uint8Array of RGB or RGBA. This one has ${width}, ${height} and ${nameOf(data)}.`,
    )
  const area = width * height
  const channels = data.length / area
  if (channels !== 3 && channels !== 4)
    throw new Error(
      `A picture of ${width} × ${height} has ${3 * area} bytes of RGB or ${4 * area} of RGBA; these are ${data.length}.`,
    )
  return { width, height, data: channels === 3 ? withAlpha(data, area) : overWhite(data) }
}

function isBytes(data: unknown): data is Uint8Array | Uint8ClampedArray {
  return data instanceof Uint8Array || data instanceof Uint8ClampedArray
}

function isSide(side: unknown): boolean {
  return Number.isInteger(side) && (side as number) > 0
}

function nameOf(data: unknown): string {
  return Object.prototype.toString.call(data).slice(8, -1)
}

function withAlpha(rgb: ArrayLike<number>, area: number): Uint8ClampedArray {
  const rgba = new Uint8ClampedArray(4 * area).fill(255)
  for (let at = 0; at < 3 * area; at++) rgba[at + Math.floor(at / 3)] = rgb[at] as number
  return rgba
}

function overWhite(rgba: ArrayLike<number>): Uint8ClampedArray {
  const laid = Uint8ClampedArray.from(rgba)
  for (let at = 0; at < laid.length; at += 4) {
    const share = (laid[at + 3] as number) / 255
    if (share === 1) continue
    for (const channel of [at, at + 1, at + 2]) laid[channel] = 255 + ((laid[channel] as number) - 255) * share
    laid[at + 3] = 255
  }
  return laid
}
