/**
 * The language models after Llama's design (Touvron et al. 2023): RMS norms before each half of a layer, rotary
 * positions, heads of keys and values that several query heads share, a gated feed-forward. Families differ in what
 * stands here as data. References: transformers `modeling_llama.py`, `modeling_qwen2.py`, `modeling_qwen3.py`,
 * `modeling_gemma3.py`.
 */

import * as tf from '@tensorflow/tfjs-core'
import type { Part } from '../../shared/catalog/parts.ts'
import { notice } from '../../shared/messages/say.ts'
import type { Forward } from '../nn/forward.ts'
import { embeddingSpec, linearSpecs, type ParameterSpec, rmsNormSpec } from '../nn/parameters.ts'
import { causalConfig, scoreClassifier, taggingTrunk } from './causalParts.ts'
import { type DecoderConfig, type Heads, headsOf, words } from './decoderConfig.ts'
import type { Attention, Decoder } from './decoderNetwork.ts'
import { type Limit, plainFacts } from './huggingFace.ts'
import { decoderInLlamaCpp } from './llamaCppDecoder.ts'
import { activationOf, deviation, lastToken, nextTokenByTable, splitTypes } from './textParts.ts'
import type { Block, Trunk } from './trunk.ts'

const naming = 'torch'
const output = 'lm_head'

/** Embeddings, layers, the final norm; it continues texts, or sorts them by their last token. */
export function decoderTrunk(decoder: Decoder): Trunk {
  const { tied, architectures } = decoder
  const { tags } = architectures
  const plain = trunkWith(decoder, true)
  return {
    ...plain,
    ...(tags !== null && {
      atTokens: () => taggingTrunk(trunkWith(decoder, false), decoder, { site: 'score', named: tags }),
    }),
    ...(!tied && { withoutWriter: () => trunkWith(decoder, false) }),
  }
}

/** @param writes whether the layer that tells the next token is there, where it is none of the others. */
function trunkWith(decoder: Decoder, writes: boolean): Trunk {
  const { family, config, tied } = decoder
  const { hidden_size: width, vocab_size: vocabulary } = config
  const heads = headsOf(config)
  const writer = tied ? nextTokenByTable(words) : nextTokenByLayer
  return {
    family,
    naming,
    normEpsilon: config.rms_norm_eps,
    input: { kind: 'text', vocabulary, maxTokens: config.max_position_embeddings, causal: true },
    blocks: [
      embeddings(decoder),
      ...decoder.attentions.map((attention, index) => layer(decoder, heads, index, attention)),
      finalNorm(decoder, writes && !tied),
    ],
    pool: (f, x) => lastToken(f, x as tf.Tensor3D),
    featureSize: width,
    classifier: scoreClassifier(naming, width),
    nextToken: tied || writes ? writer : null,
    config: causalConfig(decoder, firstEnd(config)),
    huggingFace: {
      ...plainFacts,
      attentionHeads: heads.keyHeads,
      limits: () => (heads.headWidth * heads.heads === width ? {} : { prefix: noPrefix }),
    },
    llamaCpp: decoderInLlamaCpp(decoder, decoder.llamaCpp, decoder.rotary),
    leavesOut: (name) => name === `${output}.weight`,
  }
}

/** peft makes a prefix for heads that share the network's width. */
const noPrefix: Limit = { adapter: notice('peftPrefixesAsWide'), project: notice('prefixesAsWide') }

function firstEnd({ eos_token_id: end }: DecoderConfig): number | null {
  return (typeof end === 'number' ? end : end?.[0]) ?? null
}

function embeddings({ config, embeddingScale }: Decoder): Block {
  const { vocab_size: vocabulary, hidden_size: width } = config
  return {
    name: words,
    label: 'embedding',
    parameters: [embeddingSpec(naming, words, vocabulary, width)],
    forward(f, x) {
      // A tokenizer may type the tokens of two texts, which this network does not know.
      const rows = f.embedding(words, splitTypes(x).ids)
      return embeddingScale === 1 ? rows : tf.mul(rows, embeddingScale)
    },
  }
}

function layer(decoder: Decoder, heads: Heads, index: number, attention: Attention): Block {
  const { norms, fromOne } = decoder
  const name = `model.layers.${index}`
  const norm = (f: Forward, site: string, x: tf.Tensor) => f.rmsNorm(`${name}.${site}`, x, { fromOne })
  const maybe = (f: Forward, site: string | undefined, x: tf.Tensor) => (site === undefined ? x : norm(f, site, x))
  return {
    name,
    label: `layer ${index + 1}${attention.window === null ? '' : ', local'}`,
    attention: { site: `${name}.self_attn`, width: heads.keyHeads * heads.headWidth },
    parameters: layerSpecs(decoder, heads, name),
    forward(f, x) {
      const seen = attend(f, `${name}.self_attn`, norm(f, norms.beforeAttention, x), { decoder, heads, attention })
      const attended = tf.add(maybe(f, norms.afterAttention, seen), x)
      const spread = feedForward(f, `${name}.mlp`, norm(f, norms.beforeFeedForward, attended), decoder)
      return tf.add(maybe(f, norms.afterFeedForward, spread), attended) // [batch, tokens, width]
    },
  }
}

interface Attending {
  readonly decoder: Decoder
  readonly heads: Heads
  readonly attention: Attention
}

function attend(
  f: Forward,
  site: string,
  x: tf.Tensor,
  { decoder, heads: { heads, keyHeads, headWidth }, attention: { scale, window, rotation } }: Attending,
): tf.Tensor {
  const { biases, headNorms, fromOne } = decoder
  const part = (role: string) => f.linear(`${site}.${role}_proj`, x, { bias: biases.inputs }) as tf.Tensor3D
  const turned = (role: 'q' | 'k', count: number) => {
    const given = part(role)
    const plain = headNorms ? headNorm(f, `${site}.${role}_norm`, given, headWidth, fromOne) : given
    return f.rotary(plain, { ...rotation, heads: count, position: f.position })
  }
  const seen = f.attention(site, turned('q', heads), turned('k', keyHeads), part('v'), {
    heads,
    keyHeads,
    scale,
    causal: true,
    window,
  })
  return f.linear(`${site}.o_proj`, seen, { bias: biases.output })
}

/** x [batch, tokens, heads × width], each head normed by itself. */
function headNorm(f: Forward, site: string, x: tf.Tensor3D, width: number, fromOne: boolean): tf.Tensor3D {
  const [batch, tokens, total] = x.shape
  const apart = tf.reshape(x, [batch, tokens, total / width, width])
  return tf.reshape(f.rmsNorm(site, apart, { fromOne }), [batch, tokens, total])
}

function feedForward(f: Forward, site: string, x: tf.Tensor, { activation, biases }: Decoder): tf.Tensor {
  const bias = { bias: biases.feedForward }
  const gate = activationOf(activation)(f.linear(`${site}.gate_proj`, x, bias))
  return f.linear(`${site}.down_proj`, tf.mul(gate, f.linear(`${site}.up_proj`, x, bias)), bias)
}

function layerSpecs(
  { config, biases, headNorms, norms, fromOne }: Decoder,
  heads: Heads,
  name: string,
): ParameterSpec[] {
  const { hidden_size: width, intermediate_size: inner } = config
  const queries = heads.heads * heads.headWidth
  const keys = heads.keyHeads * heads.headWidth
  const dense = (site: string, part: Part, inputs: number, outputs: number, bias: boolean) =>
    linearSpecs(naming, `${name}.${site}`, inputs, outputs, { bias, deviation, part })
  const norm = (site: string, size: number) => rmsNormSpec(naming, `${name}.${site}`, size, fromOne ? 0 : 1)
  return [
    norm(norms.beforeAttention, width),
    ...dense('self_attn.q_proj', 'query', width, queries, biases.inputs),
    ...dense('self_attn.k_proj', 'key', width, keys, biases.inputs),
    ...dense('self_attn.v_proj', 'value', width, keys, biases.inputs),
    ...(headNorms ? [norm('self_attn.q_norm', heads.headWidth), norm('self_attn.k_norm', heads.headWidth)] : []),
    ...dense('self_attn.o_proj', 'attention-output', queries, width, biases.output),
    ...(norms.afterAttention === undefined ? [] : [norm(norms.afterAttention, width)]),
    norm(norms.beforeFeedForward, width),
    ...dense('mlp.gate_proj', 'feed-forward-in', width, inner, biases.feedForward),
    ...dense('mlp.up_proj', 'feed-forward-in', width, inner, biases.feedForward),
    ...dense('mlp.down_proj', 'feed-forward-out', inner, width, biases.feedForward),
    ...(norms.afterFeedForward === undefined ? [] : [norm(norms.afterFeedForward, width)]),
  ]
}

/** Where the next token is told by a layer of its own, its weights stand here. */
function finalNorm({ config, fromOne }: Decoder, writes: boolean): Block {
  const { hidden_size: width, vocab_size: vocabulary } = config
  const name = 'model.norm'
  const own = writes ? linearSpecs(naming, output, width, vocabulary, { bias: false, deviation }) : []
  return {
    name,
    label: 'final norm',
    parameters: [rmsNormSpec(naming, name, width, fromOne ? 0 : 1), ...own],
    forward: (f, x) => f.rmsNorm(name, x, { fromOne }),
  }
}

function nextTokenByLayer(f: Forward, x: tf.Tensor3D): tf.Tensor3D {
  return f.linear(output, x, { bias: false }) as tf.Tensor3D
}
