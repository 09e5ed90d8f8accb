import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { seeded } from '../../../src/shared/random.ts'
import { startBackend, valuesOn } from '../../support/backends.ts'
import { relativeError } from '../../support/relativeError.ts'

const shapes: [string, number[], number[]][] = [
  ['four axes, as attention has', [3, 2, 33, 16], [3, 2, 16, 21]],
  ['three axes', [5, 32, 40], [5, 40, 8]],
  ['too small for the detour', [4, 3, 5], [4, 5, 2]],
  ['one matrix against many', [1, 24, 24], [6, 24, 24]],
]

function randomTensor(purpose: string, shape: number[]): tf.Tensor {
  const random = seeded(purpose)
  return tf.tensor(
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal()),
    shape,
  )
}

test.each(shapes)('products of many matrices on WASM are those of the CPU: %s', async (_label, left, right) => {
  const compute = () => {
    const [a, b] = [randomTensor('a', left), randomTensor('b', right)]
    return [
      tf.matMul(a, b),
      tf.matMul(tf.transpose(a, swapped(a.rank)), b, true, false),
      tf.matMul(a, tf.transpose(b, swapped(b.rank)), false, true),
    ]
  }
  const truth = await valuesOn('cpu', compute)
  const values = await valuesOn('wasm', compute)
  for (const [index, expected] of truth.entries())
    expect(relativeError(values[index] as Float32Array, expected)).toBeLessThan(1e-5)
})

test('windows on the heap are forgotten, and the memory stays as it was', async () => {
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

function swapped(rank: number): number[] {
  const axes = Array.from({ length: rank }, (_, axis) => axis)
  return [...axes.slice(0, -2), rank - 1, rank - 2]
}
