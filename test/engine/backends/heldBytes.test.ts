/** What tensors hold, each buffer once however many tensors share it. */
import * as tf from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { heldBytes } from '../../../src/engine/backends/heldBytes.ts'
import { startBackend } from '../../support/backends.ts'

test.each(['cpu', 'wasm'] as const)('on %s a buffer counts once, until its last tensor is gone', async (backend) => {
  await startBackend(backend)
  const before = heldBytes()
  const table = tf.ones([100, 10])
  const [same, turned] = [tf.clone(table), tf.reshape(table, [10, 100])]
  expect(heldBytes() - before).toBe(4000)
  const own = tf.add(table, 1)
  expect(heldBytes() - before).toBe(8000)
  tf.dispose([table, same])
  expect(heldBytes() - before).toBe(8000)
  turned.dispose()
  expect(heldBytes() - before).toBe(4000)
  own.dispose()
  expect(heldBytes()).toBe(before)
  tf.tidy(() => void tf.mul(tf.ones([50]), 2))
  expect(heldBytes()).toBe(before)
})

test('a variable holds what it was given, and lets the old go', async () => {
  await startBackend('wasm')
  const before = heldBytes()
  const first = tf.zeros([10])
  const variable = tf.variable(first)
  first.dispose()
  expect(heldBytes() - before).toBe(40)
  const next = tf.ones([10])
  variable.assign(next)
  next.dispose()
  expect(heldBytes() - before).toBe(40)
  variable.dispose()
  expect(heldBytes()).toBe(before)
})
