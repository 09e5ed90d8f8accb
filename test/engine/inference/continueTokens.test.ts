import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { continueTokens } from '../../../src/engine/inference/continueTokens.ts'
import { drawToken } from '../../../src/engine/inference/drawToken.ts'
import { gptNeo } from '../../../src/engine/models/gpt.ts'
import { type LiveModel, randomModel } from '../../../src/engine/models/liveModel.ts'
import { forwardOf, type Network } from '../../../src/engine/models/network.ts'
import { forwardBlocks } from '../../../src/engine/models/trunk.ts'
import { sizeOf } from '../../../src/engine/nn/parameters.ts'
import { adapted } from '../../../src/engine/tuning/adapted.ts'
import { methodEngines } from '../../../src/methods/engines.ts'
import type { MethodId } from '../../../src/methods/ids.ts'
import { seeded } from '../../../src/shared/random.ts'
import { startBackend } from '../../support/backends.ts'
import { tinyGpt2 } from '../../support/tinyText.ts'
import { optionsOf } from '../../support/tuningNetwork.ts'

const greedy = { temperature: 0, topK: 0, topP: 1 }

/** The likeliest next token by running the whole text again. */
async function nextByWholeText(network: Network, ids: readonly number[]): Promise<number> {
  const { trunk } = network
  const logits = tf.tidy(() => {
    const f = forwardOf(network)
    const top = forwardBlocks(trunk, f, tf.tensor2d([...ids], [1, ids.length], 'int32'), 0, trunk.blocks.length)
    if (!trunk.nextToken) throw new Error('expected a causal network')
    return tf.slice(trunk.nextToken(f, top as tf.Tensor3D), [0, ids.length - 1, 0], [1, 1, -1])
  })
  const values = await logits.data()
  logits.dispose()
  return values.indexOf(Math.max(...values))
}

async function collect(model: Network, prompt: number[], tokens: number, endId: number | null = null) {
  const ids: number[] = []
  const settings = { ...greedy, tokens }
  const steps = continueTokens(model, { prompt, settings, random: seeded(1), endId })
  let step = await steps.next()
  while (!step.done) {
    ids.push(step.value)
    step = await steps.next()
  }
  return { ids, end: step.value }
}

function tinyGptNeo(): LiveModel {
  const config = {
    model_type: 'gpt_neo',
    vocab_size: 18,
    max_position_embeddings: 16,
    hidden_size: 16,
    num_layers: 2,
    num_heads: 2,
    attention_types: [[['global', 'local'], 1]],
    window_size: 3,
  }
  const trunk = gptNeo.readTrunk({ config, preprocessor: null, shapeOf: () => null })
  return randomModel(trunk, seeded('tiny gpt neo'))
}

/** The network with a method in place whose numbers are far from nothing. */
function tuned(model: LiveModel, id: MethodId) {
  const options = optionsOf(id, 'text-generation')
  const attachment = methodEngines[id].attach(model.trunk, options)
  const random = seeded(id)
  const value = (shape: readonly number[]) =>
    tf.tensor(
      Float32Array.from({ length: sizeOf(shape) }, () => 4 * random.normal()),
      [...shape],
    )
  const values = new Map(attachment.added.map(({ name, shape }) => [name, value(shape)]))
  return { network: adapted(model, { options, attachment, values }), dispose: () => tf.dispose([...values.values()]) }
}

describe.each([
  { name: 'GPT-2', make: tinyGpt2 },
  { name: 'GPT-Neo with a window of three', make: tinyGptNeo },
])('$name', ({ make }) => {
  test.each(['lora', 'ia3', 'adapter', 'prompt', 'prefix'] as const)(
    'with %s, kept keys and values still give the tokens that the whole text gives',
    async (id) => {
      await startBackend('wasm')
      const model = make()
      const before = tf.memory().numTensors
      const { network, dispose } = tuned(model, id)
      const text = [5, 11, 7]
      const { ids } = await collect(network, text, 5)
      for (const next of ids) {
        expect(next).toBe(await nextByWholeText(network, text))
        text.push(next)
      }
      dispose()
      expect(tf.memory().numTensors).toBe(before)
      model.dispose()
    },
  )

  test.each(['lora', 'prompt', 'prefix'] as const)(
    'with %s, a text goes on when the position table is full',
    async (id) => {
      await startBackend('wasm')
      const model = make()
      const { network, dispose } = tuned(model, id)
      const { ids, end } = await collect(network, [5, 11, 7], 40)
      expect([ids.length, end]).toEqual([40, 'length'])
      dispose()
      model.dispose()
    },
  )

  test('kept keys and values give the tokens that the whole text gives', async () => {
    await startBackend('wasm')
    const model = make()
    const before = tf.memory().numTensors
    const prompt = [5, 6, 9]
    const { ids, end } = await collect(model, prompt, 8)
    expect(end).toBe('length')
    const text = [...prompt]
    for (const id of ids) {
      expect(id).toBe(await nextByWholeText(model, text))
      text.push(id)
    }
    expect(tf.memory().numTensors).toBe(before)
    model.dispose()
  })
})

test('a full position table goes on from the newest half', async () => {
  await startBackend('wasm')
  const model = tinyGpt2() // 12 positions
  const { ids } = await collect(model, [5, 6, 9], 30)
  expect(ids.length).toBe(30)
  // After 3 + 9 tokens the table is full: token 11 follows from the newest six alone.
  const text = [5, 6, 9, ...ids]
  expect(ids[10]).toBe(await nextByWholeText(model, text.slice(13 - 6, 13)))
  model.dispose()
})

test('the end mark ends the text and is not part of it', async () => {
  await startBackend('wasm')
  const model = tinyGpt2()
  const { ids } = await collect(model, [5, 6, 9], 8)
  const third = ids[2] as number
  const ended = await collect(model, [5, 6, 9], 8, third)
  expect(ended).toEqual({ ids: ids.slice(0, ids.indexOf(third)), end: 'end-of-text' })
  model.dispose()
})

describe('drawing a token', () => {
  const logits = [0, Math.log(4), Math.log(2), Math.log(3)] // probabilities 0.1, 0.4, 0.2, 0.3
  const shares = (settings: Parameters<typeof drawToken>[1]) => {
    const random = seeded('draws')
    const counts = [0, 0, 0, 0]
    for (let draw = 0; draw < 4000; draw++) {
      const id = drawToken(logits, settings, random)
      counts[id] = (counts[id] as number) + 1 / 4000
    }
    return counts
  }

  test('temperature 1 draws by the probabilities', () => {
    // three standard deviations of 4,000 draws
    for (const [id, share] of shares({ temperature: 1, topK: 0, topP: 1 }).entries())
      expect(Math.abs(share - ([0.1, 0.4, 0.2, 0.3][id] as number))).toBeLessThan(0.025)
  })
  test('temperature 0 takes the likeliest', () => {
    expect(shares({ temperature: 0, topK: 0, topP: 1 })).toEqual([0, expect.closeTo(1, 6), 0, 0])
  })
  test('top k keeps the k likeliest, in their proportion', () => {
    const [first, second, third, fourth] = shares({ temperature: 1, topK: 2, topP: 1 })
    expect([first, third]).toEqual([0, 0])
    expect(second).toBeGreaterThan(fourth as number)
    expect((second as number) + (fourth as number)).toBeCloseTo(1, 6)
  })
  test('top p keeps the fewest that make up the share', () => {
    expect(shares({ temperature: 1, topK: 0, topP: 0.65 }).map((share) => share > 0)).toEqual([
      false,
      true,
      false,
      true,
    ])
  })
  test('the same seed draws the same', () => {
    const settings = { temperature: 1, topK: 0, topP: 1 }
    const draws = () => {
      const random = seeded(7)
      return Array.from({ length: 20 }, () => drawToken(logits, settings, random))
    }
    expect(draws()).toEqual(draws())
  })
})
