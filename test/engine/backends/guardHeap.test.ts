import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs-core'
import { afterEach, expect, test } from 'vitest'
import { guardHeap, type Heap } from '../../../src/engine/backends/wasm/guardHeap.ts'
import { isOutOfMemory } from '../../../src/engine/train/outOfMemory.ts'
import { startBackend } from '../../support/backends.ts'

let restore = () => {}
afterEach(() => restore())

test('an allocation that the heap refuses is an error, not an address to write to; others go on', async () => {
  await startBackend('wasm')
  const wasm = (tf.backend() as BackendWasm).wasm as unknown as Heap
  tf.scalar(1).dispose()
  const own = wasm._malloc
  restore = () => {
    wasm._malloc = own
  }
  wasm._malloc = (bytes) => (bytes > 1000 ? 0 : own(bytes))
  guardHeap(wasm)
  const before = tf.memory().numTensors
  const small = tf.tensor1d([1, 2, 3])
  const thrown = errorOf(() => tf.tidy(() => tf.tile(small, [1000])))
  expect(isOutOfMemory(thrown)).toBe(true)
  expect([...tf.tidy(() => tf.square(small).dataSync())]).toEqual([1, 4, 9])
  small.dispose()
  expect(tf.memory().numTensors).toBe(before)
})

function errorOf(work: () => unknown): unknown {
  try {
    work()
    return null
  } catch (error) {
    return error
  }
}
