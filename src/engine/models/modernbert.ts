/**
 * ModernBERT (Warner et al. 2024), and Ettin's encoders, which are built like it: norms before each half of a layer and
 * hardly a bias, rotary positions, a gated feed-forward; every third layer sees everything, the others a window to both
 * sides, each kind with its own rotary base. A text's vector is its first token's or the mean, by `classifier_pooling`
 * unless sentence-transformers says otherwise. The dense layer that follows it is read where the file has it, else it
 * begins anew with the classifier. Reference: transformers `modeling_modernbert.py`.
 */
import * as tf from '@tensorflow/tfjs-core'
import * as v from 'valibot'
import { ThawError } from '../../shared/messages/errors.ts'
import { notice } from '../../shared/messages/say.ts'
import type { Forward } from '../nn/forward.ts'
import { embeddingSpec, layerNormSpecs, linearSpecs, type ParameterSpec } from '../nn/parameters.ts'
import type { Rotation } from '../nn/rotary.ts'
import type { Pooling } from '../weights/pooling.ts'
import { windowsOf } from './decoderConfig.ts'
import { type HuggingFaceFacts, type Limit, plainFacts, readsOtherwise } from './huggingFace.ts'
import { labelMaps } from './linearClassifier.ts'
import { checkHeads, epsilon, maybe, readConfig, whole, withRows } from './readConfig.ts'
import { rotationOf, stretching } from './rotations.ts'
import { activationName, activationOf, deviation, meanOfTokens, splitTypes } from './textParts.ts'
import { firstToken } from './tokensRead.ts'
import type { Block, Classifier, Family, Trunk } from './trunk.ts'

const positive = v.pipe(v.number(), v.gtValue(0))
const absent = v.optional(v.boolean(), false)

const schema = v.looseObject({
  model_type: v.literal('modernbert'),
  vocab_size: whole(2_000_000),
  hidden_size: whole(16384),
  num_hidden_layers: whole(200),
  num_attention_heads: whole(1024),
  intermediate_size: whole(131072),
  hidden_activation: v.optional(activationName, 'gelu'),
  max_position_embeddings: whole(1_000_000),
  norm_eps: v.optional(epsilon, 1e-5),
  norm_bias: absent,
  attention_bias: absent,
  mlp_bias: absent,
  global_attn_every_n_layers: v.optional(whole(1000), 3),
  /** How many tokens a local layer sees, half of them to each side. */
  local_attention: v.optional(whole(1_000_000), 128),
  global_rope_theta: maybe(positive),
  local_rope_theta: maybe(positive),
  rope_scaling: maybe(stretching),
  layer_types: maybe(v.array(v.picklist(['full_attention', 'sliding_attention']))),
  /** transformers 5 has one for each kind of layer. */
  rope_parameters: maybe(v.looseObject({ full_attention: maybe(stretching), sliding_attention: maybe(stretching) })),
  classifier_pooling: v.optional(v.picklist(['cls', 'mean']), 'cls'),
  classifier_bias: absent,
  classifier_activation: v.optional(activationName, 'gelu'),
})
type ModernBertConfig = v.InferOutput<typeof schema>

const naming = 'torch'
const words = 'model.embeddings.tok_embeddings'
const dense = 'head.dense'
const denseNorm = 'head.norm'

/** Where the configuration says nothing. */
const fullTheta = 160_000
const localTheta = 10_000

type Way = 'first' | 'mean'
const published = { first: 'cls', mean: 'mean' } as const satisfies Record<Way, string>

export const modernbert: Family = {
  id: 'modernbert',
  recognises: (config) => v.is(v.looseObject({ model_type: v.literal('modernbert') }), config),
  rename(name) {
    if (name.endsWith('.inv_freq') || /^(decoder|qa_outputs)\./.test(name)) return null
    return /^(embeddings|layers|final_norm)\./.test(name) ? `model.${name}` : name
  },
  readTrunk({ config: raw, pooling: beside = null, shapeOf }): Trunk {
    const config = withRows(readConfig(schema, raw, 'ModernBERT'), shapeOf(`${words}.weight`))
    const { hidden_size: width, num_attention_heads: heads } = config
    checkHeads(width, heads)
    if ((width / heads) % 2 !== 0) throw new ThawError('model-unsupported', 'headWidthOdd', { width: width / heads })
    const way = wayOf(config, isClassifier(raw) ? null : beside)
    const reads = shapeOf(`${dense}.weight`) !== null
    const below = [embeddings(config), ...layersOf(config), finalNorm(config)]
    const pool = (f: Forward, x: tf.Tensor) =>
      way === 'mean' ? meanOfTokens(f, x as tf.Tensor3D) : firstToken(x as tf.Tensor3D)
    const whole: Trunk = {
      family: 'modernbert',
      naming,
      normEpsilon: config.norm_eps,
      input: {
        kind: 'text',
        vocabulary: config.vocab_size,
        maxTokens: config.max_position_embeddings,
        causal: false,
      },
      blocks: reads ? [...below, denseBlock(config, pool)] : below,
      pool: (f, x) => (reads ? (x as tf.Tensor2D) : pool(f, x)),
      featureSize: width,
      classifier: classifier(config, reads),
      nextToken: null,
      config: (labels) => ({
        ...config,
        architectures: [labels ? 'ModernBertForSequenceClassification' : 'ModernBertModel'],
        ...(labels ? labelMaps(labels) : {}),
        classifier_pooling: published[way],
      }),
      huggingFace: {
        ...facts(config),
        pooling: way,
        limits: () => ({
          prefix: noPrefix,
          ...(published[way] !== config.classifier_pooling && { classifier: readsOtherwise }),
        }),
      },
    }
    return { ...whole, atTokens: () => atTokens(whole, config, below, reads) }
  },
}

function isClassifier(config: unknown): boolean {
  const architectures = v.tuple([v.literal('ModernBertForSequenceClassification')])
  return v.is(v.looseObject({ architectures }), config)
}

/** @throws ThawError `model-unsupported` for a way that transformers' classifier does not have. */
function wayOf(config: ModernBertConfig, beside: Pooling | null): Way {
  if (beside === null) return config.classifier_pooling === 'mean' ? 'mean' : 'first'
  if (beside === 'first' || beside === 'mean') return beside
  throw new ThawError('model-unsupported', 'poolingUnknown', { modes: [beside] })
}

/** As transformers' ModernBertForTokenClassification, which has the same layers for each token. */
function atTokens(whole: Trunk, config: ModernBertConfig, below: readonly Block[], reads: boolean): Trunk {
  return {
    ...whole,
    eachToken: true,
    blocks: reads ? [...below, denseBlock(config, (_f, x) => x)] : below,
    pool: (f, x) => meanOfTokens(f, x as tf.Tensor3D),
    config: (labels) => ({
      ...config,
      architectures: [labels ? 'ModernBertForTokenClassification' : 'ModernBertModel'],
      ...(labels ? labelMaps(labels) : {}),
    }),
    huggingFace: facts(config),
  }
}

/** The first layer's norm stands in transformers' network as a module that does nothing. */
function facts({ num_attention_heads: attentionHeads }: ModernBertConfig): HuggingFaceFacts {
  const holdNothing = ['model.layers.0.attn_norm']
  return { ...plainFacts, attentionHeads, holdNothing, limits: () => ({ prefix: noPrefix }) }
}

/** transformers' ModernBERT keeps no keys and values. */
const noPrefix: Limit = {
  adapter: notice('networkTakesNoPrefix', { network: 'ModernBERT' }),
  project: notice('prefixNotInPython', { network: 'ModernBERT' }),
}

function embeddings(config: ModernBertConfig): Block {
  const name = 'model.embeddings'
  const bias = { bias: config.norm_bias }
  return {
    name,
    label: 'embedding',
    parameters: [
      embeddingSpec(naming, words, config.vocab_size, config.hidden_size),
      ...layerNormSpecs(naming, `${name}.norm`, config.hidden_size, bias),
    ],
    // A tokenizer may type the tokens of two texts, which this network does not know.
    forward: (f, x) => f.layerNorm(`${name}.norm`, f.embedding(words, splitTypes(x).ids), bias),
  }
}

function layersOf(config: ModernBertConfig): Block[] {
  const { global_rope_theta, local_rope_theta, rope_scaling, rope_parameters: kinds } = config
  const facts = {
    width: config.hidden_size / config.num_attention_heads,
    maxTokens: config.max_position_embeddings,
  }
  const everywhere = rotationOf(
    { rope_theta: global_rope_theta, rope_scaling, rope_parameters: kinds?.full_attention },
    { ...facts, theta: fullTheta },
  )
  const local = rotationOf(
    { rope_theta: local_rope_theta, rope_scaling, rope_parameters: kinds?.sliding_attention },
    { ...facts, theta: localTheta },
  )
  // Half of the tokens to each side, and itself.
  const sliding_window = Math.floor(config.local_attention / 2) + 1
  const every = config.global_attn_every_n_layers
  const windows = windowsOf({ ...config, sliding_window }, (index) => index % every !== 0)
  return windows.map((window, index) =>
    layer(config, index, { window, rotation: window === null ? everywhere : local }),
  )
}

interface Attention {
  readonly window: number | null
  readonly rotation: Rotation
}

function layer(config: ModernBertConfig, index: number, attention: Attention): Block {
  const { hidden_size: width, intermediate_size: inner, attention_bias, mlp_bias, norm_bias } = config
  const name = `model.layers.${index}`
  const norm = { bias: norm_bias }
  const mlp = { bias: mlp_bias }
  const activation = activationOf(config.hidden_activation)
  const linear = { deviation, bias: attention_bias }
  return {
    name,
    label: `layer ${index + 1}${attention.window === null ? '' : ', local'}`,
    attention: { site: `${name}.attn`, width },
    parameters: [
      // The first layer's input was normed as it was looked up.
      ...(index === 0 ? [] : layerNormSpecs(naming, `${name}.attn_norm`, width, norm)),
      ...linearSpecs(naming, `${name}.attn.Wqkv`, width, 3 * width, { ...linear, part: 'query-key-value' }),
      ...linearSpecs(naming, `${name}.attn.Wo`, width, width, { ...linear, part: 'attention-output' }),
      ...layerNormSpecs(naming, `${name}.mlp_norm`, width, norm),
      ...linearSpecs(naming, `${name}.mlp.Wi`, width, 2 * inner, { ...mlp, deviation, part: 'feed-forward-in' }),
      ...linearSpecs(naming, `${name}.mlp.Wo`, inner, width, { ...mlp, deviation, part: 'feed-forward-out' }),
    ],
    forward(f, x) {
      const given = index === 0 ? x : f.layerNorm(`${name}.attn_norm`, x, norm)
      const attended = tf.add(attend(f, `${name}.attn`, given, config, attention), x)
      const spread = f.linear(`${name}.mlp.Wi`, f.layerNorm(`${name}.mlp_norm`, attended, norm), mlp)
      const [input, gate] = tf.split(spread, 2, -1) as [tf.Tensor, tf.Tensor] // [batch, tokens, intermediate]
      return tf.add(f.linear(`${name}.mlp.Wo`, tf.mul(activation(input), gate), mlp), attended)
    },
  }
}

function attend(
  f: Forward,
  site: string,
  x: tf.Tensor,
  { num_attention_heads: heads, attention_bias }: ModernBertConfig,
  { window, rotation }: Attention,
): tf.Tensor {
  const bias = { bias: attention_bias }
  const [q, k, values] = tf.split(f.linear(`${site}.Wqkv`, x, bias), 3, -1) as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D]
  const turned = (part: tf.Tensor3D) => f.rotary(part, { ...rotation, heads, position: f.position })
  const scale = 1 / Math.sqrt(q.shape[2] / heads)
  const seen = f.attention(site, turned(q), turned(k), values, { heads, scale, causal: false, window })
  return f.linear(`${site}.Wo`, seen, bias)
}

function finalNorm({ hidden_size: width, norm_bias: bias }: ModernBertConfig): Block {
  const name = 'model.final_norm'
  return {
    name,
    label: 'final norm',
    parameters: layerNormSpecs(naming, name, width, { bias }),
    forward: (f, x) => f.layerNorm(name, x, { bias }),
  }
}

/** What follows the text's vector, or each token's state: a dense layer and a norm, which pre-training leaves in the file. */
function denseBlock(config: ModernBertConfig, pool: (f: Forward, x: tf.Tensor) => tf.Tensor): Block {
  return {
    name: 'head',
    label: 'pooler',
    parameters: denseSpecs(config),
    forward: (f, x) => denseOf(f, pool(f, x), config),
  }
}

function denseSpecs({ hidden_size: width, classifier_bias, norm_bias }: ModernBertConfig): ParameterSpec[] {
  return [
    ...linearSpecs(naming, dense, width, width, { bias: classifier_bias, deviation }),
    ...layerNormSpecs(naming, denseNorm, width, { bias: norm_bias }),
  ]
}

function denseOf(f: Forward, x: tf.Tensor, config: ModernBertConfig): tf.Tensor {
  const spread = f.linear(dense, x, { bias: config.classifier_bias })
  return f.layerNorm(denseNorm, activationOf(config.classifier_activation)(spread), { bias: config.norm_bias })
}

function classifier(config: ModernBertConfig, reads: boolean): Classifier {
  return {
    parameters: (classes) => [
      ...(reads ? [] : denseSpecs(config)),
      ...linearSpecs(naming, 'classifier', config.hidden_size, classes),
    ],
    forward: (f, x) => f.linear('classifier', reads ? x : denseOf(f, x, config)) as tf.Tensor2D,
  }
}
