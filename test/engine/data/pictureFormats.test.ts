/** Pictures that PIL, pillow-heif and tifffile wrote (test/reference/make_pictures.py), read in Node and held to PIL's pixels. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { nodeCodec } from '../../../src/commands/nodeCodec.ts'
import { inspectImage } from '../../../src/engine/data/inspectImage.ts'
import { say } from '../../../src/shared/messages/say.ts'
import { leftOut } from '../../support/inWords.ts'
import { pngBlob } from '../../support/nodeImages.ts'
import { dropped, read } from './archives.ts'

const folder = new URL('../../fixtures/pictures/', import.meta.url)
const fixture = (name: string) => new Uint8Array(readFileSync(new URL(name, folder)))
const expected: Record<string, { width: number; height: number; rgb: string }> = JSON.parse(
  readFileSync(new URL('expected.json', folder), 'utf8'),
)

/** Not read, or read by no library with PIL's own numbers. */
const refused = ['fax.tif', 'fractions.tif']

/**
 * The largest difference of a channel. What is packed without loss is equal but where alpha is laid over white, which
 * PIL rounds in another way. JPEG, HEIC and WebP round in the inverse transform and between YCbCr and RGB, and decoders
 * enlarge thinned colours each in their own way (PIL's libjpeg with a triangle, jpeg-js by repeating).
 */
const tolerances: readonly (readonly [RegExp, number, why: string])[] = [
  [/^(plain|turned|progressive|cmyk)\.jpg$/, 16, 'thinned colours, enlarged in another way'],
  [/\.heic$/, 4, 'YCbCr to RGB, and enlarged colours'],
  [/^(plain|turned)\.avif$/, 3, 'YCbCr to RGB'],
  [/^plain\.webp$/, 4, 'enlarged colours'],
  [/^(jpeg\.tif|grey\.jpg)$/, 2, 'the inverse transform'],
  [/^(clear|lossless|palette-clear|cmyk)\.|^bitmap\.ico/, 1, 'alpha and inks, rounded'],
]

describe.each(Object.keys(expected).filter((name) => !refused.includes(name)))('%s', (name) => {
  test('has the pixels that PIL reads, upright and over white', async () => {
    const bytes = fixture(name)
    const { width, height, rgb } = expected[name] as (typeof expected)[string]
    const pixels = await nodeCodec.decode(new Blob([bytes]), 1)
    expect([pixels.width, pixels.height]).toEqual([width, height])
    const wanted = Buffer.from(rgb, 'base64')
    let largest = 0
    for (let pixel = 0; pixel < width * height; pixel++)
      for (let channel = 0; channel < 3; channel++) {
        const difference = (pixels.data[4 * pixel + channel] as number) - (wanted[3 * pixel + channel] as number)
        largest = Math.max(largest, Math.abs(difference))
      }
    const [, tolerance = 0] = tolerances.find(([names]) => names.test(name)) ?? []
    expect(largest).toBeLessThanOrEqual(tolerance)
    expect(pixels.data.filter((_, at) => at % 4 === 3).every((alpha) => alpha === 255)).toBe(true)
  })

  test('says its size before it is decoded, and notices that it is cut off', () => {
    const bytes = fixture(name)
    const { width, height } = expected[name] as (typeof expected)[string]
    const found = inspectImage(bytes, name)
    // What says how it is turned in EXIF alone is measured as it is stored.
    expect([found.width, found.height].toSorted()).toEqual([width, height].toSorted())
    expect(() => inspectImage(bytes.subarray(0, Math.floor(bytes.length / 2)), name)).toThrow()
  })
})

test('HEIC, AVIF and TIFF are data like any other, by what they hold and not by their names', async () => {
  const { classes, examples, skipped } = await read(
    dropped([
      ['a/1.heic', fixture('plain.heic')],
      ['a/2.HEIF', fixture('clear.heic')],
      ['a/3.jpg', fixture('turned.heic')],
      ['b/1.tiff', fixture('tiff_lzw.tif')],
      ['b/2.TIF', fixture('planes.tif')],
      ['b/3.avif', fixture('plain.avif')],
      ['b/4.ico', fixture('plain.ico')],
    ]),
  )
  expect(classes).toEqual(['a', 'b'])
  expect(examples.length).toBe(7)
  expect(skipped).toEqual([])
})

test('what is not read is named for what it is, with what to do', async () => {
  const good = ['a', 'b'].flatMap((label) =>
    [0, 1, 2].map((n) => [`${label}/${n}.png`, pngBlob(4, 4, (x) => [60 * n, x, label === 'a' ? 0 : 200])] as const),
  )
  const half = fixture('plain.heic').slice(0, 500)
  const { skipped } = await read(
    dropped([
      ...good,
      ['a/camera.nef', fixture('camera.nef')],
      ['a/camera.tif', fixture('camera.nef')],
      ['a/canon.CR2', Uint8Array.from('II*\0\x10\0\0\0CR\x02\0'.padEnd(600, '\0'), (c) => c.charCodeAt(0))],
      ['a/sony.arw', fixture('fax.tif')],
      ['a/canon.cr3', Uint8Array.from('\0\0\0\x18ftypcrx '.padEnd(600, '\0'), (c) => c.charCodeAt(0))],
      ['a/drawing.psd', Uint8Array.from('8BPS'.padEnd(600, '\0'), (c) => c.charCodeAt(0))],
      ['a/logo.svg', new TextEncoder().encode('<?xml version="1.0"?><svg width="2"></svg>')],
      ['a/fax.tif', fixture('fax.tif')],
      ['a/heat.tif', fixture('fractions.tif')],
      ['a/half.heic', half],
      ['a/scan.dcm', Uint8Array.from(`${'\0'.repeat(128)}DICM`.padEnd(600, '\0'), (c) => c.charCodeAt(0))],
    ]),
  )
  const raw =
    'This is a RAW photograph: what the sensor saw, not yet a picture. Export it as JPEG or PNG with the program of your camera.'
  expect(Object.fromEntries(leftOut(skipped).map(({ path, reason }) => [path, reason]))).toEqual({
    'a/camera.nef': raw,
    'a/camera.tif': raw,
    'a/canon.CR2': raw,
    'a/canon.cr3': raw,
    'a/sony.arw': raw,
    'a/drawing.psd': 'This is a Photoshop document with its layers. Export it as PNG or JPEG.',
    'a/logo.svg': 'SVG holds drawing commands, not pixels. Convert it to PNG.',
    'a/fax.tif': 'This TIFF is packed in a way that cannot be read, as faxes and old scans are. Save it as PNG.',
    'a/heat.tif':
      'The values of this TIFF are measurements (fractions, or whole numbers of more than 16 bits), not colours. Save it as an 8-bit picture, and choose what is black and what is white.',
    'a/half.heic': 'The HEIC is cut off. Copy or download it again.',
    'a/scan.dcm': 'This is a DICOM record of a scan. Export its pictures as PNG, without the names of patients.',
  })
  for (const { reason } of skipped) expect(say(reason)).not.toContain('undefined')
})
