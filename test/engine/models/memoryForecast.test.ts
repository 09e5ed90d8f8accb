/** What a model takes of memory is told by its config.json, before the first byte of its weights. */
import { expect, test } from 'vitest'
import { decoderShapes } from '../../../src/commands/large/decoderShapes.ts'
import { familyOf } from '../../../src/engine/models/families.ts'
import { trunkOfConfig } from '../../../src/engine/models/judgeConfig.ts'
import { memoryForecast, memoryNeeds } from '../../../src/engine/models/memoryForecast.ts'
import { openModel } from '../../../src/engine/models/openModel.ts'
import type { Trunk } from '../../../src/engine/models/trunk.ts'
import { memoryLimit } from '../../../src/shared/memoryLimit.ts'
import type { Message } from '../../../src/shared/messages/message.ts'
import { say } from '../../../src/shared/messages/say.ts'

const qwen = decoderShapes['Qwen3-0.6B']
/** Llama 3.2 1B's. */
const llama = {
  ...{ model_type: 'llama', vocab_size: 128_256, hidden_size: 2048, intermediate_size: 8192, num_hidden_layers: 16 },
  ...{ num_attention_heads: 32, num_key_value_heads: 8, max_position_embeddings: 131_072, eos_token_id: 128_001 },
  ...{ rms_norm_eps: 1e-5, tie_word_embeddings: true, rope_theta: 500_000 },
}
const gib = 2 ** 30

test('a page counts on half of what the browser says, on 4 GB at most, and on those where it says nothing', () => {
  expect(memoryLimit({ deviceMemory: 4 })).toEqual({ bytes: 2 * gib, said: 4 })
  expect(memoryLimit({ deviceMemory: 32 })).toEqual({ bytes: 4 * gib, said: 32 })
  expect(memoryLimit({})).toEqual({ bytes: 4 * gib, said: null })
  expect(memoryLimit(undefined)).toEqual({ bytes: 4 * gib, said: null })
})

test('weights, a small step and the comparison with 16 bits make what is needed', () => {
  const needs = memoryNeeds(trunkOfConfig(familyOf(qwen, []), qwen) as Trunk)
  const [table, others] = [151_936 * 1024, 596_049_920 - 151_936 * 1024]
  const logits = 3 * 4 * 55 * 151_936 // 32 MB of them are 55 tokens
  const entering = 4 * 256 * 1024 * 30
  expect(needs?.plain).toBeCloseTo(1.2 * (4 * 596_049_920 + logits + entering), 0)
  expect(needs?.packed).toBeCloseTo(
    1.2 * ((4.5 / 8) * others + table + Math.max(logits + entering, 2 * table + logits)),
    0,
  )
})

test('nothing is said where all fits; else which settings would, or that none do', () => {
  const words = (config: object, limit: Parameters<typeof memoryForecast>[1]) => {
    const message = memoryForecast(config, limit)
    return message && say(message)
  }
  expect(words(qwen, { bytes: 4 * gib, said: null })).toBeNull()
  expect(words(decoderShapes['SmolLM2-135M'], { bytes: gib, said: 2 })).toBeNull()
  expect(words(qwen, { bytes: 2 * gib, said: 4 })).toBe(
    'Tuning this model takes about 3.0 GB of memory with its weights in 32 bits; a page here can count on about 2.1 GB (half of the 4 GB that the browser says, roughly, and 4 GB at most). On Tune, choose “Frozen weights: 4 bits” and “Recompute activations”: about 1.0 GB then.',
  )
  expect(words(llama, { bytes: gib, said: 2 })).toMatch(/even with frozen weights in 4 bits: a smaller model/)
  expect(words(llama, { bytes: 4 * gib, said: null })).toMatch(/the browser does not say how much the device has/)
})

test('it is said before the first byte of weights is asked for', async () => {
  const heard: string[] = []
  const fetched = async (url: string | URL | Request) => {
    const name = String(url).split('/').at(-1) as string
    if (/safetensors/.test(name)) heard.push('weights')
    if (name === 'config.json') return new Response(JSON.stringify(llama))
    return new Response('', { status: 404 })
  }
  const opened = openModel({ kind: 'reference', text: 'https://models.example/llama/' }, {
    ...{ fetch: fetched as typeof fetch, store: null, storeWarning: null, siteBase: '/' },
    onProgress: (_done: number, _total: number, stage: Message) => heard.push(say(stage)),
    signal: new AbortController().signal,
  } as unknown as Parameters<typeof openModel>[1])
  await expect(opened).rejects.toThrow()
  const said = heard.findIndex((words) => words.includes('Tuning this model takes about 6.'))
  expect(said).toBeGreaterThanOrEqual(0)
  expect(said).toBeLessThan(heard.indexOf('weights'))
})
