/**
 * Damaged pictures and archives by the thousand: whatever stands in their headers, each is read or refused in words, soon,
 * and none takes down the library that decodes the next one.
 */
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { nodeCodec } from '../../../src/commands/nodeCodec.ts'
import { inspectImage } from '../../../src/engine/data/inspectImage.ts'
import { limits } from '../../../src/engine/data/limits.ts'
import { createPace } from '../../../src/engine/data/pace.ts'
import { readers } from '../../../src/engine/data/readers/readers.ts'
import { Skip } from '../../../src/engine/data/skip.ts'
import { type FormatIdOf, formatsOf } from '../../../src/shared/catalog/formats.ts'
import { ThawError } from '../../../src/shared/messages/errors.ts'
import { type Random, seeded } from '../../../src/shared/random.ts'
import { mostMilliseconds, rounds } from '../../support/mutate.ts'
import { bytesOf, folders, zipOf } from './archives.ts'

const fixture = (folder: string, name: string) =>
  new Uint8Array(readFileSync(new URL(`../../fixtures/${folder}/${name}`, import.meta.url)))
const seeds: { readonly [Id in FormatIdOf<'picture'>]: readonly string[] } = {
  jpeg: ['plain.jpg', 'turned.jpg', 'progressive.jpg', 'cmyk.jpg'],
  png: ['plain.png', 'turned.png', 'palette-4bit.png', 'deep.png'],
  webp: ['plain.webp', 'lossless.webp', 'turned.webp'],
  gif: ['palette.gif', 'interlaced.gif', 'clear.gif'],
  bmp: ['plain.bmp', 'palette.bmp', 'bit.bmp'],
  ico: ['plain.ico', 'bitmap.ico'],
  heic: ['plain.heic', 'clear.heic', 'turned.heic'],
  avif: ['plain.avif', 'turned.avif'],
  tiff: ['tiff_lzw.tif', 'tiff_adobe_deflate.tif', 'jpeg.tif', 'tiles.tif', 'big.tif', 'palette.tif', 'planes.tif'],
}

/** Mostly in the first bytes, where headers stand: bits, bytes, 32-bit numbers that overflow, and stretches cut or twice. */
function mutated(original: Uint8Array, random: Random): Uint8Array<ArrayBuffer> {
  let bytes = Uint8Array.from(original)
  for (let left = 1 + random.below(4); left > 0 && bytes.length > 8; left--) {
    const within = random.next() < 0.7 ? Math.min(bytes.length, 400) : bytes.length
    const at = random.below(within)
    const kind = random.below(6)
    if (kind === 0) bytes[at] = (bytes[at] as number) ^ (1 << random.below(8))
    else if (kind === 1) bytes[at] = [0, 1, 127, 128, 255][random.below(5)] as number
    else if (kind === 2 && at + 4 <= bytes.length)
      new DataView(bytes.buffer).setUint32(at, [0, 1, 0x7fffffff, 0xffffffff, 0x80000000][random.below(5)] as number)
    else if (kind === 3) bytes = bytes.slice(0, Math.max(8, at))
    else if (kind === 4) bytes = Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at + random.below(20))])
    else bytes = Uint8Array.from([...bytes.subarray(0, at + random.below(40)), ...bytes.subarray(at)])
  }
  return bytes
}

const count = rounds(10_000)
/** Of those whose headers pass. */
const mostDecoded = 150
/** What a decoder in JavaScript takes grows with the pixels, which the limits bound. */
const mostPixels = 1_000_000

describe.each(formatsOf('picture'))('%s', (id) => {
  test('is measured or refused in words, and decoded or refused, soon', { timeout: 3_600_000 }, async () => {
    const random = seeded(20_261_130)
    const originals = seeds[id].map((name) => fixture('pictures', name))
    let [measured, decoded, longest, slowest] = [0, 0, 0, 0]
    const taken: Uint8Array<ArrayBuffer>[] = []
    for (let n = 0; n < count; n++) {
      const bytes = mutated(originals[n % originals.length] as Uint8Array, random)
      const started = performance.now()
      try {
        const { width, height } = inspectImage(bytes, `some.${id}`)
        expect(width * height).toBeLessThanOrEqual(limits.pixels)
        measured++
        if (taken.length < mostDecoded && n % 7 === 0 && width * height <= mostPixels) taken.push(bytes)
      } catch (error) {
        if (!(error instanceof Skip)) throw error
      }
      longest = Math.max(longest, performance.now() - started)
    }
    for (const bytes of taken) {
      const started = performance.now()
      try {
        const { width, height, data } = await nodeCodec.decode(new Blob([bytes]), 1)
        expect(data.length).toBe(4 * width * height)
        decoded++
      } catch (error) {
        if (!(error instanceof ThawError) || error.code !== 'image-unreadable') throw error
      }
      slowest = Math.max(slowest, performance.now() - started)
    }
    expect(measured).toBeGreaterThan(100)
    expect(decoded).toBeGreaterThan(0)
    expect(longest).toBeLessThan(mostMilliseconds)
    expect(slowest).toBeLessThan(mostMilliseconds)
    // The library lives on: the whole picture is decoded after all of these.
    const whole = await nodeCodec.decode(new Blob([originals[0] as Uint8Array<ArrayBuffer>]), 1)
    expect(whole.width * whole.height).toBeGreaterThan(0)
  })
})

test('damaged archives are listed or refused in words, and so is each of their files', {
  timeout: 3_600_000,
}, async () => {
  const zip = await bytesOf(await zipOf(folders(['a', 'b']), { level: 6 }))
  const outer = await bytesOf(await zipOf([['inner.zip', zip]]))
  const tar = fixture('tables', 'two.tar')
  const archives: readonly [FormatIdOf<'archive'>, Uint8Array][] = [
    ['zip', zip],
    ['zip', outer],
    ['tar', tar],
    ['gzip', gzipSync(tar)],
  ]
  const random = seeded(7)
  const { signal } = new AbortController()
  let [listed, longest] = [0, 0]
  for (let n = 0; n < rounds(2000); n++) {
    const [format, original] = archives[n % archives.length] as (typeof archives)[number]
    const bytes = mutated(original, random)
    const started = performance.now()
    const how = { budget: { bytes: 50_000_000 }, pace: createPace(signal), signal }
    try {
      const { files } = await readers[format].open(new Blob([bytes]), 'some', how)
      listed++
      for (const file of files)
        await file
          .read(() => {})
          .catch((error: unknown) => {
            if (!(error instanceof Skip) && !(error instanceof ThawError)) throw error
          })
    } catch (error) {
      if (!(error instanceof ThawError)) throw error
    }
    longest = Math.max(longest, performance.now() - started)
  }
  expect(listed).toBeGreaterThan(500)
  expect(longest).toBeLessThan(mostMilliseconds)
})
