/**
 * GPT-2 (Radford et al. 2019) in the Hugging Face layout; DistilGPT2 is built alike. Its dense layers are kept as
 * [in, out] in the files, query, key and value side by side. Reference: transformers `modeling_gpt2.py`.
 */
import * as tf from '@tensorflow/tfjs-core'
import * as v from 'valibot'
import type { Part } from '../../shared/catalog/parts.ts'
import type { Forward } from '../nn/forward.ts'
import { layerNormSpecs, linearSpecs } from '../nn/parameters.ts'
import { causalTrunk, renameCausal } from './causalParts.ts'
import { checkHeads, epsilon, only, readConfig, tokenId, whole } from './readConfig.ts'
import { activationName, activationOf, deviation } from './textParts.ts'
import type { Block, Family, Trunk } from './trunk.ts'

const schema = v.looseObject({
  model_type: v.literal('gpt2'),
  vocab_size: whole(2_000_000),
  n_positions: whole(1_000_000),
  n_embd: whole(16384),
  n_layer: whole(200),
  n_head: whole(1024),
  n_inner: v.optional(v.nullable(whole(131072)), null),
  activation_function: v.optional(activationName, 'gelu_new'),
  layer_norm_epsilon: v.optional(epsilon, 1e-5),
  scale_attn_weights: v.optional(v.boolean(), true),
  scale_attn_by_inverse_layer_idx: v.optional(v.boolean(), false),
  tie_word_embeddings: only(true),
  add_cross_attention: only(false),
  eos_token_id: tokenId,
  pad_token_id: tokenId,
})
type Gpt2Config = v.InferOutput<typeof schema>

const naming = 'torch'

export const gpt2: Family = {
  id: 'gpt2',
  recognises: (config) => v.is(v.looseObject({ model_type: v.literal('gpt2') }), config),
  rename: renameCausal,
  readTrunk({ config: raw }): Trunk {
    const config = readConfig(schema, raw, 'GPT-2')
    checkHeads(config.n_embd, config.n_head)
    return causalTrunk({
      family: 'gpt2',
      config,
      architectures: { classes: 'GPT2ForSequenceClassification', text: 'GPT2LMHeadModel' },
      heads: config.n_head,
      fanInFanOut: true,
      maxTokens: config.n_positions,
      width: config.n_embd,
      layers: Array.from({ length: config.n_layer }, (_, index) => layer(config, index)),
    })
  },
}

function layer(config: Gpt2Config, index: number): Block {
  const width = config.n_embd
  const inner = config.n_inner ?? 4 * width
  const name = `transformer.h.${index}`
  const activation = activationOf(config.activation_function)
  const dense = (site: string, part: Part, inputs: number, outputs: number) =>
    linearSpecs(naming, `${name}.${site}`, inputs, outputs, { fileLayout: 'engine', deviation, part })
  return {
    name,
    label: `layer ${index + 1}`,
    attention: { site: `${name}.attn`, width },
    parameters: [
      ...layerNormSpecs(naming, `${name}.ln_1`, width),
      ...dense('attn.c_attn', 'query-key-value', width, 3 * width),
      ...dense('attn.c_proj', 'attention-output', width, width),
      ...layerNormSpecs(naming, `${name}.ln_2`, width),
      ...dense('mlp.c_fc', 'feed-forward-in', width, inner),
      ...dense('mlp.c_proj', 'feed-forward-out', inner, width),
    ],
    forward(f, x) {
      const seen = selfAttention(f, config, index, f.layerNorm(`${name}.ln_1`, x))
      const attended = tf.add(f.linear(`${name}.attn.c_proj`, seen), x)
      const spread = activation(f.linear(`${name}.mlp.c_fc`, f.layerNorm(`${name}.ln_2`, attended)))
      return tf.add(f.linear(`${name}.mlp.c_proj`, spread), attended) // [batch, tokens, width]
    },
  }
}

function selfAttention(f: Forward, config: Gpt2Config, index: number, x: tf.Tensor): tf.Tensor3D {
  const site = `transformer.h.${index}.attn`
  const [q, k, v] = tf.split(f.linear(`${site}.c_attn`, x), 3, -1) as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D]
  const plain = config.scale_attn_weights ? 1 / Math.sqrt(config.n_embd / config.n_head) : 1
  const scale = config.scale_attn_by_inverse_layer_idx ? plain / (index + 1) : plain
  return f.attention(site, q, k, v, { heads: config.n_head, scale, causal: true, window: null })
}
