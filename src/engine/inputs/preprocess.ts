/** Pictures as a network wants them: square RGB bytes, either the plain centre view or a random one of the same picture. */
import type { Random } from '../../shared/random.ts'
import type { Pixels } from '../data/imageCodec.ts'
import { type Box, type Filter, resample } from './resample.ts'

export interface Preprocessing {
  /** Side of the square, in pixels. */
  readonly size: number
  /** The shorter side is scaled to size / cropShare, and the centre square of `size` cut from that. */
  readonly cropShare: number
  readonly resample: Filter
  /** Red, green, blue; the model computes (pixel / 255 - mean) / std. */
  readonly mean: readonly [number, number, number]
  readonly std: readonly [number, number, number]
}
export interface Augmentation {
  /** Mirror every other view. */
  readonly flip: boolean
  /** Smallest share of the area that a random crop keeps; 1 keeps the centre view. */
  readonly crop: number
  /** Brightness, contrast and saturation change by up to this share; 0 leaves them. */
  readonly colour: number
}

/** The centre view. // [size, size, 3] */
export function preparePixels(pixels: Pixels, preprocessing: Preprocessing): Uint8Array {
  return asBytes(centreView(pixels, preprocessing))
}

/** A random view; equal streams of randomness give equal views. // [size, size, 3] */
export function augmentPixels(
  pixels: Pixels,
  preprocessing: Preprocessing,
  augment: Augmentation,
  random: Random,
): Uint8Array {
  const crops = random.fork('crop')
  const flips = random.fork('flip')
  const colours = random.fork('colour')
  const view =
    augment.crop < 1 ? randomView(pixels, preprocessing, augment.crop, crops) : centreView(pixels, preprocessing)
  if (augment.flip && flips.next() < 0.5) mirror(view, preprocessing.size)
  if (augment.colour > 0) jitter(view, augment.colour, colours)
  return asBytes(view)
}

/** Shrinks or enlarges to fit the preprocessing as transformers' ConvNextImageProcessor and timm do: sides rounded down. */
function centreView(pixels: Pixels, { size, cropShare, resample: filter }: Preprocessing): Uint8ClampedArray {
  const shorter = Math.max(size, Math.floor(size / cropShare))
  const width = pixels.width <= pixels.height ? shorter : Math.floor((shorter * pixels.width) / pixels.height)
  const height = pixels.height <= pixels.width ? shorter : Math.floor((shorter * pixels.height) / pixels.width)
  const left = Math.floor((width - size) / 2)
  const top = Math.floor((height - size) / 2)
  const source = { left: 0, top: 0, width: pixels.width, height: pixels.height }
  return resample(pixels, { source, width, height, window: { left, top, width: size, height: size }, filter })
}

function randomView(
  pixels: Pixels,
  { size, resample: filter }: Preprocessing,
  smallest: number,
  random: Random,
): Uint8ClampedArray {
  const window = { left: 0, top: 0, width: size, height: size }
  return resample(pixels, { source: randomBox(pixels, smallest, random), width: size, height: size, window, filter })
}

const aspect = { narrowest: 3 / 4, widest: 4 / 3 }

/** Area share uniform in [smallest, 1], aspect log-uniform (Szegedy et al., Going Deeper with Convolutions). */
function randomBox({ width, height }: Pixels, smallest: number, random: Random): Box {
  for (let attempt = 0; attempt < 10; attempt++) {
    const area = width * height * (smallest + (1 - smallest) * random.next())
    const ratio = aspect.narrowest * (aspect.widest / aspect.narrowest) ** random.next()
    const boxWidth = Math.round(Math.sqrt(area * ratio))
    const boxHeight = Math.round(Math.sqrt(area / ratio))
    if (boxWidth < 1 || boxHeight < 1 || boxWidth > width || boxHeight > height) continue
    const left = random.below(width - boxWidth + 1)
    return { left, top: random.below(height - boxHeight + 1), width: boxWidth, height: boxHeight }
  }
  return centreBox(width, height)
}

/** What no random crop fits into is very long: its centre, as long as the aspect allows. */
function centreBox(width: number, height: number): Box {
  const boxWidth = Math.max(1, Math.min(width, Math.round(height * aspect.widest)))
  const boxHeight = Math.max(1, Math.min(height, Math.round(width / aspect.narrowest)))
  const left = Math.floor((width - boxWidth) / 2)
  return { left, top: Math.floor((height - boxHeight) / 2), width: boxWidth, height: boxHeight }
}

function mirror(view: Uint8ClampedArray, size: number): void {
  for (let row = 0; row < size; row++) {
    for (let left = 3 * row * size, right = left + 3 * (size - 1); left < right; left += 3, right -= 3) {
      for (let channel = 0; channel < 3; channel++) {
        const kept = view[left + channel] as number
        view[left + channel] = view[right + channel] as number
        view[right + channel] = kept
      }
    }
  }
}

/** Brightness scales, contrast moves from the mean grey, saturation from each pixel's own grey; in this order, as torchvision blends. */
function jitter(view: Uint8ClampedArray, strength: number, random: Random): void {
  const factor = () => 1 + strength * (2 * random.next() - 1)
  const [brightness, contrast, saturation] = [factor(), factor(), factor()]
  const mean = brightness * meanGrey(view)
  for (let at = 0; at < view.length; at += 3) {
    const r = contrast * (brightness * (view[at] as number) - mean) + mean
    const g = contrast * (brightness * (view[at + 1] as number) - mean) + mean
    const b = contrast * (brightness * (view[at + 2] as number) - mean) + mean
    const own = grey(r, g, b)
    view[at] = own + saturation * (r - own)
    view[at + 1] = own + saturation * (g - own)
    view[at + 2] = own + saturation * (b - own)
  }
}

function meanGrey(view: Uint8ClampedArray): number {
  let sum = 0
  for (let at = 0; at < view.length; at += 3)
    sum += grey(view[at] as number, view[at + 1] as number, view[at + 2] as number)
  return (3 * sum) / view.length
}

/** ITU-R BT.601 luma. */
function grey(r: number, g: number, b: number): number {
  return 0.299 * r + 0.587 * g + 0.114 * b
}

function asBytes(view: Uint8ClampedArray): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.length)
}
