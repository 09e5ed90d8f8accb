/** Kernels that walk the WASM heap from JavaScript, held to the CPU backend's. */
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { gelu, geluTanh } from '../../../src/engine/nn/activations.ts'
import { columnSum } from '../../../src/engine/nn/primitives.ts'
import { layerNorm } from '../../../src/engine/nn/textPrimitives.ts'
import { seeded } from '../../../src/shared/random.ts'
import { startBackend, truthOf, valuesOn } from '../../support/backends.ts'
import { relativeError } from '../../support/relativeError.ts'

const drawn = (shape: number[]) => {
  const { normal } = seeded(shape.join())
  return tf.tensor(Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, normal), shape)
}

const cases: [string, number, () => tf.Tensor][] = [
  ['a matrix wider than a tile is transposed', 0, () => tf.transpose(drawn([37, 50]))],
  ['matrices of a batch are transposed each', 0, () => tf.transpose(drawn([2, 3, 17, 33]), [0, 1, 3, 2])],
  ['a matrix of one row is transposed', 0, () => tf.transpose(drawn([1, 40]))],
  ['heads are told apart', 0, () => tf.transpose(drawn([2, 5, 3, 4]), [0, 2, 1, 3])],
  ['rows are gathered', 0, () => tf.gather(drawn([9, 20]), tf.tensor2d([8, 0, 3, 3], [2, 2], 'int32'))],
  ['columns are gathered', 0, () => tf.gather(drawn([4, 9]), tf.tensor1d([8, 0, 3], 'int32'), 1)],
  ['whole numbers are gathered', 0, () => tf.gather(tf.tensor1d([5, 6, 7], 'int32'), tf.tensor1d([2, 0], 'int32'))],
  ['columns are split', 0, () => tf.concat(tf.split(drawn([2, 5, 9]), [4, 2, 3], -1).toReversed(), 2)],
  ['columns are split in equal parts', 0, () => tf.stack(tf.split(drawn([5, 9]), 3, 1))],
  ['rows are split and joined', 0, () => tf.concat(tf.split(drawn([6, 5]), 2, 0).toReversed(), 0)],
  ['columns are summed', 1e-6, () => columnSum(drawn([3, 7, 19]))],
  ['columns of fewer than four rows are summed', 1e-6, () => columnSum(drawn([3, 19]))],
  ['the first axis is summed', 1e-6, () => tf.sum(drawn([70, 37]), 0)],
  ['axes in the middle are averaged', 1e-6, () => tf.mean(drawn([3, 5, 7, 18]), [1, 2], true)],
  ['the last axis is summed', 1e-6, () => tf.sum(drawn([3, 5, 40]), -1)],
  ['axes apart are summed', 1e-6, () => tf.sum(drawn([3, 5, 7, 6]), [0, 2])],
  ['everything is averaged', 1e-5, () => tf.mean(drawn([3, 5, 40]))],
  // Near 300, float32 has steps of 3e-5: what the CPU's sums in float32 leave of a spread of 1.
  [
    'rows far from zero are normed',
    1e-4,
    () => layerNorm(tf.add(drawn([4, 96]), 300), tf.ones([96]), tf.zeros([96]), 1e-12),
  ],
  ['gelu, from one tail to the other', 3e-7, () => gelu(tf.linspace(-12, 12, 4801))],
  ['gelu by tanh, from one tail to the other', 3e-7, () => geluTanh(tf.linspace(-12, 12, 4801))],
]

describe('on WASM, as on the CPU', () => {
  test.each(cases)('%s', async (_name, tolerance, compute) => {
    const [truth] = await truthOf(() => [compute()])
    const [result] = await valuesOn('wasm', () => [compute()])
    expect(relativeError(result as Float32Array, truth as Float32Array)).toBeLessThanOrEqual(tolerance)
  })

  test('what is no number stays none', async () => {
    const [result] = await valuesOn('wasm', () => [gelu(tf.tensor1d([Number.NaN, 1]))])
    expect([...(result as Float32Array)].map(Number.isNaN)).toEqual([true, false])
  })

  test('a number of no row is refused', async () => {
    await startBackend('wasm')
    const outside = () => tf.gather(tf.ones([3, 2]), tf.tensor1d([0, 3], 'int32'))
    expect(() => tf.tidy(outside)).toThrow('3')
  })

  test('a clone outlives what it was cloned from', async () => {
    await startBackend('wasm')
    const x = tf.tensor1d([1, 2, 3])
    const copy = tf.clone(x)
    x.dispose()
    const other = tf.fill([3], 9) // takes freed memory, if any was freed
    expect([...(await copy.data())]).toEqual([1, 2, 3])
    tf.dispose([copy, other])
  })
})
