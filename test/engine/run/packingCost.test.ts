/** What packing costs is measured without the logits of all tokens, and not told where no token counts. */
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { tokenInput } from '../../../src/engine/inputs/inputs.ts'
import type { TokenRow } from '../../../src/engine/inputs/tokenStore.ts'
import { type LiveModel, randomModel } from '../../../src/engine/models/liveModel.ts'
import { llama } from '../../../src/engine/models/llama.ts'
import { forwardOf } from '../../../src/engine/models/network.ts'
import { packWeights } from '../../../src/engine/models/packWeights.ts'
import { forwardBlocks } from '../../../src/engine/models/trunk.ts'
import { packingCost } from '../../../src/engine/run/packingCost.ts'
import type { Range } from '../../../src/engine/train/objective.ts'
import { seeded } from '../../../src/shared/random.ts'
import { generation } from '../../../src/tasks/text-generation/objective.ts'
import { startBackend } from '../../support/backends.ts'
import { smallRecipe, texts } from '../../support/smallRuns.ts'

beforeAll(() => startBackend('wasm'))

const config = {
  model_type: 'llama',
  vocab_size: 37,
  hidden_size: 40,
  intermediate_size: 56,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  max_position_embeddings: 32,
  rms_norm_eps: 1e-5,
  eos_token_id: 4,
}

const model = (tie_word_embeddings: boolean): LiveModel =>
  randomModel(
    llama.readTrunk({
      config: { ...config, tie_word_embeddings },
      preprocessor: null,
      pooling: null,
      shapeOf: () => null,
    }),
    seeded('weights'),
  )

/** Some of their tokens count, some by more than others. */
const rows: readonly TokenRow[] = [7, 12, 5].map((length, row) => ({
  ids: Int32Array.from({ length }, (_, at) => (5 * at + 3 * row) % config.vocab_size),
  weights: Float32Array.from({ length }, (_, at) => [0, 1, 2, 1][(at + row) % 4] as number),
}))

function taskOf({ trunk }: LiveModel, some = rows) {
  const objective = generation(trunk, some)
  const asked: Range[] = []
  const logits: typeof objective.logits = (f, features, indices, range) => {
    asked.push(range)
    return objective.logits?.(f, features, indices, range) as tf.Tensor
  }
  const validation = some.map((_, row) => row)
  return {
    asked,
    input: tokenInput(some, { padId: 0, predicts: true }),
    rows: { train: [], validation, test: [] },
    objective: { ...objective, logits },
  }
}

const options = {
  recipe: { ...smallRecipe(texts, 'lora'), quantise: 'int4' as const },
  signal: new AbortController().signal,
}

async function packed(whole: LiveModel): Promise<LiveModel> {
  await packWeights(whole, { quantise: 'int4', trained: [] })
  return whole
}

/** Log probabilities of what follows on each token of a row by itself: [tokens, vocabulary] */
async function nextTokens(network: LiveModel, row: TokenRow): Promise<Float32Array> {
  const logits = tf.tidy(() => {
    const f = forwardOf(network)
    const ids = tf.tensor2d(row.ids.slice(0, -1), [1, row.ids.length - 1], 'int32')
    const top = forwardBlocks(network.trunk, f, ids, 0, network.trunk.blocks.length) as tf.Tensor3D
    return tf.logSoftmax(network.trunk.nextToken?.(f, top) as tf.Tensor)
  })
  const values = (await logits.data()) as Float32Array
  logits.dispose()
  return values
}

describe.each([true, false])('with a head that is the words’ table: %s', (tied) => {
  test('the costs are the definition’s, in blocks of tokens, and no tensor is left', async () => {
    const network = await packed(model(tied))
    const whole = model(tied)
    await packWeights(whole, { quantise: '16bit', trained: [] })
    const truth = { tokens: 0, loss: 0, wholeLoss: 0 }
    for (const row of rows) {
      const [mine, theirs] = [await nextTokens(network, row), await nextTokens(whole, row)]
      row.ids.forEach((id, at) => {
        const weight = row.weights?.[at] as number
        if (at === 0 || weight === 0) return
        const place = (at - 1) * config.vocab_size + id
        truth.tokens += weight
        truth.loss -= weight * (mine[place] as number)
        truth.wholeLoss -= weight * (theirs[place] as number)
      })
    }
    const before = tf.memory().numTensors
    const task = taskOf(network)
    const all = await packingCost(options, network, task, 1000)
    const inBlocks = await packingCost(options, network, task, 3)
    expect(tf.memory().numTensors).toBe(before)
    expect(all?.tokens).toBe(truth.tokens)
    expect(all?.loss).toBeCloseTo(truth.loss / truth.tokens, 4)
    expect(all?.wholeLoss).toBeCloseTo(truth.wholeLoss / truth.tokens, 4)
    expect(all?.divergence).toBeGreaterThan(1e-6)
    expect(Math.abs((inBlocks?.divergence ?? 0) / (all?.divergence ?? 1) - 1)).toBeLessThan(1e-3) // sums in another order
    expect(inBlocks).toMatchObject({ tokens: all?.tokens, loss: all?.loss, wholeLoss: all?.wholeLoss })
    const ofBlocks = task.asked.filter(([from, to]) => to - from === 3)
    expect(ofBlocks.length).toBeGreaterThan(4)
    expect(Math.max(...ofBlocks.map(([from]) => from))).toBeGreaterThan(3)
    network.dispose()
    whole.dispose()
  })
})

test.each([
  ['no validation rows', []],
  ['no token that counts', rows.map(({ ids }) => ({ ids, weights: new Float32Array(ids.length) }))],
])('with %s nothing is told of it', async (_, some) => {
  const network = await packed(model(true))
  expect(await packingCost(options, network, taskOf(network, some))).toBeNull()
  network.dispose()
})
