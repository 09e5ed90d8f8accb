/** Llama (Touvron et al. 2023), which SmolLM2, TinyLlama and many others are built alike. Reference: transformers `modeling_llama.py`. */
import * as v from 'valibot'
import { refusePooling } from './causalParts.ts'
import { decoderTrunk } from './decoder.ts'
import { decoderFields, headsOf, rename, words } from './decoderConfig.ts'
import type { DecoderProgram } from './decoderNetwork.ts'
import { readConfig, withRows } from './readConfig.ts'
import { rotationOf, stretchOf } from './rotations.ts'
import { activationName } from './textParts.ts'
import type { Family } from './trunk.ts'

const schema = v.looseObject({
  model_type: v.literal('llama'),
  ...decoderFields,
  hidden_act: v.optional(activationName, 'silu'),
  attention_bias: v.optional(v.boolean(), false),
  mlp_bias: v.optional(v.boolean(), false),
  /** Llama 2 was once published in parts that are multiplied apart. */
  pretraining_tp: v.optional(v.nullable(v.literal(1))),
})

/** Where the configuration says nothing. */
const theta = 10_000

const llamaCpp: DecoderProgram = {
  architecture: 'llama',
  turned: true,
  factors: true,
  biases: { inputs: true, output: true, feedForward: true },
  activation: 'silu',
  scale: (headWidth) => 1 / Math.sqrt(headWidth),
  windows: null,
}

export const llama: Family = {
  id: 'llama',
  recognises: (config) => v.is(v.looseObject({ model_type: v.literal('llama') }), config),
  rename,
  readTrunk({ config: raw, pooling = null, shapeOf }) {
    const config = withRows(readConfig(schema, raw, 'Llama'), shapeOf(`${words}.weight`))
    refusePooling(pooling)
    const { headWidth } = headsOf(config)
    const rotation = rotationOf(config, { width: headWidth, theta, maxTokens: config.max_position_embeddings })
    return decoderTrunk({
      family: 'llama',
      config,
      architectures: {
        classes: 'LlamaForSequenceClassification',
        tags: 'LlamaForTokenClassification',
        text: 'LlamaForCausalLM',
      },
      activation: config.hidden_act,
      tied: config.tie_word_embeddings ?? false,
      biases: { inputs: config.attention_bias, output: config.attention_bias, feedForward: config.mlp_bias },
      headNorms: false,
      norms: { beforeAttention: 'input_layernorm', beforeFeedForward: 'post_attention_layernorm' },
      fromOne: false,
      embeddingScale: 1,
      attentions: Array.from({ length: config.num_hidden_layers }, () => ({
        scale: 1 / Math.sqrt(headWidth),
        window: null,
        rotation,
      })),
      llamaCpp,
      rotary: { everywhere: stretchOf(config, theta) },
    })
  },
}
