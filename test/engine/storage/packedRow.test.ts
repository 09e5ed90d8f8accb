import { describe, expect, test } from 'vitest'
import { packRow, widened } from '../../../src/engine/storage/packedRow.ts'
import { seeded } from '../../../src/shared/random.ts'

const random = seeded('packed rows')
const drawn = (length: number, of: (at: number) => number) => Float32Array.from({ length }, (_, at) => of(at))

describe('a row that is kept', () => {
  test.each([1, 1e-20, 1e20])('of size %f takes half the bytes, each value within 2⁻¹¹ of itself', (size) => {
    const values = drawn(768, () => size * random.normal())
    const row = packRow(values, { tokens: 2, width: 384 })
    expect(row).toMatchObject({ half: true, tokens: 2 })
    expect(row.bytes.byteLength).toBe(2 * 768)
    for (const [at, value] of widened(row).entries())
      expect(Math.abs(value - (values[at] as number))).toBeLessThanOrEqual(2 ** -11 * Math.abs(values[at] as number))
  })

  test('keeps small values beside one that is thousands of times larger, as networks have them', () => {
    const values = drawn(128, (at) => (at === 7 ? 4000 : 0.01 * random.normal()))
    const row = packRow(values, { tokens: null, width: 128 })
    expect(row.half).toBe(true)
    for (const [at, value] of widened(row).entries())
      expect(Math.abs(value - (values[at] as number))).toBeLessThanOrEqual(2 ** -11 * Math.abs(values[at] as number))
  })

  test('stays float32 to the bit where a common offset leaves halves too coarse for what differs', () => {
    const values = drawn(64, () => 100 + 0.1 * random.normal())
    const row = packRow(values, { tokens: null, width: 64 })
    expect(row.half).toBe(false)
    expect(widened(row)).toEqual(values)
  })

  test.each([Number.NaN, Number.POSITIVE_INFINITY])('with %f in it stays what it is', (odd) => {
    const values = Float32Array.of(1, odd, 3, 4)
    expect([...widened(packRow(values, { tokens: null, width: 4 }))]).toEqual([1, odd, 3, 4])
  })

  test('of zeros is zeros', () => {
    const row = packRow(new Float32Array(6), { tokens: null, width: 3 })
    expect(row.half).toBe(true)
    expect([...widened(row)]).toEqual([0, 0, 0, 0, 0, 0])
  })
})
