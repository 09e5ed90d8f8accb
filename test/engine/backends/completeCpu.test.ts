import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { startBackend, valuesOn } from '../../support/backends.ts'
import { randomTensor } from '../../support/randomTensor.ts'
import { relativeError } from '../../support/relativeError.ts'

beforeAll(() => startBackend('cpu'))

interface Sizes {
  readonly outerA?: number[]
  readonly outerB?: number[]
  readonly m: number
  readonly k: number
  readonly n: number
}

const cases: [string, Sizes][] = [
  ['sides of whole tiles', { m: 16, k: 24, n: 12 }],
  ['sides that end within a tile', { m: 17, k: 5, n: 11 }],
  ['a depth of one', { m: 9, k: 1, n: 8 }],
  ['too narrow for panels', { m: 33, k: 20, n: 3 }],
  ['many matrices with many', { outerA: [3, 2], outerB: [3, 2], m: 9, k: 6, n: 10 }],
  ['many matrices with one', { outerA: [4], outerB: [1], m: 8, k: 7, n: 9 }],
  ['one matrix with many', { outerA: [1], outerB: [4], m: 8, k: 7, n: 9 }],
]
const ways = [
  [false, false],
  [true, false],
  [false, true],
  [true, true],
] as const

test.each(cases)(
  'products on the CPU are the sums of products: %s',
  (_label, { outerA = [], outerB = [], m, k, n }) => {
    for (const [transposeA, transposeB] of ways) {
      const a = randomTensor('a', [...outerA, ...(transposeA ? [k, m] : [m, k])])
      const b = randomTensor('b', [...outerB, ...(transposeB ? [n, k] : [k, n])])
      const product = tf.matMul(a, b, transposeA, transposeB)
      const left = matrices(a, transposeA)
      const right = matrices(b, transposeB)
      const batch = Math.max(left.length, right.length)
      const expected = Array.from({ length: batch }, (_, at) =>
        sumsOf(left[at % left.length] as number[][], right[at % right.length] as number[][]),
      )
      const outer = outerA.length > 0 && left.length >= right.length ? outerA : outerB
      expect(product.shape).toEqual([...outer, m, n])
      // Both sum in double precision and round once.
      expect(relativeError(product.dataSync<'float32'>(), expected.flat(2))).toBeLessThan(1e-7)
    }
  },
)

test('a row of a product is to the bit the same among few rows and among many', () => {
  const b = randomTensor('b', [100, 40]) as tf.Tensor2D
  const many = randomTensor('a', [24, 100]) as tf.Tensor2D
  const few = tf.slice(many, [0, 0], [3, 100])
  expect(tf.matMul(few, b).dataSync()).toEqual(
    tf
      .matMul(many, b)
      .dataSync()
      .slice(0, 3 * 40),
  )
})

test('a product that meets NaN or infinity passes them on, and to their own row and column alone', () => {
  const a = tf.tensor2d([...new Array(80).fill(1), Number.NaN], [9, 9])
  const b = tf.tensor2d([Number.POSITIVE_INFINITY, ...new Array(80).fill(1)], [9, 9])
  const rows = tf.matMul(a, b).arraySync() as number[][]
  expect(rows[8]?.every(Number.isNaN)).toBe(true)
  expect(rows[0]).toEqual([Number.POSITIVE_INFINITY, ...new Array(8).fill(9)])
})

test('matrices that do not meet are an error, as they are with tfjs', () => {
  const [a, b] = [tf.zeros([9, 8]), tf.zeros([9, 8])]
  expect(() => tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D)).toThrow(/inner shapes/i)
})

describe('gradients of filters on the CPU equal WASM’s, which are held to tfjs’s own', () => {
  test.each([
    { name: '3×3, stride 1', x: [2, 7, 6, 3], filter: [3, 3, 3, 5], stride: 1 },
    { name: '3×3, stride 2, odd side', x: [2, 7, 9, 3], filter: [3, 3, 3, 4], stride: 2 },
    { name: '1×1, stride 2', x: [2, 6, 6, 4], filter: [1, 1, 4, 6], stride: 2 },
  ])('$name', async ({ x, filter, stride }) => {
    const compute = () => {
      const f = (w: tf.Tensor) => tf.conv2d(randomTensor('x', x) as tf.Tensor4D, w as tf.Tensor4D, stride, 'same')
      const w = randomTensor('w', filter)
      return [tf.grad(f)(w, randomTensor('dy', f(w).shape))]
    }
    const [truth] = await valuesOn('wasm', compute)
    const [value] = await valuesOn('cpu', compute)
    // Single precision sums some hundred products in another order.
    expect(relativeError(value as Float32Array, truth as Float32Array)).toBeLessThan(2e-5)
  })
})

function matrices(tensor: tf.Tensor, transposed: boolean): number[][][] {
  const [rows, columns] = tensor.shape.slice(-2) as [number, number]
  const flat = tf.reshape(tensor, [-1, rows, columns])
  return (transposed ? tf.transpose(flat, [0, 2, 1]) : flat).arraySync() as number[][][]
}

function sumsOf(a: number[][], b: number[][]): number[][] {
  return a.map((row) =>
    (b[0] ?? []).map((_, column) => row.reduce((sum, x, at) => sum + x * (b[at]?.[column] ?? 0), 0)),
  )
}
