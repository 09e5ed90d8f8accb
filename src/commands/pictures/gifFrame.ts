/** The first frame of a GIF in Node: LZW with codes of growing length, from the bottom of a byte up (GIF89a, appendix F). */
import type { Pixels } from '../../engine/data/imageCodec.ts'
import { overWhite } from '../../engine/data/overWhite.ts'

export function gifPixels(bytes: Uint8Array): Pixels {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [width, height] = [view.getUint16(6, true), view.getUint16(8, true)]
  const shared = coloursOf(view.getUint8(10))
  let clear = -1
  let at = 13 + 3 * shared
  for (; view.getUint8(at) === 0x21; at = afterBlocks(view, at + 2))
    if (view.getUint8(at + 1) === 0xf9 && view.getUint8(at + 3) & 1) clear = view.getUint8(at + 6)
  const frame = {
    ...{ left: view.getUint16(at + 1, true), top: view.getUint16(at + 3, true) },
    ...{ width: view.getUint16(at + 5, true), height: view.getUint16(at + 7, true) },
  }
  if (frame.left + frame.width > width || frame.top + frame.height > height) throw new Error('GIF frame out of bounds')
  const flags = view.getUint8(at + 9)
  const own = coloursOf(flags)
  const palette = own > 0 ? at + 10 : 13
  const indices = unpacked(
    blocksFrom(view, at + 11 + 3 * own),
    view.getUint8(at + 10 + 3 * own),
    frame.width * frame.height,
  )
  const rgba = new Uint8Array(4 * width * height)
  const rows = flags & 0x40 ? interlaced(frame.height) : null
  for (let y = 0; y < frame.height; y++) {
    const row = rows?.[y] ?? y
    for (let x = 0; x < frame.width; x++) {
      const index = indices[y * frame.width + x] as number
      const [left, top] = [frame.left + x, frame.top + row]
      if (index === clear || left >= width || top >= height) continue
      for (let channel = 0; channel < 3; channel++)
        rgba[4 * (top * width + left) + channel] = view.getUint8(palette + 3 * index + channel)
      rgba[4 * (top * width + left) + 3] = 255
    }
  }
  return overWhite(width, height, rgba)
}

function coloursOf(flags: number): number {
  return flags & 0x80 ? 2 << (flags & 7) : 0
}

function afterBlocks(view: DataView, start: number): number {
  let at = start
  for (let length = view.getUint8(at); length > 0; length = view.getUint8(at)) at += 1 + length
  return at + 1
}

function blocksFrom(view: DataView, start: number): Uint8Array {
  const bytes: number[] = []
  let at = start
  for (let length = view.getUint8(at); length > 0; length = view.getUint8(at)) {
    for (let i = 1; i <= length; i++) bytes.push(view.getUint8(at + i))
    at += 1 + length
  }
  return Uint8Array.from(bytes)
}

/** Rows as they come: every eighth, those between, and so on. */
function interlaced(height: number): readonly number[] {
  return [
    [0, 8],
    [4, 8],
    [2, 4],
    [1, 2],
  ].flatMap(([first = 0, step = 1]) =>
    Array.from({ length: Math.max(0, Math.ceil((height - first) / step)) }, (_, i) => first + i * step),
  )
}

function unpacked(bytes: Uint8Array, least: number, length: number): Uint8Array {
  const out = new Uint8Array(length)
  if (least > 8) throw new Error(`GIF codes of ${least} bits`)
  const start = 1 << least
  // A code stands for the code before it and one more index.
  const before = new Int16Array(4096)
  const last = new Uint8Array(4096)
  const run = new Uint8Array(4097)
  let [size, next, previous, first, written] = [least + 1, start + 2, -1, 0, 0]
  let [bits, held] = [0, 0]
  for (const byte of bytes) {
    held |= byte << bits
    bits += 8
    while (bits >= size && written < length) {
      const code = held & ((1 << size) - 1)
      held >>>= size
      bits -= size
      if (code === start) [size, next, previous] = [least + 1, start + 2, -1]
      else if (code === start + 1) return out
      else {
        if (code > next || (previous < 0 && code >= start)) throw new Error('LZW code out of order')
        let [at, walked] = [0, code]
        if (code === next) [run[at++], walked] = [first, previous]
        for (; walked >= start + 2; walked = before[walked] as number) run[at++] = last[walked] as number
        first = walked
        run[at++] = walked
        while (at > 0 && written < length) out[written++] = run[--at] as number
        if (previous >= 0 && next < 4096) {
          before[next] = previous
          last[next++] = first
          if (next === 1 << size && size < 12) size++
        }
        previous = code
      }
    }
  }
  return out
}
