/** What cannot be used is told from its small files, before the first byte of weights is asked for. */
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { judgeConfig } from '../../../src/engine/models/judgeConfig.ts'
import { type ModelHub, openModelHub, type Published, weights } from './modelHub.ts'

const hubs: ModelHub[] = []
let model: ModelHub

beforeEach(async () => {
  model = await openModelHub()
  hubs.push(model)
})
afterAll(() => Promise.all(hubs.map(({ hub }) => hub.close())))

const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))
const asked = () => model.hub.asked.map(({ url }) => url).filter((url) => /safetensors/.test(url))
const text = { 'tokenizer.json': json({}), 'model.safetensors': weights }

async function refusal(published: Published) {
  model.publish(published)
  const error = await model.get({ judge: judgeConfig }).catch((thrown) => thrown)
  expect(asked()).toEqual([])
  return error
}

test('an architecture that is not known', async () => {
  const config = { model_type: 'electra', vocab_size: 30522, architectures: ['ElectraForMaskedLM'] }
  expect(await refusal({ ...text, 'config.json': json(config) })).toMatchObject({
    code: 'model-unsupported',
    advice: expect.stringContaining('The nearest that works is google-bert/bert-base-uncased.'),
  })
})

test('weights that are quantised', async () => {
  const config = { model_type: 'gpt2', vocab_size: 9, quantization_config: { quant_method: 'gptq', bits: 4 } }
  expect(await refusal({ ...text, 'config.json': json(config) })).toMatchObject({
    message: expect.stringContaining('quantised (gptq, 4 bit)'),
  })
})

test('a way of pooling that is not known, in shards too', async () => {
  const shard = 'model-00001-of-00001.safetensors'
  const published = {
    'config.json': json({ model_type: 'bert', vocab_size: 9 }),
    '1_Pooling/config.json': json({ pooling_mode_weightedmean_tokens: true }),
    'model.safetensors.index.json': json({ weight_map: { w: shard } }),
    [shard]: weights,
  }
  model.publish(published)
  await expect(model.get()).rejects.toMatchObject({ said: { key: 'poolingUnknown' } })
})

describe('a repository of an adapter alone', () => {
  const adapter = { 'adapter_model.safetensors': weights, 'README.md': json('words') }

  test('names the model that it was made for, which can be loaded by its name', async () => {
    const settings = json({ peft_type: 'LORA', base_model_name_or_path: 'google-bert/bert-base-uncased' })
    expect(await refusal({ ...adapter, 'adapter_config.json': settings })).toMatchObject({
      code: 'model-unsupported',
      message: expect.stringContaining('owner/net holds an adapter alone, made for google-bert/bert-base-uncased'),
      advice: expect.stringMatching(/^Load google-bert\/bert-base-uncased first\..*huggingface\.co\/owner\/net/),
      said: { parameters: { base: 'google-bert/bert-base-uncased' } },
    })
  })

  test.each([json({ peft_type: 'LORA' }), json(7), new Uint8Array([1, 2])])(
    'says so where it names none',
    async (settings) => {
      expect(await refusal({ ...adapter, 'adapter_config.json': settings })).toMatchObject({
        message: expect.stringMatching(/^owner\/net holds an adapter alone:/),
        advice: expect.stringMatching(/^Load the model that it was made for first\./),
      })
    },
  )

  test('beside a whole model is passed over', async () => {
    model.publish({ ...adapter, ...text, 'adapter_config.json': json({}), 'config.json': json({ model_type: 'bert' }) })
    expect((await model.get()).weights.tensors.has('w')).toBe(true)
  })
})
