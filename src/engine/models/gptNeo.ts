/**
 * GPT-Neo (Black et al. 2021), the open network after GPT-3's design: layers that see everything before a token
 * alternate with layers that see a window; scores are not scaled. Reference: transformers `modeling_gpt_neo.py`.
 */
import * as tf from '@tensorflow/tfjs-core'
import * as v from 'valibot'
import type { Part } from '../../shared/catalog/parts.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import type { Forward } from '../nn/forward.ts'
import { layerNormSpecs, linearSpecs } from '../nn/parameters.ts'
import { causalTrunk, renameCausal } from './causalParts.ts'
import { checkHeads, epsilon, only, readConfig, tokenId, whole } from './readConfig.ts'
import { activationName, activationOf, deviation } from './textParts.ts'
import type { Block, Family, Trunk } from './trunk.ts'

const reach = v.picklist(['global', 'local'])
const schema = v.looseObject({
  model_type: v.literal('gpt_neo'),
  vocab_size: whole(2_000_000),
  max_position_embeddings: whole(1_000_000),
  hidden_size: whole(16384),
  num_layers: whole(200),
  num_heads: whole(1024),
  intermediate_size: v.optional(v.nullable(whole(131072)), null),
  window_size: v.optional(whole(1_000_000), 256),
  /** Pairs of a pattern and how often it is repeated: [[["global", "local"], 6]]. */
  attention_types: v.array(v.tuple([v.array(reach), whole(200)])),
  activation_function: v.optional(activationName, 'gelu_new'),
  layer_norm_epsilon: v.optional(epsilon, 1e-5),
  tie_word_embeddings: only(true),
  eos_token_id: tokenId,
  pad_token_id: tokenId,
})
type GptNeoConfig = v.InferOutput<typeof schema>

const naming = 'torch'

export const gptNeo: Family = {
  id: 'gpt-neo',
  recognises: (config) => v.is(v.looseObject({ model_type: v.literal('gpt_neo') }), config),
  rename: renameCausal,
  readTrunk({ config: raw }): Trunk {
    const config = readConfig(schema, raw, 'GPT-Neo')
    checkHeads(config.hidden_size, config.num_heads)
    return causalTrunk({
      family: 'gpt-neo',
      config,
      architectures: { classes: 'GPTNeoForSequenceClassification', text: 'GPTNeoForCausalLM' },
      heads: config.num_heads,
      fanInFanOut: false,
      maxTokens: config.max_position_embeddings,
      width: config.hidden_size,
      layers: windowsOf(config).map((window, index) => layer(config, index, window)),
    })
  },
}

/** Of each layer: how many tokens are seen, null for all. */
function windowsOf({
  attention_types: types,
  num_layers: count,
  window_size: window,
}: GptNeoConfig): (number | null)[] {
  const reaches = types.flatMap(([pattern, times]) => Array.from({ length: times }, () => pattern).flat())
  if (reaches.length === count) return reaches.map((each) => (each === 'local' ? window : null))
  throw new ThawError(
    'model-unsupported',
    `config.json has ${count} num_layers, but attention_types tells of ${reaches.length}.`,
    'Check that config.json belongs to this model.',
  )
}

function layer(config: GptNeoConfig, index: number, window: number | null): Block {
  const width = config.hidden_size
  const inner = config.intermediate_size ?? 4 * width
  const name = `transformer.h.${index}`
  const activation = activationOf(config.activation_function)
  const dense = (site: string, part: Part, inputs = width, outputs = width) =>
    linearSpecs(naming, `${name}.${site}`, inputs, outputs, { deviation, part })
  const projection = (role: string, part: Part) =>
    linearSpecs(naming, `${name}.attn.attention.${role}`, width, width, { bias: false, deviation, part })
  return {
    name,
    label: `layer ${index + 1}${window === null ? '' : ', local'}`,
    attention: { site: `${name}.attn.attention`, width },
    parameters: [
      ...layerNormSpecs(naming, `${name}.ln_1`, width),
      ...projection('q_proj', 'query'),
      ...projection('k_proj', 'key'),
      ...projection('v_proj', 'value'),
      ...dense('attn.attention.out_proj', 'attention-output'),
      ...layerNormSpecs(naming, `${name}.ln_2`, width),
      ...dense('mlp.c_fc', 'feed-forward-in', width, inner),
      ...dense('mlp.c_proj', 'feed-forward-out', inner, width),
    ],
    forward(f, x) {
      const site = `${name}.attn.attention`
      const seen = selfAttention(f, site, f.layerNorm(`${name}.ln_1`, x), config.num_heads, window)
      const attended = tf.add(f.linear(`${site}.out_proj`, seen), x)
      const spread = activation(f.linear(`${name}.mlp.c_fc`, f.layerNorm(`${name}.ln_2`, attended)))
      return tf.add(f.linear(`${name}.mlp.c_proj`, spread), attended) // [batch, tokens, width]
    },
  }
}

function selfAttention(f: Forward, site: string, x: tf.Tensor, heads: number, window: number | null): tf.Tensor3D {
  const part = (role: string) => f.linear(`${site}.${role}`, x, { bias: false }) as tf.Tensor3D
  const [q, k, v] = [part('q_proj'), part('k_proj'), part('v_proj')]
  return f.attention(site, q, k, v, { heads, scale: 1, causal: true, window })
}
