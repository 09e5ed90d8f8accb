import * as tf from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { blockTrial } from '../../../src/engine/models/blockTrial.ts'
import { profileModel } from '../../../src/engine/models/profile.ts'
import { startBackend } from '../../support/backends.ts'
import { tinyResnet } from '../../support/tinyResnet.ts'

test('a block is timed on the backend in use, with copies: the model stays where it lies, and no tensor is left', async () => {
  await startBackend('wasm')
  const model = tinyResnet()
  const summaries = await profileModel(model)
  const [name] = model.trunk.blocks.at(-1)?.parameters.map((each) => each.name) ?? []
  const held = () => model.weight(name as string).dataId
  const [before, tensors] = [held(), tf.memory().numTensors]
  const time = await blockTrial(model, summaries)
  expect(await time?.()).toBeGreaterThan(0)
  await startBackend('cpu')
  expect(await time?.()).toBeGreaterThan(0)
  expect(tf.engine().state.tensorInfo.get(held() as object)?.backend.constructor.name).toBe(
    tf.findBackend('wasm').constructor.name,
  )
  expect([held(), tf.memory().numTensors]).toEqual([before, tensors])
  model.dispose()
})

test('a model that learns nothing above its input is not timed', async () => {
  await startBackend('wasm')
  const model = tinyResnet()
  const [first] = await profileModel(model)
  expect(await blockTrial(model, [first as NonNullable<typeof first>])).toBe(null)
  model.dispose()
})
