/** BMP in Node: 1 to 32 bits a pixel, without packing; and icons, which hold one without its first header. */
import type { Pixels } from '../../engine/data/imageCodec.ts'
import { overWhite } from '../../engine/data/overWhite.ts'
import { largestIcon } from '../../engine/data/readers/ico.ts'

export function bmpPixels(bytes: Uint8Array): Pixels {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return read(view, { header: 14, pixels: view.getUint32(10, true), icon: false })
}

export function iconPixels(file: Uint8Array, fromPng: (bytes: Uint8Array) => Pixels): Pixels {
  const { bytes } = largestIcon(file)
  if (bytes[0] === 0x89) return fromPng(bytes)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const bits = view.getUint16(14, true)
  const colours = bits > 8 ? 0 : view.getUint32(32, true) || 1 << bits
  return read(view, { header: 0, pixels: view.getUint32(0, true) + 4 * colours, icon: true })
}

interface Place {
  readonly header: number
  readonly pixels: number
  /** Twice as high as it looks: a mask of what is clear follows the colours. */
  readonly icon: boolean
}

function read(view: DataView, { header, pixels, icon }: Place): Pixels {
  const length = view.getUint32(header, true)
  const old = length === 12
  const width = old ? view.getUint16(header + 4, true) : view.getInt32(header + 4, true)
  const tall = old ? view.getUint16(header + 6, true) : view.getInt32(header + 8, true)
  const height = icon ? tall / 2 : Math.abs(tall)
  const bits = view.getUint16(header + (old ? 10 : 14), true)
  const packing = old ? 0 : view.getUint32(header + 16, true)
  if (packing !== 0 && packing !== 3) throw new Error(`BMP packing ${packing}`)
  const row = 4 * Math.ceil((width * bits) / 32)
  const masks = packing === 3 ? [0, 4, 8].map((at) => view.getUint32(header + 40 + at, true)) : masksOf(bits)
  const rgba = new Uint8Array(4 * width * height).fill(255)
  for (let y = 0; y < height; y++) {
    const from = pixels + row * (tall > 0 ? height - 1 - y : y)
    for (let x = 0; x < width; x++) {
      const to = 4 * (y * width + x)
      if (bits <= 8) {
        const index = (view.getUint8(from + ((x * bits) >> 3)) >> (8 - bits - ((x * bits) & 7))) & ((1 << bits) - 1)
        const entry = header + length + index * (old ? 3 : 4)
        for (let channel = 0; channel < 3; channel++) rgba[to + channel] = view.getUint8(entry + 2 - channel)
      } else {
        const at = from + (x * bits) / 8
        const value = bits === 16 ? view.getUint16(at, true) : bits === 32 ? view.getUint32(at, true) : uint24(view, at)
        masks.forEach((mask, channel) => {
          rgba[to + channel] = masked(value, mask)
        })
        if (icon && bits === 32) rgba[to + 3] = value >>> 24
      }
    }
  }
  if (icon && bits < 32) clearMasked(view, { from: pixels + row * height, width, height }, rgba)
  return overWhite(width, height, rgba)
}

function masksOf(bits: number): readonly number[] {
  return bits === 16 ? [0x7c00, 0x3e0, 0x1f] : [0xff0000, 0xff00, 0xff]
}

/** To 8 bits. */
function masked(value: number, mask: number): number {
  if (mask === 0) return 0
  const shift = Math.clz32(1) - Math.clz32(mask & -mask)
  const most = mask >>> shift
  return Math.round((((value & mask) >>> shift) * 255) / most)
}

function uint24(view: DataView, at: number): number {
  return view.getUint16(at, true) + 65_536 * view.getUint8(at + 2)
}

/** A mask that is not whole, as PIL writes it, masks nothing. */
function clearMasked(
  view: DataView,
  { from, width, height }: { readonly from: number; readonly width: number; readonly height: number },
  rgba: Uint8Array,
): void {
  const row = 4 * Math.ceil(width / 32)
  if (from + row * height > view.byteLength) return
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const bits = view.getUint8(from + row * (height - 1 - y) + (x >> 3))
      if ((bits >> (7 - (x & 7))) & 1) rgba[4 * (y * width + x) + 3] = 0
    }
}
