import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { disposeTuned, networkOf } from '../../../src/engine/inference/tunedModel.ts'
import { forwardOf } from '../../../src/engine/models/network.ts'
import { forwardBlocks } from '../../../src/engine/models/trunk.ts'
import { differentiate } from '../../../src/engine/nn/differentiate.ts'
import { tokenNats } from '../../../src/engine/nn/tokenNats.ts'
import { seeded } from '../../../src/shared/random.ts'
import { tokensOfBlock } from '../../../src/shared/tokensOfBlock.ts'

import { startBackend } from '../../support/backends.ts'
import { relativeError } from '../../support/relativeError.ts'
import { drawnInput, tunedNetwork } from '../../support/tunedNetwork.ts'
import { methodIds } from '../../support/tuningNetwork.ts'

const [rows, width, vocabulary] = [7, 5, 11]
const ids = Int32Array.of(3, 0, 10, 3, 7, 3, 1)

function drawn(purpose: string, shape: number[]): tf.Tensor {
  const random = seeded(purpose)
  return tf.tensor(
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal()),
    shape,
  )
}

describe.each(['cpu', 'wasm'] as const)('on %s', (backend) => {
  test.each([1, 3, 6, 7])('blocks of %i tokens give the definition’s values and gradients', async (atOnce) => {
    await startBackend(backend)
    const states = drawn('states', [rows, width]) as tf.Tensor2D
    const table = tf.variable(drawn('table', [vocabulary, width])) as unknown as tf.Tensor2D
    const bias = tf.variable(drawn('bias', [vocabulary]))
    const shares = tf.tensor1d([1, 2, 0, 0.5, 3, 1, 1])
    const logits = (some: tf.Tensor2D) => tf.add(tf.matMul(some, table, false, true), bias) as tf.Tensor2D
    const inBlocks = () =>
      tf.sum(tf.mul(tokenNats(tf.mul(states, 2), { logits, ids, vocabulary, atOnce }), shares)) as tf.Scalar
    const whole = () => {
      const log = tf.logSoftmax(logits(tf.mul(states, 2)))
      const hot = tf.oneHot(tf.tensor1d(ids, 'int32'), vocabulary)
      return tf.neg(tf.sum(tf.mul(tf.sum(tf.mul(log, hot), 1), shares))) as tf.Scalar
    }
    const by = [states, table, bias] as tf.Tensor[]
    const before = tf.memory().numTensors
    const [ours, truth] = [differentiate(inBlocks, by), differentiate(whole, by)]
    expect(tf.memory().numTensors - before).toBe(2 * (1 + by.length)) // nothing else is left
    expect((await ours.value.data())[0]).toBeCloseTo((await truth.value.data())[0] as number, 4)
    for (const [at, gradient] of ours.gradients.entries())
      expect(relativeError(await gradient.data(), await (truth.gradients[at] as tf.Tensor).data())).toBeLessThan(1e-5)
    tf.dispose([states, table, bias, shares, ours.value, truth.value, ...ours.gradients, ...truth.gradients])
  })

  test('never more than a block of logits is there, with gradients and without', async () => {
    await startBackend(backend)
    const states = drawn('states', [rows, width]) as tf.Tensor2D
    const table = drawn('table', [vocabulary, width]) as tf.Tensor2D
    const asked: number[] = []
    let held = 0
    const logits = (some: tf.Tensor2D) => {
      asked.push(some.shape[0])
      return tf.matMul(some, table, false, true) as tf.Tensor2D
    }
    const predicted = { logits, ids, vocabulary, atOnce: 3, onHeld: () => void held++ }
    const plain = tf.tidy(() => tokenNats(states, predicted))
    expect([asked.splice(0), held]).toEqual([[3, 3, 1], 3])
    const { value, gradients } = differentiate(() => tf.sum(tokenNats(states, predicted)) as tf.Scalar, [states])
    // A single token tells which tensors are read; the frozen table asks for no second pass.
    expect(asked).toEqual([1, 3, 3, 1])
    expect((await tf.sum(plain).data())[0]).toBeCloseTo((await value.data())[0] as number, 4)
    tf.dispose([states, table, plain, value, ...gradients])
  })
})

test('a block is 32 MB of logits, and never fewer than 32 tokens', () => {
  expect(tokensOfBlock(49_152)).toBe(170)
  expect(tokensOfBlock(262_144)).toBe(32)
  expect(tokensOfBlock(1_000_000)).toBe(32)
  expect(tokensOfBlock(4_096)).toBe(2_048)
})

const writers = ['gpt2', 'llama', 'gemma3'].flatMap((base) => methodIds.map((method) => [method, base] as const))

test.each(writers)('blocks reach all that %s may train on %s', async (method, base) => {
  await startBackend('wasm')
  const tuned = await tunedNetwork({ base, task: 'text-generation', method })
  const fed = drawnInput(tuned, 2, 5)
  if (fed.kind !== 'text') throw new Error('expected a text')
  const network = networkOf(tuned)
  const { trunk } = network
  const f = forwardOf(network, { mask: fed.mask })
  const names = trunk.blocks.flatMap(({ parameters }) => parameters.map(({ name }) => name))
  const by = [...names.map((name) => tuned.model.weight(name)), ...(tuned.adapter?.values.values() ?? [])]
  const lossBy = (atOnce: number) => () => {
    const top = forwardBlocks(trunk, f, fed.ids, 0, trunk.blocks.length) as tf.Tensor3D
    const [batch, tokens, size] = top.shape
    const states = tf.reshape(top, [batch * tokens, size]) as tf.Tensor2D
    const logits = (some: tf.Tensor2D) => {
      const answered = trunk.nextToken?.(f, tf.expandDims(some, 0) as tf.Tensor3D) as tf.Tensor3D
      return tf.squeeze(answered, [0]) as tf.Tensor2D
    }
    const following = Int32Array.from({ length: batch * tokens }, (_, at) => (5 * at) % 7)
    return tf.mean(tokenNats(states, { logits, ids: following, vocabulary: 1, atOnce })) as tf.Scalar
  }
  const [blocks, whole] = [differentiate(lossBy(3), by), differentiate(lossBy(1000), by)]
  for (const [at, gradient] of blocks.gradients.entries())
    expect(relativeError(await gradient.data(), await (whole.gradients[at] as tf.Tensor).data())).toBeLessThan(1e-4)
  tf.dispose([blocks.value, whole.value, ...blocks.gradients, ...whole.gradients, fed.ids, fed.mask])
  disposeTuned(tuned)
})
