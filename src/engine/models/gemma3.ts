/**
 * Gemma 3 as it reads texts alone (Gemma Team 2025): four norms a layer, the later two within the residual; layers that
 * see a window between those that see everything, each kind with its own rotary base. Reference: transformers
 * `modeling_gemma3.py`.
 */
import * as v from 'valibot'
import { refusePooling } from './causalParts.ts'
import { decoderTrunk } from './decoder.ts'
import { type DecoderConfig, decoderFields, headsOf, rename, windowsOf, words } from './decoderConfig.ts'
import type { DecoderProgram } from './decoderNetwork.ts'
import { readConfig, whole, withRows } from './readConfig.ts'
import { rotationOf, stretching, stretchOf } from './rotations.ts'
import { activationName } from './textParts.ts'
import type { Family } from './trunk.ts'

const schema = v.looseObject({
  model_type: v.literal('gemma3_text'),
  ...decoderFields,
  head_dim: v.optional(whole(4096), 256),
  hidden_activation: v.optional(activationName, 'gelu_pytorch_tanh'),
  attention_bias: v.optional(v.boolean(), false),
  query_pre_attn_scalar: v.optional(v.pipe(v.number(), v.gtValue(0)), 256),
  sliding_window: v.optional(v.nullable(whole(100_000_000)), 4096),
  /** Every so manieth layer sees everything, where no types are named. */
  sliding_window_pattern: v.optional(v.nullable(whole(1000)), 6),
  rope_local_base_freq: v.optional(v.nullable(v.pipe(v.number(), v.gtValue(0))), 10_000),
  /** transformers 5 has one for each kind of layer. */
  rope_parameters: v.optional(
    v.nullable(v.looseObject({ full_attention: v.optional(stretching), sliding_attention: v.optional(stretching) })),
  ),
  final_logit_softcapping: v.optional(v.null()),
  attn_logit_softcapping: v.optional(v.null()),
  use_bidirectional_attention: v.optional(v.nullable(v.literal(false))),
})

/** Where the configuration says nothing. */
const fullTheta = 1e6
const slidingTheta = 10_000

const llamaCpp: DecoderProgram = {
  architecture: 'gemma3',
  biases: { inputs: true, output: false, feedForward: false },
  activation: 'gelu_pytorch_tanh',
  scale: (headWidth) => 1 / Math.sqrt(headWidth),
  windows: 6,
}

/** llama.cpp knows the largest Gemma 3 by its layers, and scales its scores otherwise. */
function wide({ hidden_size, num_attention_heads }: DecoderConfig): number {
  return 1 / Math.sqrt(Math.floor(hidden_size / num_attention_heads))
}

export const gemma3: Family = {
  id: 'gemma3',
  recognises: (config) => v.is(v.looseObject({ model_type: v.literal('gemma3_text') }), config),
  rename,
  readTrunk({ config: raw, pooling = null, shapeOf }) {
    const config = withRows(readConfig(schema, raw, 'Gemma 3'), shapeOf(`${words}.weight`))
    refusePooling(pooling)
    const { headWidth: width } = headsOf(config)
    const maxTokens = config.max_position_embeddings
    const { full_attention: full = null, sliding_attention: sliding = null } = config.rope_parameters ?? {}
    const { rope_theta, rope_scaling } = config
    const ofFull = { rope_theta, rope_scaling, rope_parameters: full }
    const ofSliding = { rope_theta: config.rope_local_base_freq, rope_parameters: sliding }
    const everywhere = rotationOf(ofFull, { width, theta: fullTheta, maxTokens })
    const local = rotationOf(ofSliding, { width, theta: slidingTheta, maxTokens })
    const every = config.sliding_window_pattern ?? 6
    const bias = config.attention_bias
    return decoderTrunk({
      family: 'gemma3',
      config,
      architectures: { classes: 'Gemma3TextForSequenceClassification', tags: null, text: 'Gemma3ForCausalLM' },
      activation: config.hidden_activation,
      tied: config.tie_word_embeddings ?? true,
      biases: { inputs: bias, output: bias, feedForward: false },
      headNorms: true,
      norms: {
        beforeAttention: 'input_layernorm',
        afterAttention: 'post_attention_layernorm',
        beforeFeedForward: 'pre_feedforward_layernorm',
        afterFeedForward: 'post_feedforward_layernorm',
      },
      fromOne: true,
      embeddingScale: Math.sqrt(config.hidden_size),
      attentions: windowsOf(config, (index) => (index + 1) % every !== 0).map((window) => ({
        scale: 1 / Math.sqrt(config.query_pre_attn_scalar),
        window,
        rotation: window === null ? everywhere : local,
      })),
      llamaCpp: config.num_hidden_layers === 62 ? { ...llamaCpp, scale: () => wide(config) } : llamaCpp,
      rotary: { everywhere: stretchOf(ofFull, fullTheta), local: stretchOf(ofSliding, slidingTheta) },
    })
  },
}
