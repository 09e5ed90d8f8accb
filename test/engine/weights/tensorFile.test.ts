import { expect, test } from 'vitest'
import { narrow } from '../../../src/engine/halfPrecision.ts'
import { type StoredTensor, scanFinite, widen } from '../../../src/engine/weights/tensorFile.ts'

const golden: readonly (readonly [number, number])[] = [
  [0, 0x0000],
  [-0, 0x8000],
  [1, 0x3c00],
  [-2, 0xc000],
  [0.333251953125, 0x3555],
  [65504, 0x7bff],
  [2 ** -14, 0x0400],
  [2 ** -24, 0x0001],
  [1023 * 2 ** -24, 0x03ff],
  [Number.POSITIVE_INFINITY, 0x7c00],
  [Number.NEGATIVE_INFINITY, 0xfc00],
]

test.each(golden)('%d is the half 0x%x, both ways', (value, bits) => {
  expect(halves(narrow(Float32Array.of(value)))).toEqual([bits])
  expect(Array.from(widen(half(bits)))).toEqual([value])
})

test('doubles are rounded to float32, and one that is not finite is found', () => {
  const double = (...values: number[]): StoredTensor => {
    const bytes = new Uint8Array(Float64Array.from(values).buffer)
    return { dtype: 'F64', shape: [values.length], bytes }
  }
  expect([...widen(double(1, -0.1, 1e300))]).toEqual([1, Math.fround(-0.1), Number.POSITIVE_INFINITY])
  const tensors = new Map([
    ['sound', double(0, -1e-300, 5e307)],
    ['nan', double(1, Number.NaN)],
    ['infinite', double(Number.NEGATIVE_INFINITY)],
  ])
  expect(scanFinite({ tensors, metadata: {} })).toEqual(['nan', 'infinite'])
})

test.each([
  ['a tie goes to the even neighbour below', 1 + 2 ** -11, 0x3c00],
  ['a tie goes to the even neighbour above', 1 + 3 * 2 ** -11, 0x3c02],
  ['just over a tie goes up', 1 + 2 ** -11 + 2 ** -20, 0x3c01],
  ['rounding carries into the exponent', 2 - 2 ** -12, 0x4000],
  ['just under the overflow tie stays finite', 65519, 0x7bff],
  ['the overflow tie becomes infinity', 65520, 0x7c00],
  ['half a unit is a tie with zero', 2 ** -25, 0x0000],
  ['just over half a unit is the smallest half', 2 ** -25 + 2 ** -40, 0x0001],
  ['a subnormal tie goes to even', 1.5 * 2 ** -24, 0x0002],
  ['a subnormal carries into the normals', 1023.5 * 2 ** -24, 0x0400],
  ['a float32 subnormal is zero', 1e-40, 0x0000],
  ['the largest float32 is infinity', 3.4e38, 0x7c00],
])('%s', (_, value, bits) => {
  expect(halves(narrow(Float32Array.of(value, -value)))).toEqual([bits, bits | 0x8000])
})

test('every half survives being widened and narrowed, and NaN stays NaN', () => {
  const all = Uint16Array.from({ length: 65536 }, (_, bits) => bits)
  const wide = widen({ dtype: 'F16', shape: [65536], bytes: new Uint8Array(all.buffer) })
  const back = halves(narrow(wide))
  const isNaNHalf = (bits: number) => (bits & 0x7fff) > 0x7c00
  expect(back.filter((bits, i) => (isNaNHalf(i) ? !isNaNHalf(bits) : bits !== i))).toEqual([])
})

test('a view that is not aligned is widened like any other', () => {
  const bytes = new Uint8Array(9)
  bytes.set(new Uint8Array(Float32Array.of(1.5, -3).buffer), 1)
  expect(Array.from(widen({ dtype: 'F32', shape: [2], bytes: bytes.subarray(1) }))).toEqual([1.5, -3])
})

test('narrow takes a view into a larger buffer', () => {
  expect(halves(narrow(Float32Array.of(9, 1, -2, 9).subarray(1, 3)))).toEqual([0x3c00, 0xc000])
})

test('brain halves are widened by their upper bits', () => {
  const bytes = new Uint8Array(Uint16Array.of(0x3f80, 0xc040).buffer)
  expect(Array.from(widen({ dtype: 'BF16', shape: [2], bytes }))).toEqual([1, -3])
})

test('integers are no weights', () => {
  expect(() => widen({ dtype: 'I64', shape: [1], bytes: new Uint8Array(8) })).toThrow('I64')
})

test('the scan names the tensors that hold NaN or infinity, in every floating type', () => {
  const tensors = new Map<string, StoredTensor>([
    ['fine', f32([1, 2, 3.4e38])],
    ['nan', f32([0, Number.NaN])],
    ['infinite half', half(0xfc00)],
    ['largest half', half(0x7bff)],
    ['nan brain half', { dtype: 'BF16', shape: [1], bytes: new Uint8Array(Uint16Array.of(0x7fc0).buffer) }],
    ['integer', { dtype: 'I32', shape: [1], bytes: new Uint8Array(4).fill(255) }],
  ])
  expect(scanFinite({ tensors, metadata: {} })).toEqual(['nan', 'infinite half', 'nan brain half'])
})

function half(bits: number): StoredTensor {
  return { dtype: 'F16', shape: [1], bytes: new Uint8Array(Uint16Array.of(bits).buffer) }
}

function f32(values: number[]): StoredTensor {
  return { dtype: 'F32', shape: [values.length], bytes: new Uint8Array(Float32Array.from(values).buffer) }
}

function halves(bytes: Uint8Array): number[] {
  return Array.from(new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2))
}
