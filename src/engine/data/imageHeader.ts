/**
 * Looks at a file's bytes without decoding it: what it is (its name is not trusted), how large its picture says it is,
 * and whether it ends where its format ends. Whatever cannot be used is a Skip with a reason a person understands.
 */
import { limits } from './limits.ts'
import { Skip } from './skip.ts'

export type ImageKind = 'JPEG' | 'PNG' | 'WebP' | 'GIF' | 'BMP'
export interface ImageHeader {
  readonly kind: ImageKind
  readonly width: number
  readonly height: number
}
interface Format {
  readonly kind: ImageKind
  readonly matches: (bytes: Uint8Array) => boolean
  /** Throws Skip or RangeError where the picture is cut off. */
  readonly size: (bytes: Uint8Array) => readonly [width: number, height: number]
}

/** Bytes that suffice to tell what a file is. */
export const sniffLength = 512

const formats: readonly Format[] = [
  { kind: 'JPEG', matches: (b) => b[0] === 0xff && b[1] === 0xd8 && b[2] === 0xff, size: jpegSize },
  { kind: 'PNG', matches: (b) => ascii(b, 1, 3) === 'PNG' && b[0] === 0x89, size: pngSize },
  { kind: 'WebP', matches: (b) => ascii(b, 0, 4) === 'RIFF' && ascii(b, 8, 4) === 'WEBP', size: webpSize },
  { kind: 'GIF', matches: (b) => /^GIF8[79]a$/.test(ascii(b, 0, 6)), size: gifSize },
  {
    kind: 'BMP',
    matches: (b) => ascii(b, 0, 2) === 'BM' && [12, 40, 52, 56, 64, 108, 124].includes(b[14] ?? 0),
    size: bmpSize,
  },
]

/** Kind and size of the picture in `bytes` (a whole file). Throws Skip when it cannot be used. */
export function inspectImage(bytes: Uint8Array): ImageHeader {
  const format = expectImage(bytes)
  const [width, height] = measured(format, bytes)
  const shown = `${width.toLocaleString('en')} × ${height.toLocaleString('en')} pixels`
  if (width < 1 || height < 1) throw new Skip(`Its header says ${shown}: nothing to see.`)
  if (width > limits.side || height > limits.side || width * height > limits.pixels)
    throw new Skip(`${shown} is too large: at most 40 megapixels and 16,384 pixels a side are read. Make it smaller.`)
  return { kind: format.kind, width, height }
}

/** The format that the first bytes of a file show. Throws Skip with what it is instead. */
export function expectImage(head: Uint8Array): Format {
  if (head.length === 0) throw new Skip('It is empty (0 bytes).')
  const format = formats.find((candidate) => candidate.matches(head))
  if (!format) throw new Skip(whatElse(head))
  return format
}

export function isImage(head: Uint8Array): boolean {
  return formats.some((format) => format.matches(head))
}

/** In words, what a file is that is not a readable picture, and what to do about it. */
export function whatElse(head: Uint8Array): string {
  const known = knownOther(head)
  if (known !== null) return known
  if (!isText(head)) return 'This is no picture that the studio knows (JPEG, PNG, WebP, GIF, BMP).'
  if (/<svg[\s>]/i.test(ascii(head, 0, sniffLength))) return 'SVG is a drawing program, not pixels. Convert it to PNG.'
  return 'This is text, not a picture.'
}

/** What is known by its first bytes and is neither a readable picture nor text; null for anything else. */
export function knownOther(head: Uint8Array): string | null {
  const brand = ascii(head, 4, 4) === 'ftyp' ? ascii(head, 8, 4) : ''
  if (/^(hei|hev|mif1|msf1)/.test(brand)) return 'HEIC pictures cannot be read here. Convert it to JPEG or PNG.'
  if (/^avi[fs]/.test(brand)) return 'AVIF pictures are not read. Convert it to JPEG or PNG.'
  if (brand !== '') return 'This is a video, not a picture.'
  if (['II*\0', 'MM\0*'].includes(ascii(head, 0, 4)))
    return 'TIFF pictures cannot be read here. Convert it to JPEG or PNG.'
  if (ascii(head, 0, 4) === '%PDF') return 'This is a PDF document. Export its pictures as JPEG or PNG.'
  if (isZip(head)) return 'This is an archive inside the data; it was not opened. Unpack it first.'
  if (ascii(head, 0, 3) === 'Rar' || ascii(head, 0, 2) === '7z' || (head[0] === 0x1f && head[1] === 0x8b))
    return 'This archive format cannot be read here. Unpack it, or make a zip.'
  return null
}

export function isZip(head: Uint8Array): boolean {
  return ['PK\u0003\u0004', 'PK\u0005\u0006', 'PK\u0007\u0008'].includes(ascii(head, 0, 4))
}

function measured(format: Format, bytes: Uint8Array): readonly [number, number] {
  try {
    return format.size(bytes)
  } catch (error) {
    if (error instanceof RangeError) throw cutOff(format.kind)
    throw error
  }
}

function cutOff(kind: ImageKind): Skip {
  return new Skip(`The ${kind} ends before its picture does. Copy or download it again.`)
}

function jpegSize(bytes: Uint8Array): readonly [number, number] {
  const view = viewOf(bytes)
  let size: readonly [number, number] | null = null
  let at = 2
  for (;;) {
    while (view.getUint8(at) === 0xff && view.getUint8(at + 1) === 0xff) at++ // fill bytes
    const marker = view.getUint16(at)
    if (marker < 0xffc0) throw new Skip('The JPEG is damaged. Copy or download it again.')
    if (marker === 0xffda) break // start of scan: entropy-coded data follows
    if (isFrame(marker)) size ??= frameSize(view, at, marker)
    at += 2 + view.getUint16(at + 2)
  }
  if (!size || !endsAfter(bytes, at)) throw cutOff('JPEG')
  return size
}

function isFrame(marker: number): boolean {
  return marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker)
}

function frameSize(view: DataView, at: number, marker: number): readonly [number, number] {
  if (marker > 0xffc2 || view.getUint8(at + 4) !== 8)
    throw new Skip(
      'This rare kind of JPEG (lossless, arithmetic or 12-bit) cannot be read here. Save it as plain JPEG.',
    )
  return [view.getUint16(at + 7), view.getUint16(at + 5)]
}

/** Whether an end-of-image marker follows; inside a scan 0xff is never followed by 0xd9. Looks from the end, where it is. */
function endsAfter(bytes: Uint8Array, start: number): boolean {
  let at = bytes.lastIndexOf(0xd9)
  while (at > start && bytes[at - 1] !== 0xff) at = bytes.lastIndexOf(0xd9, at - 1)
  return at > start
}

function pngSize(bytes: Uint8Array): readonly [number, number] {
  const view = viewOf(bytes)
  const size = [view.getUint32(16), view.getUint32(20)] as const
  let at = 8
  while (ascii(bytes, at + 4, 4) !== 'IEND') at += 12 + view.getUint32(at)
  if (ascii(bytes, 12, 4) !== 'IHDR') throw new Skip('The PNG is damaged. Copy or download it again.')
  return size
}

function webpSize(bytes: Uint8Array): readonly [number, number] {
  const view = viewOf(bytes)
  // A RIFF's length does not count its own eight-byte header.
  if (view.getUint32(4, true) + 8 > bytes.length) throw cutOff('WebP')
  const chunk = ascii(bytes, 12, 4)
  if (chunk === 'VP8X') return [1 + uint24(view, 24), 1 + uint24(view, 27)]
  if (chunk === 'VP8 ') return [view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff]
  if (chunk !== 'VP8L') throw new Skip('The WebP is damaged. Copy or download it again.')
  const packed = view.getUint32(21, true) // 14 bits of width - 1, 14 bits of height - 1
  return [1 + (packed & 0x3fff), 1 + ((packed >>> 14) & 0x3fff)]
}

/** Walks to the end of the first frame, the only one that is used. */
function gifSize(bytes: Uint8Array): readonly [number, number] {
  const view = viewOf(bytes)
  const size = [view.getUint16(6, true), view.getUint16(8, true)] as const
  let at = 13 + colourTableBytes(view.getUint8(10))
  while (view.getUint8(at) === 0x21) at = afterSubBlocks(view, at + 2) // extension
  if (view.getUint8(at) !== 0x2c) throw new Skip('The GIF holds no picture.')
  afterSubBlocks(view, at + 11 + colourTableBytes(view.getUint8(at + 9)))
  return size
}

function colourTableBytes(flags: number): number {
  return flags & 0x80 ? 3 << ((flags & 7) + 1) : 0
}

function afterSubBlocks(view: DataView, start: number): number {
  let at = start
  for (let length = view.getUint8(at); length > 0; length = view.getUint8(at)) at += 1 + length
  return at + 1
}

function bmpSize(bytes: Uint8Array): readonly [number, number] {
  const view = viewOf(bytes)
  const old = view.getUint32(14, true) === 12
  const width = old ? view.getUint16(18, true) : view.getInt32(18, true)
  const height = old ? view.getUint16(20, true) : Math.abs(view.getInt32(22, true)) // negative: top row first
  const bits = view.getUint16(old ? 24 : 28, true)
  const packed = !old && ![0, 3].includes(view.getUint32(30, true))
  const rows = height * 4 * Math.ceil((width * bits) / 32)
  const needed = view.getUint32(10, true) + (packed || width * height > limits.pixels ? 0 : rows)
  if (needed > bytes.length) throw cutOff('BMP')
  return [width, height]
}

function uint24(view: DataView, at: number): number {
  return view.getUint16(at, true) + 65_536 * view.getUint8(at + 2)
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function ascii(bytes: Uint8Array, from: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(from, from + length))
}

/** Text by the usual rule: no control bytes but white space in its first stretch. */
export function isText(head: Uint8Array): boolean {
  return head.subarray(0, sniffLength).every((byte) => byte >= 32 || (byte >= 9 && byte <= 13))
}
