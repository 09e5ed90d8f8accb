/** What the language models after Llama's design say of themselves; their arithmetic is held by reference.test.ts. */
import { describe, expect, test } from 'vitest'
import { familyOf } from '../../../src/engine/models/families.ts'
import { trunkOfConfig } from '../../../src/engine/models/judgeConfig.ts'
import { trunkForTask } from '../../../src/engine/models/modelForTask.ts'
import { rotationOf } from '../../../src/engine/models/rotations.ts'
import type { Trunk } from '../../../src/engine/models/trunk.ts'

const llama = {
  ...{ model_type: 'llama', vocab_size: 12, hidden_size: 8, intermediate_size: 12, num_hidden_layers: 2 },
  ...{ num_attention_heads: 2, num_key_value_heads: 1, max_position_embeddings: 64, eos_token_id: [3, 5] },
}
const gemma = { ...llama, model_type: 'gemma3_text', head_dim: 4, num_hidden_layers: 7, sliding_window: 4 }

const trunkOf = (config: object) => trunkOfConfig(familyOf(config, []), config) as Trunk
const refusal = (config: object) => {
  try {
    trunkOf(config)
  } catch (error) {
    return (error as { said: { key: string } }).said.key
  }
  return null
}
const labels = (trunk: Trunk) => trunk.blocks.map(({ label }) => label)

describe('rotary positions', () => {
  const facts = { width: 8, theta: 10_000, maxTokens: 64 }
  const frequencies = (scaling: object | null) => [...rotationOf({ rope_scaling: scaling }, facts).frequencies]

  test('turn as fast as Su et al. give it, and slower by a factor where a file says so', () => {
    expect(frequencies(null)).toEqual([1, 0.1, 0.01, 0.001].map(Math.fround))
    expect(frequencies({ type: 'linear', factor: 4 })[1]).toBeCloseTo(0.025, 9)
    expect(frequencies({ rope_type: 'dynamic', factor: 4 })).toEqual(frequencies(null))
  })

  // By transformers 4.57.3, `_compute_llama3_parameters` and `_compute_yarn_parameters`, with these facts.
  test('are stretched as Llama 3 and YaRN do it', () => {
    const stretched = { factor: 8, original_max_position_embeddings: 64 }
    const three = frequencies({ rope_type: 'llama3', low_freq_factor: 1, high_freq_factor: 4, ...stretched })
    expect(three).toEqual([1.0, 0.013042256236076355, 0.0012499999720603228, 0.0001250000059371814])
    const yarn = rotationOf({ rope_scaling: { rope_type: 'yarn', ...stretched } }, facts)
    expect([...yarn.frequencies]).toEqual([1.0, 0.05625000223517418, 0.0012499999720603228, 0.0001250000059371814])
    expect(yarn.scale).toBeCloseTo(1.2079441541679836, 12)
  })

  test('are read from transformers 5’s field too', () => {
    const scaling = { rope_type: 'linear', factor: 2 }
    expect(rotationOf({ rope_parameters: { ...scaling, rope_theta: 500 } }, facts)).toEqual(
      rotationOf({ rope_theta: 500, rope_scaling: scaling }, facts),
    )
  })

  test('of an unknown kind, or without what they need, are refused by name', () => {
    expect(refusal({ ...llama, rope_scaling: { rope_type: 'longrope', factor: 4 } })).toBe('rotationUnknown')
    expect(refusal({ ...llama, rope_scaling: { rope_type: 'llama3', factor: 4 } })).toBe('rotationLacks')
  })
})

test('heads that cannot be shared, or turned, are refused', () => {
  expect(refusal({ ...llama, num_attention_heads: 3, head_dim: 4, num_key_value_heads: 2 })).toBe('keyHeadsDoNotDivide')
  expect(refusal({ ...llama, head_dim: 3 })).toBe('headWidthOdd')
  expect(refusal({ ...llama, num_attention_heads: 3, num_key_value_heads: 3 })).toBe('headsDoNotDivide')
  expect(refusal({ ...llama, attention_bias: 'yes' })).toBe('configUnknown')
})

test('Gemma 3 sees everything in each sixth layer, in others a window, whichever way the file says so', () => {
  const names = [
    'embedding',
    ...[1, 2, 3, 4, 5].map((n) => `layer ${n}, local`),
    'layer 6',
    'layer 7, local',
    'final norm',
  ]
  expect(labels(trunkOf(gemma))).toEqual(names)
  const types = Array.from({ length: 7 }, (_, at) => (at === 5 ? 'full_attention' : 'sliding_attention'))
  expect(labels(trunkOf({ ...gemma, layer_types: types }))).toEqual(names)
  expect(refusal({ ...gemma, layer_types: types.slice(1) })).toBe('attentionTypesDisagree')
})

test('Qwen sees a window only where its file asks for it', () => {
  const qwen = { ...llama, model_type: 'qwen2', sliding_window: 4, max_window_layers: 1 }
  expect(labels(trunkOf(qwen))).toEqual(['embedding', 'layer 1', 'layer 2', 'final norm'])
  const windowed = labels(trunkOf({ ...qwen, use_sliding_window: true }))
  expect(windowed).toEqual(['embedding', 'layer 1', 'layer 2, local', 'final norm'])
})

describe('the layer that tells the next token', () => {
  const own = (trunk: Trunk) => trunk.blocks.flatMap(({ parameters }) => parameters.map(({ name }) => name)).at(-1)

  test('is the table of tokens where the file ties them, and is then passed over', () => {
    const tied = trunkOf({ ...llama, tie_word_embeddings: true })
    expect(own(tied)).toBe('model.norm.weight')
    expect(tied.leavesOut?.('lm_head.weight')).toBe(true)
  })

  test('learns where a text is continued, and is not there where one is sorted', () => {
    const whole = trunkOf(llama)
    expect(own(trunkForTask(whole, 'text-generation'))).toBe('lm_head.weight')
    for (const task of ['text-classification', 'token-classification'] as const) {
      const sorting = trunkForTask(whole, task)
      expect(own(sorting)).toBe('model.norm.weight')
      expect(trunkForTask(whole, task)).toBe(sorting)
    }
  })
})

test('an export names transformers’ classes, and padding by the first of several ends', () => {
  const trunk = trunkOf(llama)
  expect(trunk.config(null)).toMatchObject({ architectures: ['LlamaForCausalLM'] })
  expect(trunk.config(['a', 'b'])).toMatchObject({ architectures: ['LlamaForSequenceClassification'], pad_token_id: 3 })
  expect(trunk.atTokens?.().config(['a'])).toMatchObject({ architectures: ['LlamaForTokenClassification'] })
})
