import { expect, test } from 'vitest'
import { nodeCodec } from '../../../src/commands/nodeCodec.ts'
import { heatMap } from '../../../src/engine/evaluate/heatMap.ts'
import { pngOf } from '../../../src/engine/inputs/png.ts'

test('a map holds the size of the terms over the colours, as shares of nearly the largest', () => {
  const terms = new Float32Array(16 * 16 * 3) // too small a picture to be smoothed
  terms.set([3, -4, 1], 3 * 5)
  terms.set([-2, 0, 0], 3 * 6)
  for (let pixel = 100; pixel < 104; pixel++) terms.set([0, 0, 4], 3 * pixel)
  const heat = heatMap(terms, 16)
  expect(heat[5]).toBe(1) // above the 99th percentile, which is 4
  expect(heat[6]).toBe(0.5)
  expect(heat[100]).toBe(1)
  expect(heat.reduce((sum, value) => sum + value, 0)).toBe(5.5)
})

test('a larger picture is smoothed over a small square, at its edges over what there is', () => {
  const side = 64 // one pixel to each direction
  const terms = new Float32Array(side * side * 3)
  terms[0] = 8
  terms[3 * (20 * side + 20)] = 9
  const heat = heatMap(terms, side)
  // Of 4,096 values 13 are not 0, so that the 99th percentile is: the largest is taken, 8 over four pixels.
  expect([heat[0], heat[1], heat[side], heat[side + 1]]).toEqual(
    [1, 8 / 6 / 2, 8 / 6 / 2, 8 / 9 / 2].map((v) => expect.closeTo(v, 6)),
  )
  for (const at of [19, 20, 21]) expect(heat[20 * side + at]).toBeCloseTo(0.5, 6)
  expect(heat[20 * side + 22]).toBe(0)
})

test('where nothing counts the map is empty', () => {
  expect(heatMap(new Float32Array(4 * 4 * 3), 4)).toEqual(new Float32Array(16))
})

test('a PNG holds every pixel', async () => {
  const rgb = Uint8Array.from({ length: 5 * 3 * 3 }, (_, i) => (i * 37) % 256)
  const blob = await pngOf(rgb, 5, 3)
  const { width, height, data } = await nodeCodec.decode(blob, 1)
  expect([blob.type, width, height]).toEqual(['image/png', 5, 3])
  expect(Uint8Array.from(data.filter((_, i) => i % 4 < 3))).toEqual(rgb)
})
