/**
 * The boxes of HEIF, which HEIC and AVIF are written in (ISO/IEC 14496-12 and 23008-12): each says its length and its
 * kind, and some hold others. The size of the primary picture stands among the properties that are tied to it.
 */
import { notice } from '../../../shared/messages/say.ts'
import { Skip } from '../skip.ts'
import { ascii, cutOff, viewOf } from './pictureBytes.ts'

interface Box {
  readonly kind: string
  /** Where what it holds begins and ends, in the file. */
  readonly from: number
  readonly to: number
}

/** More boxes than any picture has. */
const mostBoxes = 100_000

/** As it stands upright. Throws Skip where the boxes say none, or RangeError where they end too early. */
export function heifSize(format: string, bytes: Uint8Array): readonly [number, number] {
  if (boxesIn(bytes, 0, bytes.length).some(({ to }) => to > bytes.length)) throw cutOff(format)
  const own = propertiesOf(bytes)
  const size = own.find(({ kind }) => kind === 'ispe')
  if (!size) throw new Skip(notice('pictureDamaged', { format }))
  const view = viewOf(bytes)
  const clean = own.find(({ kind }) => kind === 'clap')
  // Coded in whole blocks and then cut, to two fractions.
  const [width, height] = clean
    ? [fraction(view, clean.from), fraction(view, clean.from + 8)]
    : [view.getUint32(size.from + 4), view.getUint32(size.from + 8)]
  return heifTurned(bytes) >= 5 ? [height, width] : [width, height]
}

/** How it must be turned, as EXIF counts it: a quarter turn or more against the clock, and then a mirror. */
export function heifTurned(bytes: Uint8Array): number {
  const view = viewOf(bytes)
  const own = propertiesOf(bytes)
  const turn = own.find(({ kind }) => kind === 'irot')
  const mirror = own.find(({ kind }) => kind === 'imir')
  const quarters = turn ? view.getUint8(turn.from) & 3 : 0
  const axis = mirror ? view.getUint8(mirror.from) & 1 : null
  return orientations[quarters]?.[axis === null ? 0 : axis + 1] ?? 1
}

/** By quarter turns: without a mirror, top for bottom, left for right. */
const orientations: readonly (readonly [number, number, number])[] = [
  [1, 4, 2],
  [8, 5, 7],
  [3, 2, 4],
  [6, 7, 5],
]

function fraction(view: DataView, at: number): number {
  return Math.round(view.getUint32(at) / Math.max(1, view.getUint32(at + 4)))
}

/** Of the primary picture. */
function propertiesOf(bytes: Uint8Array): readonly Box[] {
  const meta = boxesIn(bytes, 0, bytes.length).find(({ kind }) => kind === 'meta')
  const inside = meta ? boxesIn(bytes, meta.from + 4, meta.to) : []
  const properties = boxesOf(bytes, inside, 'iprp')
  const listed = boxesOf(bytes, properties, 'ipco')
  return ownProperties(bytes, inside, properties).flatMap((number) => listed[number - 1] ?? [])
}

function boxesOf(bytes: Uint8Array, boxes: readonly Box[], wanted: string): readonly Box[] {
  const found = boxes.find(({ kind }) => kind === wanted)
  return found ? boxesIn(bytes, found.from, found.to) : []
}

function boxesIn(bytes: Uint8Array, start: number, end: number): readonly Box[] {
  const view = viewOf(bytes)
  const boxes: Box[] = []
  for (let at = start; at + 8 <= Math.min(end, bytes.length) && boxes.length < mostBoxes; ) {
    const short = view.getUint32(at)
    const header = short === 1 ? 16 : 8
    const length = short === 1 ? Number(view.getBigUint64(at + 8)) : short === 0 ? end - at : short
    if (length < header) break
    boxes.push({ kind: ascii(bytes, at + 4, 4), from: at + header, to: at + length })
    at += length
  }
  return boxes
}

/** The numbers, from 1, of the properties that the primary picture has. */
function ownProperties(bytes: Uint8Array, inside: readonly Box[], properties: readonly Box[]): readonly number[] {
  const primary = inside.find(({ kind }) => kind === 'pitm')
  const ties = properties.find(({ kind }) => kind === 'ipma')
  if (!primary || !ties) return []
  const view = viewOf(bytes)
  const wanted = view.getUint8(primary.from) === 0 ? view.getUint16(primary.from + 4) : view.getUint32(primary.from + 4)
  const [longItems, longNumbers] = [view.getUint8(ties.from) > 0, (view.getUint8(ties.from + 3) & 1) === 1]
  let at = ties.from + 8
  for (let left = view.getUint32(ties.from + 4); left > 0 && at < ties.to; left--) {
    const item = longItems ? view.getUint32(at) : view.getUint16(at)
    at += longItems ? 4 : 2
    const count = view.getUint8(at++)
    if (item === wanted)
      return Array.from({ length: count }, (_, i) =>
        longNumbers ? view.getUint16(at + 2 * i) & 0x7fff : view.getUint8(at + i) & 0x7f,
      )
    at += count * (longNumbers ? 2 : 1)
  }
  return []
}
