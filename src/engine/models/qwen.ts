/**
 * Qwen2 and Qwen2.5 (Yang et al. 2024), whose queries, keys and values have biases, and Qwen3 (Yang et al. 2025), which
 * norms each head of queries and keys instead. References: transformers `modeling_qwen2.py`, `modeling_qwen3.py`.
 */
import * as v from 'valibot'
import { refusePooling } from './causalParts.ts'
import { decoderTrunk } from './decoder.ts'
import { decoderFields, headsOf, rename, windowsOf, words } from './decoderConfig.ts'
import type { Decoder } from './decoderNetwork.ts'
import { readConfig, whole, withRows } from './readConfig.ts'
import { rotationOf, stretchOf } from './rotations.ts'
import { activationName } from './textParts.ts'
import type { Family, TrunkFiles } from './trunk.ts'

const fields = {
  ...decoderFields,
  hidden_act: v.optional(activationName, 'silu'),
  use_sliding_window: v.optional(v.nullable(v.boolean()), false),
  max_window_layers: v.optional(v.nullable(whole(1000)), 28),
}

const schemas = {
  qwen2: v.looseObject({ model_type: v.literal('qwen2'), ...fields }),
  qwen3: v.looseObject({
    model_type: v.literal('qwen3'),
    ...fields,
    head_dim: v.optional(v.nullable(whole(4096)), 128),
    attention_bias: v.optional(v.boolean(), false),
  }),
}
type QwenConfig = v.InferOutput<typeof schemas.qwen2> | v.InferOutput<typeof schemas.qwen3>

export const qwen2: Family = {
  id: 'qwen2',
  recognises: (config) => v.is(v.looseObject({ model_type: v.literal('qwen2') }), config),
  rename,
  readTrunk: (files) =>
    trunk(files, readConfig(schemas.qwen2, files.config, 'Qwen2'), {
      family: 'qwen2',
      named: 'Qwen2',
      biases: { inputs: true, output: false, feedForward: false },
      headNorms: false,
      llamaCpp: {
        ...llamaCpp,
        architecture: 'qwen2',
        square: true,
        biases: { inputs: true, output: false, feedForward: false },
      },
    }),
}

export const qwen3: Family = {
  id: 'qwen3',
  recognises: (config) => v.is(v.looseObject({ model_type: v.literal('qwen3') }), config),
  rename,
  readTrunk(files) {
    const config = readConfig(schemas.qwen3, files.config, 'Qwen3')
    const { attention_bias: bias } = config
    return trunk(files, config, {
      family: 'qwen3',
      named: 'Qwen3',
      biases: { inputs: bias, output: bias, feedForward: false },
      headNorms: true,
      llamaCpp: {
        ...llamaCpp,
        architecture: 'qwen3',
        biases: { inputs: true, output: false, feedForward: false },
      },
    })
  },
}

/** Where the configuration says nothing. */
const theta = 10_000

const llamaCpp = {
  activation: 'silu',
  scale: (headWidth: number) => 1 / Math.sqrt(headWidth),
  windows: null,
} as const

interface Differences extends Pick<Decoder, 'biases' | 'headNorms' | 'llamaCpp'> {
  readonly family: 'qwen2' | 'qwen3'
  /** What transformers' names of the network begin with. */
  readonly named: string
}

function trunk({ pooling = null, shapeOf }: TrunkFiles, read: QwenConfig, { named, ...own }: Differences) {
  const config = withRows(read, shapeOf(`${words}.weight`))
  refusePooling(pooling)
  const { headWidth } = headsOf(config)
  const rotation = rotationOf(config, { width: headWidth, theta, maxTokens: config.max_position_embeddings })
  const windowed = config.use_sliding_window ? config : { ...config, sliding_window: null }
  return decoderTrunk({
    ...own,
    config,
    architectures: {
      classes: `${named}ForSequenceClassification`,
      tags: `${named}ForTokenClassification`,
      text: `${named}ForCausalLM`,
    },
    activation: config.hidden_act,
    tied: config.tie_word_embeddings ?? false,
    norms: { beforeAttention: 'input_layernorm', beforeFeedForward: 'post_attention_layernorm' },
    fromOne: false,
    embeddingScale: 1,
    attentions: windowsOf(windowed, (index) => index >= (config.max_window_layers ?? 28)).map((window) => ({
      scale: 1 / Math.sqrt(headWidth),
      window,
      rotation,
    })),
    rotary: { everywhere: stretchOf(config, theta) },
  })
}
