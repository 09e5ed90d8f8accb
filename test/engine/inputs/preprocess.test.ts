import { expect, test } from 'vitest'
import type { Pixels } from '../../../src/engine/data/imageCodec.ts'
import { augmentPixels, type Preprocessing, preparePixels } from '../../../src/engine/inputs/preprocess.ts'
import { resample } from '../../../src/engine/inputs/resample.ts'
import { seeded } from '../../../src/shared/random.ts'
import fixture from '../../fixtures/resample.json' with { type: 'json' }
import { pixelsOf } from '../../support/nodeImages.ts'

const plain: Preprocessing = { size: 16, cropShare: 1, resample: 'bilinear', mean: [0, 0, 0], std: [1, 1, 1] }
const gradient = pixelsOf(40, 30, (x, y) => [6 * x, 8 * y, 128])
const still = { flip: false, crop: 1, colour: 0 }

const cases = fixture.cases.flatMap((picture) =>
  (['bilinear', 'bicubic'] as const).map((filter) => ({ ...picture, filter })),
)
test.each(cases)(
  'a $width × $height picture cut at $cropShare is to the bit what Pillow makes of it, $filter',
  (picture) => {
    const preprocessing = { ...plain, size: fixture.size, cropShare: picture.cropShare, resample: picture.filter }
    expect([...preparePixels(rgba(picture), preprocessing)]).toEqual(picture[picture.filter])
  },
)

test('a picture that already has the size passes unchanged', () => {
  const picture = pixelsOf(16, 16, (x, y) => [x, y, x * y])
  const expected = Array.from({ length: 256 }, (_, i) => [i % 16, i >> 4, (i % 16) * (i >> 4)]).flat()
  expect([...preparePixels(picture, plain)]).toEqual(expected)
})

test('one pixel fills the view', () => {
  expect(
    new Set(
      preparePixels(
        pixelsOf(1, 1, () => [9, 9, 9]),
        plain,
      ),
    ),
  ).toEqual(new Set([9]))
})

test('a very long picture gives its middle', () => {
  const long = pixelsOf(300, 3, (x) => (x >= 148 && x < 152 ? [255, 0, 0] : [0, 0, 255]))
  const view = preparePixels(long, plain)
  expect([...view.slice(3 * 8, 3 * 8 + 3)]).toEqual([255, 0, 0])
})

test('only the wanted window is computed, and it is that part of the whole', () => {
  const scaled = {
    source: { left: 0, top: 0, width: 40, height: 30 },
    width: 20,
    height: 15,
    filter: 'bicubic',
  } as const
  const whole = resample(gradient, { ...scaled, window: { left: 0, top: 0, width: 20, height: 15 } })
  const part = resample(gradient, { ...scaled, window: { left: 3, top: 5, width: 4, height: 1 } })
  expect([...part]).toEqual([...whole.slice(3 * (5 * 20 + 3), 3 * (5 * 20 + 7))])
})

test('with nothing to change, an augmented view is the centre view', () => {
  expect(augmentPixels(gradient, plain, still, seeded(1))).toEqual(preparePixels(gradient, plain))
})

test('equal randomness gives equal views, other randomness others', () => {
  const augment = { flip: true, crop: 0.3, colour: 0.4 }
  const view = (seed: number) => augmentPixels(gradient, plain, augment, seeded(seed))
  expect(view(1)).toEqual(view(1))
  expect(view(1)).not.toEqual(view(2))
})

test('about half of the views are mirrored, pixel by pixel', () => {
  const centre = preparePixels(gradient, plain)
  const views = Array.from({ length: 200 }, (_, seed) =>
    augmentPixels(gradient, plain, { ...still, flip: true }, seeded(seed)),
  )
  const mirrored = views.filter((view) => view[0] !== centre[0])
  expect(mirrored.length).toBeGreaterThan(70)
  expect(mirrored.length).toBeLessThan(130)
  const reds = (view: Uint8Array, row: number) => Array.from({ length: 16 }, (_, x) => view[3 * (16 * row + x)])
  expect(reds(mirrored[0] ?? centre, 5)).toEqual(reds(centre, 5).reverse())
})

test('a random crop keeps at least the given share of the area, in a natural shape', () => {
  // Red counts columns and green rows, so the edges of a view tell which box it shows.
  const ruler = pixelsOf(200, 200, (x, y) => [x, y, 0])
  for (let seed = 0; seed < 100; seed++) {
    const view = augmentPixels(ruler, { ...plain, size: 64 }, { ...still, crop: 0.25 }, seeded(seed))
    const span = (channel: number) => ((view.at(channel - 3) ?? 0) - (view[channel] ?? 0)) * (64 / 63)
    const [width, height] = [span(0), span(1)]
    // A value at an edge pixel is off by up to one grey level, so a span is off by up to two.
    expect((width + 2) * (height + 2)).toBeGreaterThanOrEqual(0.25 * 40_000)
    expect((width + 2) / (height - 2)).toBeGreaterThan(3 / 4)
    expect((width - 2) / (height + 2)).toBeLessThan(4 / 3)
  }
})

test('a picture too long for any crop gives its centre', () => {
  const long = pixelsOf(2000, 4, (x) => (x < 900 || x > 1100 ? [0, 0, 255] : [255, 0, 0]))
  const view = augmentPixels(long, plain, { ...still, crop: 0.9 }, seeded(3))
  expect([...view.slice(0, 3)]).toEqual([255, 0, 0])
})

test('colour changes grow with their strength and keep a grey picture grey', () => {
  const change = (colour: number) => {
    const centre = preparePixels(gradient, plain)
    const views = Array.from({ length: 20 }, (_, seed) =>
      augmentPixels(gradient, plain, { ...still, colour }, seeded(seed)),
    )
    return views.reduce((sum, view) => sum + view.reduce((s, value, i) => s + Math.abs(value - (centre[i] ?? 0)), 0), 0)
  }
  expect(change(0.1)).toBeGreaterThan(0)
  expect(change(0.5)).toBeGreaterThan(2 * change(0.1))
  const grey = augmentPixels(
    pixelsOf(20, 20, (x) => [9 * x, 9 * x, 9 * x]),
    plain,
    { ...still, colour: 0.5 },
    seeded(1),
  )
  for (let at = 0; at < grey.length; at += 3) expect([grey[at + 1], grey[at + 2]]).toEqual([grey[at], grey[at]])
})

function rgba({ width, height, pixels }: { width: number; height: number; pixels: number[] }): Pixels {
  return pixelsOf(width, height, (x, y) => {
    const at = 3 * (y * width + x)
    return [pixels[at] ?? 0, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0]
  })
}
