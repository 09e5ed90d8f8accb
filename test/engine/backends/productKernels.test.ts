import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { fused } from '../../../src/engine/nn/fused.ts'
import { startBackend, truthOf, valuesOn } from '../../support/backends.ts'
import { randomTensor } from '../../support/randomTensor.ts'
import { relativeError } from '../../support/relativeError.ts'

const shapes: [string, number[], number[]][] = [
  ['four axes, as attention has', [3, 2, 33, 16], [3, 2, 16, 21]],
  ['three axes', [5, 32, 40], [5, 40, 8]],
  ['small', [4, 3, 5], [4, 5, 2]],
  ['one matrix against many', [1, 24, 24], [6, 24, 24]],
]

test.each(shapes)('products of many matrices on WASM are those of the CPU: %s', async (_label, left, right) => {
  const compute = () => {
    const [a, b] = [randomTensor('a', left), randomTensor('b', right)]
    return [
      tf.matMul(a, b),
      tf.matMul(tf.transpose(a, swapped(a.rank)), b, true, false),
      tf.matMul(a, tf.transpose(b, swapped(b.rank)), false, true),
    ]
  }
  const truth = await truthOf(compute)
  const values = await valuesOn('wasm', compute)
  for (const [index, expected] of truth.entries())
    expect(relativeError(values[index] as Float32Array, expected)).toBeLessThan(1e-5)
})

test('the heap and its list of tensors stay as they were', async () => {
  await startBackend('wasm')
  const backend = tf.backend() as BackendWasm
  const [a, b] = [randomTensor('a', [8, 32, 16]), randomTensor('b', [8, 16, 32])]
  tf.matMul(a, b).dispose()
  const heapBytes = () => (backend.wasm as unknown as { HEAPU8: Uint8Array }).HEAPU8.length
  const [ids, heap] = [backend.numDataIds(), heapBytes()]
  for (let round = 0; round < 300; round++) tf.matMul(a, b).dispose()
  expect(backend.numDataIds()).toBe(ids)
  expect(heapBytes()).toBe(heap)
  tf.dispose([a, b])
})

/**
 * Rows, columns and depth: below, at and beyond the tile (5 × 8), the block (80 rows) and the panel's depth (384), and
 * few rows or columns over a long depth.
 */
const sizes: [number, number, number][] = [
  [1, 1, 1],
  [1, 17, 33],
  [2, 5, 300],
  [3, 64, 9],
  [5, 8, 256],
  [7, 1, 40],
  [9, 30, 517],
  [23, 40, 384],
  [83, 24, 390],
  [8, 523, 61],
  [16, 40, 53],
  [517, 8, 100],
  [7, 16, 53],
  [128, 9, 70],
  [131, 27, 13],
  [64, 1030, 4],
]

test.each(sizes)('a product of %i × %i over %i is the CPU’s, in every transposition', async (m, n, k) => {
  const compute = () => {
    const [a, b] = [randomTensor('a', [m, k]) as tf.Tensor2D, randomTensor('b', [k, n]) as tf.Tensor2D]
    const [turnedA, turnedB] = [tf.transpose(a), tf.transpose(b)]
    return [
      tf.matMul(a, b),
      tf.matMul(turnedA, b, true),
      tf.matMul(a, turnedB, false, true),
      tf.matMul(turnedA, turnedB, true, true),
    ]
  }
  const truth = await truthOf(compute)
  const values = await valuesOn('wasm', compute)
  for (const [index, expected] of truth.entries())
    expect(relativeError(values[index] as Float32Array, expected)).toBeLessThan(2e-6)
})

test.each([
  { m: 40, n: 6, k: 9 },
  { m: 3, n: 30, k: 20 },
])('the first of two products is scaled, be it $m × $n over $k', async ({ m, n, k }) => {
  const inputs = () => ({
    a: randomTensor('a', [m, k]) as tf.Tensor2D,
    b: randomTensor('b', [k, n]) as tf.Tensor2D,
    a2: randomTensor('a2', [m, 5]) as tf.Tensor2D,
    b2: randomTensor('b2', [5, n]) as tf.Tensor2D,
    bias: randomTensor('bias', [n]),
  })
  const [truth] = await truthOf(() => {
    const { a, b, a2, b2, bias } = inputs()
    return [tf.add(tf.add(tf.mul(tf.matMul(a, b), 0.3), tf.matMul(a2, b2)), bias)]
  })
  const [value] = await valuesOn('wasm', () => [fused('Product', inputs(), { ...plain, scale: 0.3 })])
  expect(relativeError(value as Float32Array, truth as Float32Array)).toBeLessThan(2e-6)
})

/** With each inner size of the second: a pair of low rank, and one that is a product of its own. */
const twoSizes: [number, number, number, number][] = [
  ...sizes.flatMap(([m, n, k]) => [8, 70].map((k2): [number, number, number, number] => [m, n, k, k2])),
  [90, 1030, 390, 64],
]

test.each(twoSizes)(
  'two products of %i × %i over %i and %i and a bias are summed in one, in every transposition',
  async (m, n, k, k2) => {
    const inputs = () => ({
      a: randomTensor('a', [k, m]),
      b: randomTensor('b', [n, k]),
      a2: randomTensor('a2', [k2, m]),
      b2: randomTensor('b2', [n, k2]),
      bias: randomTensor('bias', [n]),
    })
    const turned = (...names: ('a' | 'b' | 'a2' | 'b2')[]) => {
      const all = inputs()
      return { ...all, ...Object.fromEntries(names.map((name) => [name, tf.transpose(all[name])])) }
    }
    const [truth] = await truthOf(() => {
      const { a, b, a2, b2, bias } = inputs()
      return [tf.add(tf.add(tf.matMul(a, b, true, true), tf.matMul(a2, b2, true, true)), bias)]
    })
    const values = await valuesOn('wasm', () => [
      fused('Product', inputs(), { transposeA: true, transposeB: true }),
      fused('Product', turned('a', 'b', 'a2', 'b2'), plain),
      fused('Product', turned('b', 'b2'), { transposeA: true, transposeB: false }),
      fused('Product', turned('a', 'a2'), { transposeA: false, transposeB: true }),
    ])
    for (const value of values) expect(relativeError(value, truth as Float32Array)).toBeLessThan(2e-6)
  },
)

test.each(['linear', 'relu', 'relu6', 'elu'] as const)(
  'a product is activated by %s after its bias',
  async (activation) => {
    const compute = () => {
      const [a, b] = [randomTensor('a', [19, 12]) as tf.Tensor2D, randomTensor('b', [12, 10]) as tf.Tensor2D]
      const scaled = tf.mul(a, 3) as tf.Tensor2D // some values above 6
      return [tf.fused.matMul({ a: scaled, b, bias: randomTensor('bias', [10]), activation })]
    }
    const [truth] = await truthOf(compute)
    const [value] = await valuesOn('wasm', compute)
    expect(relativeError(value as Float32Array, truth as Float32Array)).toBeLessThan(2e-6)
  },
)

test('what is no number, or infinite, stays in its row and column', async () => {
  const [value] = await valuesOn('wasm', () => {
    const a = tf.ones([11, 20]).arraySync() as number[][]
    ;(a[3] as number[])[4] = Number.NaN
    ;(a[7] as number[])[19] = Number.POSITIVE_INFINITY
    return [tf.matMul(tf.tensor2d(a), tf.ones([20, 9]) as tf.Tensor2D)]
  })
  const rows = Array.from({ length: 11 }, (_, row) => [...(value as Float32Array).subarray(9 * row, 9 * row + 9)])
  for (const [row, values] of rows.entries())
    expect(new Set(values)).toEqual(new Set([row === 3 ? Number.NaN : row === 7 ? Number.POSITIVE_INFINITY : 20]))
})

test('a product over nothing is its bias', async () => {
  const [value] = await valuesOn('wasm', () => [
    fused('Product', { a: tf.zeros([2, 0]), b: tf.zeros([0, 3]), bias: tf.tensor1d([1, 2, 3]) }, plain),
  ])
  expect([...(value as Float32Array)]).toEqual([1, 2, 3, 1, 2, 3])
})

const plain = { transposeA: false, transposeB: false }

function swapped(rank: number): number[] {
  const axes = Array.from({ length: rank }, (_, axis) => axis)
  return [...axes.slice(0, -2), rank - 1, rank - 2]
}
