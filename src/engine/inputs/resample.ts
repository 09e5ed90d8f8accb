/**
 * Antialiased resampling as Pillow does it (its Resample.c), to the bit: separable, the filter widened by the scale when
 * shrinking, horizontal before vertical, weights of 22 bits, rounded to bytes between the two. Networks are trained on pictures prepared so; a canvas's
 * own scaling differs between browsers. Only the wanted window of the result is computed.
 */
import type { Pixels } from '../data/imageCodec.ts'

export type Filter = 'bilinear' | 'bicubic'
export interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}
export interface Resampling {
  /** The part of the picture that is scaled, in its pixels; what lies outside is not seen. */
  readonly source: Box
  /** What that part is scaled to, in pixels. */
  readonly width: number
  readonly height: number
  /** The part of the scaled picture that is wanted. */
  readonly window: Box
  readonly filter: Filter
}

/** The window as RGB bytes. // [window.height, window.width, 3] */
export function resample(pixels: Pixels, { source, width, height, window, filter }: Resampling): Uint8ClampedArray {
  const across = contributions(source.width, width, window.left, window.width, filter)
  const down = contributions(source.height, height, window.top, window.height, filter)
  const firstRow = down.starts[0] ?? 0
  const last = window.height - 1
  const rows = (down.starts[last] ?? 0) + (down.counts[last] ?? 0) - firstRow
  const narrow = resampleRows(pixels, { left: source.left, top: source.top + firstRow, rows }, across)
  return resampleColumns(narrow, window.width, firstRow, down)
}

/** Which source pixels make each target pixel, and with what weight; `stride` weights are reserved for each. */
interface Contributions {
  readonly starts: Int32Array
  readonly counts: Int32Array
  /** In units of 2^-22, so that a sum over bytes still fits 32 bits. */
  readonly weights: Int32Array
  readonly stride: number
}

const bits = 22
const half = 1 << (bits - 1)

const filters = { bilinear: { support: 1, weight: triangle }, bicubic: { support: 2, weight: cubic } } as const

function contributions(from: number, to: number, offset: number, length: number, name: Filter): Contributions {
  const scale = from / to
  const widening = Math.max(1, scale)
  const { support, weight } = filters[name]
  const reach = support * widening
  const stride = 2 * Math.ceil(reach) + 1
  const starts = new Int32Array(length)
  const counts = new Int32Array(length)
  const weights = new Int32Array(length * stride)
  const exact = new Float64Array(stride)
  for (let i = 0; i < length; i++) {
    const centre = (offset + i + 0.5) * scale
    const start = Math.max(0, Math.trunc(centre - reach + 0.5))
    const count = Math.min(from, Math.trunc(centre + reach + 0.5)) - start
    let sum = 0
    for (let k = 0; k < count; k++) {
      const w = weight((start + k - centre + 0.5) / widening)
      exact[k] = w
      sum += w
    }
    for (let k = 0; k < count; k++) weights[i * stride + k] = fixed((exact[k] as number) / sum)
    starts[i] = start
    counts[i] = count
  }
  return { starts, counts, weights, stride }
}

/** Halves are rounded away from zero. */
function fixed(weight: number): number {
  return Math.trunc(weight * (1 << bits) + 0.5 * Math.sign(weight))
}

function triangle(x: number): number {
  return Math.max(0, 1 - Math.abs(x))
}

/** Keys' cubic with a = -0.5. */
function cubic(x: number): number {
  const t = Math.abs(x)
  if (t < 1) return (1.5 * t - 2.5) * t * t + 1
  return t < 2 ? ((-0.5 * t + 2.5) * t - 4) * t + 2 : 0
}

interface Strip {
  readonly left: number
  readonly top: number
  readonly rows: number
}

/** Horizontal pass, RGBA to RGB. // [strip.rows, across, 3] */
function resampleRows(pixels: Pixels, strip: Strip, across: Contributions): Uint8ClampedArray {
  const { starts, counts, weights, stride } = across
  const { data } = pixels
  const out = new Uint8ClampedArray(strip.rows * starts.length * 3)
  let target = 0
  for (let row = 0; row < strip.rows; row++) {
    const base = (strip.top + row) * pixels.width + strip.left
    for (let i = 0; i < starts.length; i++) {
      let [r, g, b] = [half, half, half]
      let at = 4 * (base + (starts[i] as number))
      const end = i * stride + (counts[i] as number)
      for (let k = i * stride; k < end; k++, at += 4) {
        const w = weights[k] as number
        r += w * (data[at] as number)
        g += w * (data[at + 1] as number)
        b += w * (data[at + 2] as number)
      }
      out[target++] = r >> bits
      out[target++] = g >> bits
      out[target++] = b >> bits
    }
  }
  return out
}

/** Vertical pass over a strip that begins with source row `firstRow`. // [down, width, 3] */
function resampleColumns(
  strip: Uint8ClampedArray,
  width: number,
  firstRow: number,
  down: Contributions,
): Uint8ClampedArray {
  const { starts, counts, weights, stride } = down
  const rowLength = width * 3
  const out = new Uint8ClampedArray(starts.length * rowLength)
  const sum = new Int32Array(rowLength)
  for (let row = 0; row < starts.length; row++) {
    sum.fill(half)
    let at = ((starts[row] as number) - firstRow) * rowLength
    for (let k = 0; k < (counts[row] as number); k++, at += rowLength) {
      const w = weights[row * stride + k] as number
      for (let x = 0; x < rowLength; x++) sum[x] = (sum[x] as number) + w * (strip[at + x] as number)
    }
    for (let x = 0; x < rowLength; x++) out[row * rowLength + x] = (sum[x] as number) >> bits
  }
  return out
}
