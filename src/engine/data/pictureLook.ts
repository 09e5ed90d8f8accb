/**
 * What is noted of a picture by a look at its pixels: two perceptual hashes, which are alike for pictures that look
 * alike, its colours in a small grid, how sharp it is, and how much it varies. Pure.
 */

import { meanOf } from '../../shared/metrics/meanOf.ts'
import type { Pixels } from './imageCodec.ts'

export interface PictureLook {
  /** pHash (Zauner 2010): 64 signs of the low frequencies of the picture's cosine transform, as two words. */
  readonly frequencies: readonly [number, number]
  /** Mean red, green and blue of 8 × 8 cells, 0 to 255, row by row. */
  readonly colours: Uint8Array
  /** Variance of the Laplacian of the grey picture at a fixed size: the lower, the more blurred (Pech-Pacheco 2000). */
  readonly sharpness: number
  /** Standard deviation of the grey values, 0 to 127. */
  readonly deviation: number
  readonly width: number
  readonly height: number
}

/** The grey picture that is hashed has this many pixels a side, and that of which the sharpness is measured so many. */
const hashedSide = 32
const measuredSide = 128
const cells = 8
const frequenciesSide = 8

/** What pictures are decoded to at least. */
export const lookedAtSide = measuredSide

export function lookAt(pixels: Pixels): PictureLook {
  const colours = shrunk(pixels, cells)
  const grey = greyOf(shrunk(pixels, hashedSide))
  const side = Math.min(measuredSide, pixels.width, pixels.height)
  const measured = greyOf(shrunk(pixels, side))
  return {
    frequencies: lowFrequencySigns(grey),
    colours: Uint8Array.from(colours, Math.round),
    sharpness: laplacianVariance(measured, side),
    deviation: Math.sqrt(varianceOf(measured)),
    width: pixels.width,
    height: pixels.height,
  }
}

/** Mean red, green and blue of side × side cells of the whole picture, whatever its shape. */
function shrunk({ width, height, data }: Pixels, side: number): Float32Array {
  const cellsOut = new Float32Array(side * side * 3)
  for (let row = 0; row < side; row++) {
    const [top, bottom] = rangeOf(row, side, height)
    for (let column = 0; column < side; column++) {
      const [left, right] = rangeOf(column, side, width)
      let [red, green, blue] = [0, 0, 0]
      for (let y = top; y < bottom; y++)
        for (let x = left; x < right; x++) {
          const at = 4 * (y * width + x)
          red += data[at] as number
          green += data[at + 1] as number
          blue += data[at + 2] as number
        }
      const area = (bottom - top) * (right - left)
      cellsOut.set([red / area, green / area, blue / area], 3 * (row * side + column))
    }
  }
  return cellsOut
}

/** The pixels that a cell covers, one at least. */
function rangeOf(cell: number, of: number, pixels: number): readonly [number, number] {
  const from = Math.min(pixels - 1, Math.floor((cell * pixels) / of))
  return [from, Math.max(from + 1, Math.floor(((cell + 1) * pixels) / of))]
}

/** ITU-R BT.601. */
function greyOf(colours: Float32Array): Float32Array {
  return Float32Array.from(
    { length: colours.length / 3 },
    (_, at) =>
      0.299 * (colours[3 * at] as number) +
      0.587 * (colours[3 * at + 1] as number) +
      0.114 * (colours[3 * at + 2] as number),
  )
}

/** cosines[k * hashedSide + x] of the transform's k-th frequency, from 1 on: the mean is left out. */
const cosines = Float32Array.from({ length: frequenciesSide * hashedSide }, (_, at) => {
  const [k, x] = [Math.floor(at / hashedSide) + 1, at % hashedSide]
  return Math.cos((Math.PI * k * (2 * x + 1)) / (2 * hashedSide))
})

/** Whether each of the 8 × 8 lowest frequencies is above their median. */
function lowFrequencySigns(grey: Float32Array): readonly [number, number] {
  const rows = new Float32Array(hashedSide * frequenciesSide) // [y, k]
  for (let y = 0; y < hashedSide; y++)
    for (let k = 0; k < frequenciesSide; k++) {
      let sum = 0
      for (let x = 0; x < hashedSide; x++)
        sum += (grey[y * hashedSide + x] as number) * (cosines[k * hashedSide + x] as number)
      rows[y * frequenciesSide + k] = sum
    }
  const values = new Float32Array(frequenciesSide * frequenciesSide) // [ky, kx]
  for (let ky = 0; ky < frequenciesSide; ky++)
    for (let kx = 0; kx < frequenciesSide; kx++) {
      let sum = 0
      for (let y = 0; y < hashedSide; y++)
        sum += (rows[y * frequenciesSide + kx] as number) * (cosines[ky * hashedSide + y] as number)
      values[ky * frequenciesSide + kx] = sum
    }
  const sorted = values.toSorted()
  const median = ((sorted[31] as number) + (sorted[32] as number)) / 2
  const word = (from: number) => {
    let bits = 0
    for (let bit = 0; bit < 32; bit++) if ((values[from + bit] as number) > median) bits |= 1 << bit
    return bits >>> 0
  }
  return [word(0), word(32)]
}

function laplacianVariance(grey: Float32Array, side: number): number {
  if (side < 3) return 0
  const values = new Float32Array((side - 2) ** 2)
  for (let y = 1, at = 0; y < side - 1; y++)
    for (let x = 1; x < side - 1; x++) {
      const here = y * side + x
      values[at++] =
        (grey[here - 1] as number) +
        (grey[here + 1] as number) +
        (grey[here - side] as number) +
        (grey[here + side] as number) -
        4 * (grey[here] as number)
    }
  return varianceOf(values)
}

function varianceOf(values: Float32Array): number {
  const mean = meanOf(values)
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
}
