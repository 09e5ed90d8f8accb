/** What the samples of a TIFF's pixels mean, by the number of its PhotometricInterpretation (TIFF 6.0, page 37). */
export interface Samples {
  /** Pixel by pixel. */
  readonly raster: ArrayLike<number>
  /** Of a pixel. */
  readonly samples: number
  /** Of a sample. */
  readonly bits: number
  /** All reds, then all greens, then all blues, in 16 bits. */
  readonly palette: readonly number[]
  /** What the first sample beyond the colours is: 1 and 2 are an alpha, multiplied in or not. */
  readonly extra: number
}

/** Writes RGBA, whose alpha is 255 before and not multiplied in. */
type Painter = (from: Samples, to: Uint8Array) => void

export const tiffColours: ReadonlyMap<number, Painter> = new Map<number, Painter>([
  [0, grey((value) => 255 - value)],
  [1, grey((value) => value)],
  [2, rgb],
  [3, indexed],
  [5, cmyk],
  [6, yCbCr],
  [8, lab],
])

/** To 8 bits: the high byte of 16, as PIL takes it; of fewer bits the largest value is 255. */
function inBytes({ raster, bits }: Samples): (at: number) => number {
  if (bits === 16) return (at) => (raster[at] ?? 0) >> 8
  const most = 2 ** bits - 1
  return (at) => Math.round(((raster[at] ?? 0) * 255) / most)
}

function grey(shown: (value: number) => number): Painter {
  return (from, to) => {
    const value = inBytes(from)
    for (let pixel = 0, at = 0; at < to.length; pixel++, at += 4) {
      const light = shown(value(pixel * from.samples))
      to[at] = to[at + 1] = to[at + 2] = light
      putAlpha(from, { value, pixel, colours: 1 }, to)
    }
  }
}

function rgb(from: Samples, to: Uint8Array): void {
  const value = inBytes(from)
  for (let pixel = 0, at = 0; at < to.length; pixel++, at += 4) {
    for (let channel = 0; channel < 3; channel++) to[at + channel] = value(pixel * from.samples + channel)
    putAlpha(from, { value, pixel, colours: 3 }, to)
  }
}

interface Pixel {
  readonly value: (at: number) => number
  readonly pixel: number
  /** Samples before the alpha. */
  readonly colours: number
}

function putAlpha({ samples, extra }: Samples, { value, pixel, colours }: Pixel, to: Uint8Array): void {
  if (samples <= colours || (extra !== 1 && extra !== 2)) return
  const alpha = value(pixel * samples + colours)
  const at = 4 * pixel
  to[at + 3] = alpha
  if (extra === 2 || alpha === 0) return
  for (let channel = 0; channel < 3; channel++)
    to[at + channel] = Math.min(255, Math.round(((to[at + channel] as number) * 255) / alpha))
}

function indexed({ raster, samples, palette }: Samples, to: Uint8Array): void {
  const colours = palette.length / 3
  for (let pixel = 0, at = 0; at < to.length; pixel++, at += 4) {
    const index = raster[pixel * samples] ?? 0
    for (let channel = 0; channel < 3; channel++) to[at + channel] = (palette[channel * colours + index] ?? 0) >> 8
  }
}

/** Inks without a profile, as PIL mixes them: (1 − ink) · (1 − black). */
function cmyk(from: Samples, to: Uint8Array): void {
  const value = inBytes(from)
  for (let pixel = 0, at = 0; at < to.length; pixel++, at += 4) {
    const first = pixel * from.samples
    const light = 255 - value(first + 3)
    for (let channel = 0; channel < 3; channel++)
      to[at + channel] = Math.round(((255 - value(first + channel)) * light) / 255)
  }
}

/** JFIF's equations. */
function yCbCr(from: Samples, to: Uint8Array): void {
  const value = inBytes(from)
  const shown = new Uint8ClampedArray(to.buffer, to.byteOffset, to.length)
  for (let pixel = 0, at = 0; at < to.length; pixel++, at += 4) {
    const first = pixel * from.samples
    const [y, cb, cr] = [value(first), value(first + 1) - 128, value(first + 2) - 128]
    shown[at] = y + 1.402 * cr
    shown[at + 1] = y - 0.344136 * cb - 0.714136 * cr
    shown[at + 2] = y + 1.772 * cb
  }
}

/** CIE Lab under D50, to sRGB. */
function lab(from: Samples, to: Uint8Array): void {
  const value = inBytes(from)
  const shown = new Uint8ClampedArray(to.buffer, to.byteOffset, to.length)
  const signed = (byte: number) => (byte << 24) >> 24
  for (let pixel = 0, at = 0; at < to.length; pixel++, at += 4) {
    const first = pixel * from.samples
    const fy = ((value(first) * 100) / 255 + 16) / 116
    const x = 0.9642 * unfold(fy + signed(value(first + 1)) / 500)
    const z = 0.8249 * unfold(fy - signed(value(first + 2)) / 200)
    const y = unfold(fy)
    // From D50 to the primaries of sRGB, adapted after Bradford.
    shown[at] = gamma(3.1339 * x - 1.6169 * y - 0.4906 * z)
    shown[at + 1] = gamma(-0.9788 * x + 1.9161 * y + 0.0335 * z)
    shown[at + 2] = gamma(0.0719 * x - 0.229 * y + 1.4052 * z)
  }
}

function unfold(value: number): number {
  return value > 6 / 29 ? value ** 3 : 3 * (6 / 29) ** 2 * (value - 4 / 29)
}

function gamma(linear: number): number {
  const light = Math.max(0, linear)
  return 255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055)
}
