import * as tf from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { chooseBackend } from '../../../src/engine/backends/choose.ts'
import { startBackend } from '../../support/backends.ts'

const opens = async () => ({ adapter: 'test', software: false, threads: 1 })
const openers = {
  webgpu: () => Promise.reject(new Error('This browser has no WebGPU.')),
  wasm: opens,
  cpu: opens,
}

test('a backend that cannot be had leaves the one before at work, and says why', async () => {
  await startBackend('wasm')
  expect((await chooseBackend('auto', openers)).backend).toBe('wasm')
  await expect(chooseBackend('webgpu', openers)).rejects.toThrow('webgpu: This browser has no WebGPU.')
  expect(tf.getBackend()).toBe('wasm')
})
