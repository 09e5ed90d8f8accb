/** Texts that are continued together get what each gets alone. */
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { type Begun, continueMany } from '../../../src/engine/inference/continueMany.ts'
import { continueText } from '../../../src/engine/inference/continueText.ts'
import { KeyValueMemory, lastLogits } from '../../../src/engine/inference/keyValueMemory.ts'
import { gemma3 } from '../../../src/engine/models/gemma3.ts'
import { gptNeo } from '../../../src/engine/models/gpt.ts'
import { type LiveModel, randomModel } from '../../../src/engine/models/liveModel.ts'
import { llama } from '../../../src/engine/models/llama.ts'
import type { Network } from '../../../src/engine/models/network.ts'
import type { Family } from '../../../src/engine/models/trunk.ts'
import { sizeOf } from '../../../src/engine/nn/parameters.ts'
import { adapted } from '../../../src/engine/tuning/adapted.ts'
import { methodEngines } from '../../../src/methods/engines.ts'
import type { MethodId } from '../../../src/methods/ids.ts'
import { seeded } from '../../../src/shared/random.ts'
import { startBackend } from '../../support/backends.ts'
import { tinyGpt2, tinyText } from '../../support/tinyText.ts'
import { optionsOf } from '../../support/tuningNetwork.ts'

const sizes = { vocab_size: 18, hidden_size: 16, max_position_embeddings: 16 }
const rotaryNetwork = {
  ...{ ...sizes, intermediate_size: 24, num_hidden_layers: 2, num_attention_heads: 4, num_key_value_heads: 2 },
  ...{ rms_norm_eps: 1e-5, rope_theta: 10_000, tie_word_embeddings: true, eos_token_id: 4 },
}

/** Its numbers are far from nothing, so that what comes next hangs on what came before. */
function networkOf(family: Family, config: object): LiveModel {
  const trunk = family.readTrunk({ config, preprocessor: null, shapeOf: () => null })
  const model = randomModel(trunk, seeded(family.id))
  for (const { name } of trunk.blocks.flatMap((block) => block.parameters))
    if (!/norm/.test(name)) model.put(name, tf.mul(model.weight(name), 8))
  return model
}

const networks: readonly (readonly [string, () => LiveModel])[] = [
  ['GPT-2, whose positions are a table', tinyGpt2],
  [
    'GPT-Neo with a window of three',
    () =>
      networkOf(gptNeo, {
        ...{ model_type: 'gpt_neo', ...sizes, num_layers: 2, num_heads: 2 },
        ...{ attention_types: [[['global', 'local'], 1]], window_size: 3 },
      }),
  ],
  ['Llama, whose positions are turns', () => networkOf(llama, { model_type: 'llama', ...rotaryNetwork })],
  [
    'Gemma 3 with a window of three',
    () =>
      networkOf(gemma3, {
        ...{ model_type: 'gemma3_text', ...rotaryNetwork, head_dim: 4, query_pre_attn_scalar: 4, sliding_window: 3 },
        ...{ rope_local_base_freq: 10_000, layer_types: ['sliding_attention', 'full_attention'] },
        ...{ hidden_activation: 'gelu_pytorch_tanh', rms_norm_eps: 1e-6 },
      }),
  ],
]

const prompts = [[5, 6], [9, 7, 11, 6, 8], [12, 5, 7], [13], [6, 14, 9, 15, 16], [8, 8, 17]]
const begun: readonly Begun[] = prompts.map((ids, at) => ({ ids, endId: null, tokens: 3 + (at % 4) }))

function many(network: Network, texts: readonly Begun[]) {
  return continueMany(network, tinyText(), texts, { signal: new AbortController().signal, onProgress: () => {} })
}

async function alone(network: Network, { tokens, ...each }: Begun): Promise<string> {
  const settings = { prompt: '', temperature: 0, topK: 0, topP: 1, repetitionPenalty: 1, tokens }
  const asked = { settings, seed: 1, stopped: () => false, onText: () => {} }
  return (await continueText(network, tinyText(), { ...asked, begun: each })).text
}

async function eachAlone(network: Network, texts: readonly Begun[]): Promise<string[]> {
  const answers: string[] = []
  for (const text of texts) answers.push(await alone(network, text))
  return answers
}

describe.each(networks)('%s', (_, make) => {
  test('gives texts of different length together what it gives each alone, and keeps nothing', async () => {
    await startBackend('wasm')
    const model = make()
    const before = tf.memory().numTensors
    const together = await many(model, begun)
    expect(together).toEqual(await eachAlone(model, begun))
    expect(new Set(together).size).toBeGreaterThan(3)
    expect(tf.memory().numTensors).toBe(before)
    model.dispose()
  })

  test('expects the same tokens of a text, whatever padding stands before it', async () => {
    await startBackend('wasm')
    const model = make()
    const logits = async (texts: readonly (readonly number[])[], pads?: readonly number[]) => {
      const memory = new KeyValueMemory(model)
      const first = await lastLogits(memory, texts, pads && { pads })
      const next = texts.map(() => [10])
      const second = await lastLogits(memory, next, pads && { pads })
      memory.dispose()
      return [...first, ...second]
    }
    const [own, padded] = [await logits([[5, 9, 6]]), await logits([[11, 11, 5, 9, 6]], [2])]
    // The same sums in another order.
    for (const [at, value] of own.entries()) expect(padded[at]).toBeCloseTo(value, 4)
    expect(padded.some((value) => Math.abs(value) > 0.01)).toBe(true)
    model.dispose()
  })
})

test.each(['lora', 'prompt', 'prefix'] as const)('with %s, too', async (id: MethodId) => {
  await startBackend('wasm')
  const model = tinyGpt2()
  const options = optionsOf(id, 'text-generation')
  const attachment = methodEngines[id].attach(model.trunk, options)
  const random = seeded(id)
  const values = new Map(
    attachment.added.map(({ name, shape }) => [
      name,
      tf.tensor(
        Float32Array.from({ length: sizeOf(shape) }, () => 4 * random.normal()),
        [...shape],
      ),
    ]),
  )
  const network = adapted(model, { options, attachment, values })
  expect(await many(network, begun)).toEqual(await eachAlone(network, begun))
  tf.dispose([...values.values()])
  model.dispose()
})

test('a text ends at its mark, or where it has had enough, while the others go on', async () => {
  await startBackend('wasm')
  const model = tinyGpt2()
  const [first] = await eachAlone(model, [{ ids: [5, 6], endId: null, tokens: 6 }])
  const words = (first ?? '').trim().split(' ')
  const { tokenizer } = tinyText()
  const [endId = null] = tokenizer.encode(words[2] as string, { special: false })
  const texts = begun.map((text) => ({ ...text, endId, tokens: 6 }))
  const together = await many(model, [...texts, { ids: [7, 9], endId, tokens: 0 }])
  expect(together.slice(0, -1)).toEqual(await eachAlone(model, texts))
  expect(together.at(-1)).toBe('')
  expect(together[0]?.trim().split(' ')).not.toContain(words[2])
  model.dispose()
})

test('a text that outgrows the table of positions goes on alone, as it would', async () => {
  await startBackend('wasm')
  const model = tinyGpt2() // 12 positions
  const texts = [...begun, { ids: [5, 6, 9], endId: null, tokens: 20 }]
  expect(await many(model, texts)).toEqual(await eachAlone(model, texts))
  model.dispose()
})

test('who cancels is heard between two tokens', async () => {
  await startBackend('wasm')
  const model = tinyGpt2()
  const before = tf.memory().numTensors
  const cancel = new AbortController()
  const told: number[] = []
  const work = continueMany(model, tinyText(), begun, {
    signal: cancel.signal,
    onProgress: (done) => {
      told.push(done)
      cancel.abort(new Error('enough'))
    },
  })
  await expect(work).rejects.toThrow('enough')
  expect([told, tf.memory().numTensors]).toEqual([[0], before])
  model.dispose()
})
