import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { type Candidate, chooseBackend, fasterBackend, type Openers } from '../../../src/engine/backends/choose.ts'
import type { BackendReport } from '../../../src/shared/domain/backend.ts'
import { startBackend } from '../../support/backends.ts'

const opens = async () => ({ adapter: 'test', software: false, threads: 1 })
const openers: Openers = {
  webgpu: () => Promise.reject(new Error('This browser has no WebGPU.')),
  webgl: opens,
  wasm: opens,
  cpu: opens,
}

/** Node has no WebGL: under its name stands the plain CPU backend, so that the self-test computes. */
beforeAll(async () => {
  await startBackend('wasm')
  tf.copyRegisteredKernels('cpu', 'webgl')
  tf.registerBackend('webgl', () => new MathBackendCPU())
})

beforeEach(() => startBackend('wasm'))

test('a backend that cannot be had leaves the one before at work, and says why', async () => {
  expect((await chooseBackend('auto', openers)).backend).toBe('wasm')
  await expect(chooseBackend('webgpu', openers)).rejects.toThrow('webgpu: This browser has no WebGPU.')
  expect(tf.getBackend()).toBe('wasm')
})

test('WebGL is taken where it is asked for, and not by itself', async () => {
  expect(await chooseBackend('auto', openers)).toMatchObject({ backend: 'wasm', tried: [{ backend: 'webgpu' }] })
  expect(await chooseBackend('webgl', openers)).toMatchObject({ backend: 'webgl', tried: [] })
  expect(tf.getBackend()).toBe('webgl')
})

test('a check of a backend’s own refuses it, and what was opened for it is given back', async () => {
  let released = 0
  const check = () => Promise.reject(new Error('Too coarse.'))
  const refused = { ...openers, webgl: async () => ({ ...(await opens()), check, release: () => released++ }) }
  await expect(chooseBackend('webgl', refused)).rejects.toThrow('webgl: Too coarse.')
  expect(released).toBe(1)
  expect(tf.getBackend()).toBe('wasm')
})

interface Trial {
  readonly software?: boolean
  /** Milliseconds by backend. */
  readonly ms: Readonly<Record<string, number>>
}

async function tried({ software = false, ms }: Trial) {
  const told = { proved: 0, released: 0, timed: [] as string[] }
  const candidate: Candidate = {
    ...(await opens()),
    software,
    proved: () => told.proved++,
    release: () => told.released++,
  }
  const usual: BackendReport = await chooseBackend('auto', openers)
  const report = await fasterBackend(usual, { ...openers, webgl: async () => candidate }, async () => {
    told.timed.push(tf.getBackend())
    return ms[tf.getBackend()] ?? Number.NaN
  })
  return { report, ...told }
}

test('WebGL takes over from WASM where it is clearly faster on the model at hand', async () => {
  const { report, proved, released, timed } = await tried({ ms: { webgl: 50, wasm: 100 } })
  expect(timed).toEqual(['webgl', 'wasm'])
  expect(report).toMatchObject({ backend: 'webgl', tried: [{ backend: 'webgpu' }] })
  expect([proved, released]).toEqual([1, 0])
  expect(tf.getBackend()).toBe('webgl')
})

test.each([300, 95])('where it takes %i ms of WASM’s 100, WASM goes on and says why', async (webgl) => {
  const { report, proved, released } = await tried({ ms: { webgl, wasm: 100 } })
  expect(report.backend).toBe('wasm')
  expect(report.tried.at(-1)).toMatchObject({
    backend: 'webgl',
    reason: { key: 'backendSlower', parameters: { times: webgl / 100, than: 'WASM' } },
  })
  expect([proved, released]).toEqual([0, 1])
  expect(tf.getBackend()).toBe('wasm')
})

test('a software adapter is not even timed', async () => {
  const { report, released, timed } = await tried({ software: true, ms: { webgl: 1, wasm: 100 } })
  expect(report.tried.at(-1)?.reason).toMatchObject({ key: 'graphicsAdapterSoftware' })
  expect([timed, released]).toEqual([[], 1])
  expect(tf.getBackend()).toBe('wasm')
})
