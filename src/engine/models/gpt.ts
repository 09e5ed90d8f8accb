/**
 * GPT-2 (Radford et al. 2019; DistilGPT2 is built alike) and GPT-Neo (Black et al. 2021), the open network after GPT-3's
 * design, in the Hugging Face layout. They differ in how a layer attends: GPT-2's files keep dense layers as [in, out],
 * query, key and value side by side; in GPT-Neo, layers that see everything before a token alternate with layers that see
 * a window, and scores are not scaled. References: transformers `modeling_gpt2.py`, `modeling_gpt_neo.py`.
 */

import * as tf from '@tensorflow/tfjs-core'
import * as v from 'valibot'
import type { Part } from '../../shared/catalog/parts.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import { notice } from '../../shared/messages/say.ts'
import type { Forward } from '../nn/forward.ts'
import { embeddingSpec, layerNormSpecs, linearSpecs, type ParameterSpec } from '../nn/parameters.ts'
import { addPlaces, addPositions } from '../nn/textPrimitives.ts'
import { causalConfig, refusePooling, scoreClassifier, taggingTrunk } from './causalParts.ts'
import { plainFacts } from './huggingFace.ts'
import { float32, type LlamaCppFacts, namedAfter, uint32 } from './llamaCpp.ts'
import { checkHeads, epsilon, only, readConfig, tokenId, whole, withRows } from './readConfig.ts'
import {
  type ActivationName,
  activationName,
  activationOf,
  deviation,
  lastToken,
  nextTokenByTable,
  splitTypes,
} from './textParts.ts'
import type { Block, Family, Trunk } from './trunk.ts'

const naming = 'torch'
const words = 'transformer.wte'
const positions = 'transformer.wpe'

/** Fields that both have under one name. */
const fields = {
  vocab_size: whole(2_000_000),
  activation_function: v.optional(activationName, 'gelu_new'),
  layer_norm_epsilon: v.optional(epsilon, 1e-5),
  tie_word_embeddings: only(true),
  eos_token_id: tokenId,
  pad_token_id: tokenId,
}

const gpt2Schema = v.looseObject({
  model_type: v.literal('gpt2'),
  ...fields,
  n_positions: whole(1_000_000),
  n_embd: whole(16384),
  n_layer: whole(200),
  n_head: whole(1024),
  n_inner: v.optional(v.nullable(whole(131072)), null),
  scale_attn_weights: v.optional(v.boolean(), true),
  scale_attn_by_inverse_layer_idx: v.optional(v.boolean(), false),
  add_cross_attention: only(false),
})

export const gpt2: Family = {
  id: 'gpt2',
  recognises: (config) => v.is(v.looseObject({ model_type: v.literal('gpt2') }), config),
  rename,
  readTrunk({ config: raw, pooling = null, shapeOf }) {
    const config = withRows(readConfig(gpt2Schema, raw, 'GPT-2'), shapeOf(`${words}.weight`))
    refusePooling(pooling)
    checkHeads(config.n_embd, config.n_head)
    const plain = config.scale_attn_weights ? 1 / Math.sqrt(config.n_embd / config.n_head) : 1
    const scaleAt = (index: number) => (config.scale_attn_by_inverse_layer_idx ? plain / (index + 1) : plain)
    return gptTrunk({
      family: 'gpt2',
      config,
      architectures: {
        classes: 'GPT2ForSequenceClassification',
        tags: 'GPT2ForTokenClassification',
        text: 'GPT2LMHeadModel',
      },
      fanInFanOut: true,
      maxTokens: config.n_positions,
      width: config.n_embd,
      inner: config.n_inner ?? 4 * config.n_embd,
      heads: config.n_head,
      attentions: Array.from({ length: config.n_layer }, (_, index) => ({ scale: scaleAt(index), window: null })),
      projections: joined,
      llamaCpp: gpt2InLlamaCpp(config),
    })
  },
}

const namesInLlamaCpp = namedAfter('transformer.h.', {
  [words]: 'token_embd',
  [positions]: 'position_embd',
  'transformer.ln_f': 'output_norm',
  ln_1: 'attn_norm',
  'attn.c_attn': 'attn_qkv',
  'attn.c_proj': 'attn_output',
  ln_2: 'ffn_norm',
  'mlp.c_fc': 'ffn_up',
  'mlp.c_proj': 'ffn_down',
})

/** llama.cpp reads no number of heads that share keys, and scales all scores alike. */
function gpt2InLlamaCpp(config: v.InferOutput<typeof gpt2Schema>): LlamaCppFacts {
  const { activation_function: activation, scale_attn_weights, scale_attn_by_inverse_layer_idx } = config
  const asUsual = activation === 'gelu_new' || activation === 'gelu_pytorch_tanh'
  const refusal = asUsual ? null : notice('llamaCppActivation', { activation, read: 'gelu_new' })
  return {
    architecture: 'gpt2',
    keys: {
      vocab_size: uint32(config.vocab_size),
      context_length: uint32(config.n_positions),
      embedding_length: uint32(config.n_embd),
      block_count: uint32(config.n_layer),
      feed_forward_length: uint32(config.n_inner ?? 4 * config.n_embd),
      'attention.head_count': uint32(config.n_head),
      'attention.layer_norm_epsilon': float32(config.layer_norm_epsilon),
    },
    placeOf: (name) => ({ name: namesInLlamaCpp(name), ...(name === `${positions}.weight` && { full: true }) }),
    computed: new Map(),
    refusal: scale_attn_weights && !scale_attn_by_inverse_layer_idx ? refusal : notice('llamaCppScale'),
  }
}

const neoSchema = v.looseObject({
  model_type: v.literal('gpt_neo'),
  ...fields,
  max_position_embeddings: whole(1_000_000),
  hidden_size: whole(16384),
  num_layers: whole(200),
  num_heads: whole(1024),
  intermediate_size: v.optional(v.nullable(whole(131072)), null),
  window_size: v.optional(whole(1_000_000), 256),
  /** Pairs of a pattern and how often it is repeated: [[["global", "local"], 6]]. */
  attention_types: v.array(v.tuple([v.array(v.picklist(['global', 'local'])), whole(200)])),
})

export const gptNeo: Family = {
  id: 'gpt-neo',
  recognises: (config) => v.is(v.looseObject({ model_type: v.literal('gpt_neo') }), config),
  rename,
  readTrunk({ config: raw, pooling = null, shapeOf }) {
    const config = withRows(readConfig(neoSchema, raw, 'GPT-Neo'), shapeOf(`${words}.weight`))
    refusePooling(pooling)
    checkHeads(config.hidden_size, config.num_heads)
    return gptTrunk({
      family: 'gpt-neo',
      config,
      architectures: {
        classes: 'GPTNeoForSequenceClassification',
        tags: 'GPTNeoForTokenClassification',
        text: 'GPTNeoForCausalLM',
      },
      fanInFanOut: false,
      maxTokens: config.max_position_embeddings,
      width: config.hidden_size,
      inner: config.intermediate_size ?? 4 * config.hidden_size,
      heads: config.num_heads,
      attentions: windowsOf(config).map((window) => ({ scale: 1, window })),
      projections: apart,
    })
  },
}

/** Of each layer: how many tokens are seen, null for all. */
function windowsOf({
  attention_types: types,
  num_layers: count,
  window_size: window,
}: v.InferOutput<typeof neoSchema>): (number | null)[] {
  const reaches = types.flatMap(([pattern, times]) => Array.from({ length: times }, () => pattern).flat())
  if (reaches.length === count) return reaches.map((each) => (each === 'local' ? window : null))
  throw new ThawError('model-unsupported', 'attentionTypesDisagree', { layers: count, types: reaches.length })
}

/** Both files may lack the prefix `transformer.`; the tied `lm_head` and the mask buffers are not needed. */
function rename(name: string): string | null {
  if (name === 'lm_head.weight' || /\.attn\.(attention\.)?(masked_)?bias$/.test(name)) return null
  return /^(wte|wpe|h|ln_f)\./.test(name) ? `transformer.${name}` : name
}

/** A network of either family, as its configuration gives it. */
interface Gpt {
  readonly family: 'gpt2' | 'gpt-neo'
  /** As published. */
  readonly config: {
    readonly vocab_size: number
    readonly activation_function: ActivationName
    readonly layer_norm_epsilon: number
    readonly eos_token_id?: number | null | undefined
    readonly pad_token_id?: number | null | undefined
  }
  /** transformers' names of the network with classes, with a tag for each token, and as it continues texts. */
  readonly architectures: { readonly classes: string; readonly tags: string; readonly text: string }
  /** Whether the files keep dense layers as [in, out]. */
  readonly fanInFanOut: boolean
  readonly maxTokens: number
  readonly width: number
  /** Width between the two dense layers that follow the attention. */
  readonly inner: number
  readonly heads: number
  /** One a layer. */
  readonly attentions: readonly Attention[]
  readonly projections: Projections
  /** What llama.cpp calls it; absent where it has no program for it. */
  readonly llamaCpp?: LlamaCppFacts
}

interface Attention {
  readonly scale: number
  /** How many tokens are seen; null for all. */
  readonly window: number | null
}

type Dense = (site: string, part: Part, inputs: number, outputs: number, bias?: boolean) => ParameterSpec[]

/** How a layer keeps its queries, keys and values. */
interface Projections {
  /** Where it attends, below the layer's own name. */
  readonly site: string
  /** The dense layer that follows, below `site`. */
  readonly output: string
  parameters(dense: Dense, width: number): ParameterSpec[]
  /** [batch, tokens, width] → query, key and value of the same shape */
  forward(f: Forward, site: string, x: tf.Tensor): [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D]
}

/** GPT-2's: one dense layer for all three. */
const joined: Projections = {
  site: 'attn',
  output: 'c_proj',
  parameters: (dense, width) => dense('attn.c_attn', 'query-key-value', width, 3 * width),
  forward: (f, site, x) => tf.split(f.linear(`${site}.c_attn`, x), 3, -1) as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D],
}

/** GPT-Neo's: a dense layer without bias for each. */
const apart: Projections = {
  site: 'attn.attention',
  output: 'out_proj',
  parameters: (dense, width) => [
    ...dense('attn.attention.q_proj', 'query', width, width, false),
    ...dense('attn.attention.k_proj', 'key', width, width, false),
    ...dense('attn.attention.v_proj', 'value', width, width, false),
  ],
  forward(f, site, x) {
    const part = (role: string) => f.linear(`${site}.${role}`, x, { bias: false }) as tf.Tensor3D
    return [part('q_proj'), part('k_proj'), part('v_proj')]
  },
}

/** Embeddings, layers, the final norm; it continues texts, or sorts them by their last token. */
function gptTrunk(gpt: Gpt): Trunk {
  const { family, config, architectures, fanInFanOut, heads, maxTokens, width } = gpt
  const layers = gpt.attentions.map((attention, index) => layer(gpt, index, attention))
  const whole: Trunk = {
    family,
    naming,
    normEpsilon: config.layer_norm_epsilon,
    input: { kind: 'text', vocabulary: config.vocab_size, maxTokens, causal: true },
    blocks: [tokenEmbeddings(config.vocab_size, maxTokens, width), ...layers, finalNorm(width)],
    pool: (f, x) => lastToken(f, x as tf.Tensor3D),
    featureSize: width,
    classifier: scoreClassifier(naming, width),
    nextToken: nextTokenByTable(words),
    config: causalConfig(gpt, config.eos_token_id ?? null),
    huggingFace: { ...plainFacts, attentionHeads: heads, fanInFanOut },
    ...(gpt.llamaCpp && { llamaCpp: gpt.llamaCpp }),
  }
  // transformers' layer for tags has another name than that for classes.
  const tagged = { site: 'classifier', named: architectures.tags }
  return { ...whole, atTokens: () => taggingTrunk(whole, gpt, tagged) }
}

function tokenEmbeddings(vocabulary: number, maxTokens: number, width: number): Block {
  return {
    name: words,
    label: 'embedding',
    parameters: [embeddingSpec(naming, words, vocabulary, width), embeddingSpec(naming, positions, maxTokens, width)],
    // A tokenizer may type the tokens of two texts, which this network does not know.
    forward(f, x) {
      const found = f.embedding(words, splitTypes(x).ids)
      const table = f.weight(`${positions}.weight`) as tf.Tensor2D
      return f.places ? addPlaces(found, table, f.places) : addPositions(found, table, f.position)
    },
  }
}

function layer(gpt: Gpt, index: number, { scale, window }: Attention): Block {
  const { width, heads, projections } = gpt
  const name = `transformer.h.${index}`
  const site = `${name}.${projections.site}`
  const activation = activationOf(gpt.config.activation_function)
  return {
    name,
    label: `layer ${index + 1}${window === null ? '' : ', local'}`,
    attention: { site, width },
    parameters: layerSpecs(gpt, name),
    forward(f, x) {
      const [q, k, v] = projections.forward(f, site, f.layerNorm(`${name}.ln_1`, x))
      const seen = f.attention(site, q, k, v, { heads, scale, causal: true, window })
      const attended = tf.add(f.linear(`${site}.${projections.output}`, seen), x)
      const spread = activation(f.linear(`${name}.mlp.c_fc`, f.layerNorm(`${name}.ln_2`, attended)))
      return tf.add(f.linear(`${name}.mlp.c_proj`, spread), attended) // [batch, tokens, width]
    },
  }
}

function layerSpecs({ width, inner, fanInFanOut, projections }: Gpt, name: string): ParameterSpec[] {
  const layout = fanInFanOut ? ({ fileLayout: 'engine' } as const) : {}
  const dense: Dense = (site, part, inputs, outputs, bias = true) =>
    linearSpecs(naming, `${name}.${site}`, inputs, outputs, { ...layout, bias, deviation, part })
  return [
    ...layerNormSpecs(naming, `${name}.ln_1`, width),
    ...projections.parameters(dense, width),
    ...dense(`${projections.site}.${projections.output}`, 'attention-output', width, width),
    ...layerNormSpecs(naming, `${name}.ln_2`, width),
    ...dense('mlp.c_fc', 'feed-forward-in', width, inner),
    ...dense('mlp.c_proj', 'feed-forward-out', inner, width),
  ]
}

function finalNorm(width: number): Block {
  const name = 'transformer.ln_f'
  return {
    name,
    label: 'final norm',
    parameters: layerNormSpecs(naming, name, width),
    forward: (f, x) => f.layerNorm(name, x),
  }
}
