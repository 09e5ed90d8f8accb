/**
 * The first directory of a TIFF: tags with lists of numbers (TIFF 6.0, and BigTIFF with its longer offsets). It says how
 * large the picture is and how it is written, before anything is decoded.
 */
import { viewOf } from './pictureBytes.ts'

export const tiffTags = {
  kind: 254,
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  colours: 262,
  stripOffsets: 273,
  orientation: 274,
  samples: 277,
  rowsOfStrip: 278,
  stripBytes: 279,
  planes: 284,
  tileWidth: 322,
  tileHeight: 323,
  palette: 320,
  tileOffsets: 324,
  tileBytes: 325,
  inner: 330,
  extra: 338,
  sampleFormat: 339,
  dngVersion: 50_706,
} as const

export interface TiffDirectory {
  /** The first number of a tag; the one that the format takes where it stands for none. */
  one(tag: number, otherwise: number): number
  /** Empty where the tag is not there. */
  all(tag: number): readonly number[]
}

/** Numbers of one tag: a strip for each row of the tallest picture, and a byte for each colour of three. */
const mostNumbers = 400_000
const mostTags = 10_000

/** Throws RangeError where the file ends too early. */
export function tiffDirectory(bytes: Uint8Array): TiffDirectory {
  const view = viewOf(bytes)
  const little = view.getUint16(0) === 0x4949
  const big = view.getUint16(2, little) === 43
  const offset = (at: number) => (big ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little))
  const start = offset(big ? 8 : 4)
  const tags = big ? Number(view.getBigUint64(start, little)) : view.getUint16(start, little)
  const [first, step, wide] = big ? [start + 8, 20, 8] : [start + 2, 12, 4]
  const places = new Map<number, number>()
  for (let i = 0; i < Math.min(tags, mostTags); i++) {
    const at = first + i * step
    places.set(view.getUint16(at, little), at)
  }
  const all = (tag: number): readonly number[] => {
    const at = places.get(tag)
    if (at === undefined) return []
    const type = numbers[view.getUint16(at + 2, little)]
    if (!type) return []
    const count = Math.min(offset(at + 4), mostNumbers)
    const from = count * type.bytes <= wide ? at + 4 + wide : offset(at + 4 + wide)
    return Array.from({ length: count }, (_, i) => type.read(view, from + i * type.bytes, little))
  }
  return { all, one: (tag, otherwise) => all(tag)[0] ?? otherwise }
}

interface NumberType {
  readonly bytes: number
  read(view: DataView, at: number, little: boolean): number
}

const long: NumberType = { bytes: 4, read: (view, at, little) => view.getUint32(at, little) }
const long8: NumberType = { bytes: 8, read: (view, at, little) => Number(view.getBigUint64(at, little)) }

/** By the type's number; texts and fractions are not asked for. */
const numbers: { readonly [type: number]: NumberType } = {
  1: { bytes: 1, read: (view, at) => view.getUint8(at) },
  3: { bytes: 2, read: (view, at, little) => view.getUint16(at, little) },
  4: long,
  13: long,
  16: long8,
  18: long8,
}
