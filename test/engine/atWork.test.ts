/** An engine that computes for long says so from within, so that it is not taken for lost. */
import * as tf from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { hearAtWork } from '../../src/engine/atWork.ts'
import { forwardOf, type Network } from '../../src/engine/models/network.ts'
import { forwardBlocks } from '../../src/engine/models/trunk.ts'
import { differentiate } from '../../src/engine/nn/differentiate.ts'
import { startBackend } from '../support/backends.ts'
import { tinyGpt2 } from '../support/tinyText.ts'

beforeAll(() => startBackend('cpu'))

afterEach(() => {
  hearAtWork(() => {})
  vi.restoreAllMocks()
})

/** A clock that is `ms` later each time that it is looked at. */
function slowClock(ms: number): void {
  let now = 1e9
  vi.spyOn(performance, 'now').mockImplementation(() => {
    now += ms
    return now
  })
}

test('once a second at most, forward primitive by primitive and back operation by operation', () => {
  const model = tinyGpt2()
  const network: Network = { trunk: model.trunk, weight: model.weight, rest: model.rest }
  const { length } = model.trunk.blocks
  const ids = tf.tensor2d([1, 2, 3], [1, 3], 'int32')
  const run = () => forwardBlocks(model.trunk, forwardOf(network), ids, 0, length)
  let told = 0
  hearAtWork(() => void told++)
  slowClock(1001)
  tf.tidy(() => void run())
  const forward = told
  expect(forward).toBeGreaterThan(4 * length)
  slowClock(400)
  told = 0
  tf.tidy(() => void run())
  // The clock is looked at by others, too: not each primitive comes a second after the last word.
  expect(told).toBeLessThan(forward)
  slowClock(1001)
  told = 0
  const table = model.weight('transformer.wte.weight')
  tf.tidy(() => void differentiate(() => tf.sum(run()) as tf.Scalar, [table]))
  expect(told).toBeGreaterThan(2 * forward)
  ids.dispose()
  model.dispose()
})
