/**
 * Photographs in plenty, for `npm run large`: a megapixel each with a camera's grain, no two alike, in ten classes. To
 * pack ten thousand would take an hour, so strips are packed once, and a picture is put together of ninety-six: a JPEG may
 * be cut in intervals that stand for themselves, with a mark after each (ITU-T T.81, F.1.1.5.2).
 */
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { configure, Uint8ArrayReader, ZipWriter } from '@zip.js/zip.js'
import jpeg from 'jpeg-js'

const classes = ['beach', 'bridge', 'desert', 'field', 'forest', 'harbour', 'lake', 'mountain', 'river', 'street']

const [width, height] = [1024, 768]
/** One row of blocks. */
const stripHeight = 8
const strips = height / stripHeight

/** Writes `count` pictures into folders of their classes. */
export async function makePhotographs(folder: string, count: number): Promise<void> {
  for (const name of classes) await mkdir(join(folder, name), { recursive: true })
  const packed = classes.map((_, at) => themesOf(at))
  for (let number = 0; number < count; number++) {
    const at = number % classes.length
    const name = `photograph-${String(number).padStart(5, '0')}.jpg`
    await writeFile(join(folder, classes[at] as string, name), photograph(packed[at] as Theme[], chance(number)))
  }
}

/** One zip of a folder of them: stored, or deflated as most programs do it to anything. */
export async function packPhotographs(folder: string, file: string, packing: 'stored' | 'deflated'): Promise<void> {
  configure({ useWebWorkers: false })
  const out = Writable.toWeb(createWriteStream(file)) as WritableStream<Uint8Array>
  const writer = new ZipWriter(out, { level: packing === 'stored' ? 0 : 1, lastModDate: new Date(2024, 0, 1) })
  for (const name of classes)
    for (const picture of (await readdir(join(folder, name))).toSorted()) {
      const bytes = new Uint8Array(await readFile(join(folder, name, picture)))
      await writer.add(`${name}/${picture}`, new Uint8ArrayReader(bytes))
    }
  await writer.close()
}

/** Strips of the same colours, each with grain of its own. */
type Theme = readonly Buffer[]

const themesOfClass = 8
const stripsOfTheme = 3

function themesOf(at: number): Theme[] {
  const draw = chance(1_000_000 + at)
  return Array.from({ length: themesOfClass }, () => {
    const stops = Array.from({ length: 5 }, () => [0, 1, 2].map((channel) => colour(at, channel, draw)))
    return Array.from({ length: stripsOfTheme }, () => jpeg.encode(strip(stops, draw), quality).data)
  })
}

const quality = 85

/** Colours of a class keep near one of its own. */
function colour(at: number, channel: number, draw: () => number): number {
  const own = 128 + 90 * Math.sin(at * 0.63 + channel * 2.1)
  return 0.45 * own + 0.55 * 255 * draw()
}

function strip(stops: readonly (readonly number[])[], draw: () => number) {
  const data = Buffer.alloc(4 * width * stripHeight, 255)
  for (let pixel = 0; pixel < width * stripHeight; pixel++) {
    const along = ((pixel % width) / width) * (stops.length - 1)
    const [from, to] = [stops[Math.floor(along)] ?? [], stops[Math.floor(along) + 1] ?? []]
    const grain = 18 * (draw() + draw() - 1)
    for (let channel = 0; channel < 3; channel++) {
      const smooth = (from[channel] ?? 0) * (1 - (along % 1)) + (to[channel] ?? 0) * (along % 1)
      data[4 * pixel + channel] = Math.max(0, Math.min(255, smooth + grain))
    }
  }
  return { width, height: stripHeight, data }
}

/** Bands of its class's themes, of different heights. */
function photograph(themes: readonly Theme[], draw: () => number): Buffer {
  const pick = <T>(items: readonly T[]) => items[Math.floor(draw() * items.length)] as T
  const first = pick(pick(themes))
  const parts: Buffer[] = [headerOf(first)]
  let theme = pick(themes)
  let left = 0
  for (let at = 0; at < strips; at++) {
    if (left-- === 0) {
      theme = pick(themes)
      left = 3 + Math.floor(16 * draw())
    }
    parts.push(scanOf(pick(theme)), Buffer.from([0xff, at === strips - 1 ? 0xd9 : 0xd0 + (at % 8)]))
  }
  return Buffer.concat(parts)
}

/** Up to where the scan's data begin, of a picture's height and with a mark after each row of blocks. */
function headerOf(packed: Buffer): Buffer {
  const [frame, scan] = [segmentAt(packed, 0xc0), segmentAt(packed, 0xda)]
  const before = Buffer.from(packed.subarray(0, scan))
  before.writeUInt16BE(height, frame + 5)
  const interval = Buffer.from([0xff, 0xdd, 0, 4, (width / 8) >> 8, (width / 8) & 255])
  return Buffer.concat([before, interval, packed.subarray(scan, scanStart(packed))])
}

function scanOf(packed: Buffer): Buffer {
  return packed.subarray(scanStart(packed), packed.length - 2)
}

function scanStart(packed: Buffer): number {
  const scan = segmentAt(packed, 0xda)
  return scan + 2 + packed.readUInt16BE(scan + 2)
}

function segmentAt(packed: Buffer, kind: number): number {
  for (let at = 2; at < packed.length; at += 2 + packed.readUInt16BE(at + 2)) if (packed[at + 1] === kind) return at
  throw new Error(`The packed strip has no segment ${kind.toString(16)}.`)
}

/** Equal for equal seeds; Mulberry32. */
export function chance(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let word = Math.imul(state ^ (state >>> 15), 1 | state)
    word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32
  }
}
