/** What browsers decode by themselves, for Node: pixels as they are stored, over white. */

import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { decode as decodePng } from 'fast-png'
import jpeg from 'jpeg-js'
import type { Pixels } from '../../engine/data/imageCodec.ts'
import type { PictureFormat } from '../../engine/data/inspectImage.ts'
import { overWhite } from '../../engine/data/overWhite.ts'
import { bmpPixels, iconPixels } from './bitmap.ts'
import { gifPixels } from './gifFrame.ts'

type Decoder = (bytes: Uint8Array<ArrayBuffer>) => Pixels | Promise<Pixels>

/** Formats whose readers decode them are not among these. */
export const nodeDecoders = {
  jpeg: fromJpeg,
  png: fromPng,
  webp: (bytes) => squooshed('webp', bytes),
  avif: (bytes) => squooshed('avif', bytes),
  gif: gifPixels,
  bmp: bmpPixels,
  ico: (bytes) => iconPixels(bytes, fromPng),
} satisfies { readonly [Id in PictureFormat]?: Decoder }

function fromJpeg(bytes: Uint8Array): Pixels {
  const { width, height, data } = jpeg.decode(bytes, { useTArray: true, maxMemoryUsageInMB: 2048 })
  return { width, height, data: new Uint8ClampedArray(data.buffer, data.byteOffset, data.length) }
}

function fromPng(bytes: Uint8Array): Pixels {
  const { width, height, data, channels, depth, palette } = decodePng(bytes)
  const rgba = new Uint8Array(width * height * 4).fill(255)
  const sample = depth < 8 ? packedSamples(data as Uint8Array, width, depth) : (at: number) => data[at] ?? 0
  const value = (at: number) => (depth === 16 ? sample(at) >> 8 : (sample(at) * 255) / ((1 << depth) - 1))
  for (let pixel = 0; pixel < width * height; pixel++) {
    const first = pixel * channels
    const index = palette?.[sample(pixel)]
    const [red, green, blue] =
      index ?? (channels < 3 ? [first, first, first] : [first, first + 1, first + 2]).map(value)
    rgba.set([red ?? 0, green ?? 0, blue ?? 0], 4 * pixel)
    rgba[4 * pixel + 3] = index ? (index[3] ?? 255) : channels % 2 === 0 ? value(first + channels - 1) : 255
  }
  return overWhite(width, height, rgba)
}

/** Of one channel; each row begins with a byte of its own, from whose upper bits on the samples follow. */
function packedSamples(data: Uint8Array, width: number, depth: number): (at: number) => number {
  const row = Math.ceil((width * depth) / 8)
  return (at) => {
    const bit = (at % width) * depth
    const byte = data[Math.floor(at / width) * row + (bit >> 3)] ?? 0
    return (byte >> (8 - depth - (bit & 7))) & ((1 << depth) - 1)
  }
}

interface Squooshed {
  init(module: WebAssembly.Module): Promise<void>
  default(bytes: ArrayBuffer): Promise<ImageData | null>
}

const loaded = new Map<string, Promise<Squooshed>>()

/** By the WebAssembly builds of libwebp and of libavif, as Squoosh has them. */
async function squooshed(codec: 'webp' | 'avif', bytes: Uint8Array<ArrayBuffer>): Promise<Pixels> {
  const found = loaded.get(codec) ?? loadCodec(codec)
  loaded.set(codec, found)
  const { default: decode } = await found
  const decoded = await decode(bytes.slice().buffer)
  if (!decoded) throw new Error(`no ${codec}`)
  const { width, height, data } = decoded
  return overWhite(width, height, new Uint8Array(data.buffer, data.byteOffset, data.length))
}

async function loadCodec(codec: 'webp' | 'avif'): Promise<Squooshed> {
  // They give an ImageData, which Node does not know.
  globalThis.ImageData ??= class {
    readonly data: Uint8ClampedArray
    readonly width: number
    readonly height: number
    constructor(data: Uint8ClampedArray, width: number, height: number) {
      this.data = data
      this.width = width
      this.height = height
    }
  } as unknown as typeof ImageData
  const module: Squooshed = await (codec === 'webp'
    ? import('@jsquash/webp/decode.js')
    : import('@jsquash/avif/decode.js'))
  const file = createRequire(import.meta.url).resolve(`@jsquash/${codec}/codec/dec/${codec}_dec.wasm`)
  await module.init(await WebAssembly.compile(await readFile(file)))
  return module
}
