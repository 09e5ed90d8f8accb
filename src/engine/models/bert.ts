/**
 * BERT (Devlin et al. 2019) in the Hugging Face layout, and what is built like it (MiniLM, BGE). What sentence-transformers
 * publishes beside it says how a text's tokens become one vector; else the last block is the pooler where the file has
 * one, and without it the mean is taken. Our own key `thaw_pooling` in config.json decides before both. Reference:
 * transformers `modeling_bert.py`.
 */
import * as tf from '@tensorflow/tfjs-core'
import * as v from 'valibot'
import type { Part } from '../../shared/catalog/parts.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import { notice } from '../../shared/messages/say.ts'
import type { Forward } from '../nn/forward.ts'
import { embeddingSpec, layerNormSpecs, linearSpecs } from '../nn/parameters.ts'
import { addBias, addPositions } from '../nn/textPrimitives.ts'
import { type Limit, plainFacts } from './huggingFace.ts'
import { labelMaps, linearClassifier } from './linearClassifier.ts'
import { type OwnClassifier, withoutOwnFields } from './ownClassifier.ts'
import { checkHeads, epsilon, only, readConfig, whole, withRows } from './readConfig.ts'
import { activationName, activationOf, deviation, meanOfTokens, splitTypes, typeVectors } from './textParts.ts'
import { firstToken, type Layer, layersReadAt, type PlainPooling, plainPools } from './tokensRead.ts'
import type { Block, Family, Trunk } from './trunk.ts'

/** `cls` goes through the pooler, the others need no weights. */
const poolings = ['mean', 'cls', 'first', 'max'] as const

const schema = v.looseObject({
  model_type: v.literal('bert'),
  vocab_size: whole(2_000_000),
  hidden_size: whole(16384),
  num_hidden_layers: whole(200),
  num_attention_heads: whole(1024),
  intermediate_size: whole(131072),
  hidden_act: v.optional(activationName, 'gelu'),
  max_position_embeddings: whole(1_000_000),
  type_vocab_size: v.optional(whole(1024), 2),
  layer_norm_eps: v.optional(epsilon, 1e-12),
  position_embedding_type: only('absolute'),
  is_decoder: only(false),
  add_cross_attention: only(false),
  thaw_pooling: v.optional(v.picklist(poolings)),
})
type BertConfig = v.InferOutput<typeof schema>

const naming = 'torch'
const words = 'bert.embeddings.word_embeddings'
const positions = 'bert.embeddings.position_embeddings'
const types = 'bert.embeddings.token_type_embeddings'
const poolerSite = 'bert.pooler.dense'

export const bert: Family = {
  id: 'bert',
  recognises: (config) => v.is(v.looseObject({ model_type: v.literal('bert') }), config),
  rename(name) {
    if (name.endsWith('.position_ids') || /^(cls|qa_outputs)\./.test(name)) return null
    const modern = name
      .replace(/\.LayerNorm\.gamma$/, '.LayerNorm.weight')
      .replace(/\.LayerNorm\.beta$/, '.LayerNorm.bias')
    return /^(embeddings|encoder|pooler)\./.test(modern) ? `bert.${modern}` : modern
  },
  readTrunk({ config: raw, pooling: published = null, shapeOf }): Trunk {
    const read = withRows(readConfig(schema, raw, 'BERT'), shapeOf(`${words}.weight`))
    const config = withoutOwnFields(read, dropoutField)
    checkHeads(config.hidden_size, config.num_attention_heads)
    // Whoever trained transformers' classifier on such a network read its pooler, whatever was published beside it.
    const beside = isClassifier(raw) ? null : published
    if (beside === 'last') throw new ThawError('model-unsupported', 'poolingUnknown', { modes: ['lasttoken'] })
    const pooling = config.thaw_pooling ?? beside ?? (shapeOf(`${poolerSite}.weight`) ? 'cls' : 'mean')
    const plain = pooling === 'cls' ? null : plainPools[pooling]
    const layers = Array.from({ length: config.num_hidden_layers }, (_, index) => layer(config, index))
    const whole: Trunk = {
      family: 'bert',
      naming,
      normEpsilon: config.layer_norm_eps,
      input: {
        kind: 'text',
        vocabulary: config.vocab_size,
        maxTokens: config.max_position_embeddings,
        causal: false,
        tokenTypes: true,
      },
      blocks: [
        embeddings(config),
        ...layersReadAt(plain?.reads ?? 'first', layers),
        ...(plain ? [] : [pooler(config.hidden_size)]),
      ],
      pool: (f, x) => plain?.pool(f, x) ?? (x as tf.Tensor2D),
      featureSize: config.hidden_size,
      classifier: linearClassifier(naming, 'classifier', config.hidden_size),
      nextToken: null,
      config: (labels) => ({
        ...config,
        // transformers' own classifier reads the pooler; over a mean of tokens only the trunk is its.
        architectures: [labels && pooling === 'cls' ? 'BertForSequenceClassification' : 'BertModel'],
        ...(labels ? labelMaps(labels) : {}),
        thaw_pooling: pooling,
      }),
      huggingFace: {
        ...plainFacts,
        attentionHeads: config.num_attention_heads,
        pooling,
        ...(pooling !== 'cls' && { ownClassifier: ownClassifier(pooling) }),
        limits: () => (pooling === 'cls' ? {} : { classifier: pooling === 'mean' ? readsMean : readsOtherwise }),
      },
      ...(plain && { leavesOut: (name: string) => name.startsWith('bert.pooler.') }),
    }
    return { ...whole, atTokens: () => atTokens(whole, config, layers) }
  },
}

function isClassifier(config: unknown): boolean {
  return v.is(v.looseObject({ architectures: v.tuple([v.literal('BertForSequenceClassification')]) }), config)
}

/** Without the pooler, as transformers' BertForTokenClassification. */
function atTokens(whole: Trunk, config: BertConfig, layers: readonly Layer[]): Trunk {
  return {
    ...whole,
    eachToken: true,
    blocks: [embeddings(config), ...layersReadAt('all', layers)],
    pool: (f, x) => meanOfTokens(f, x as tf.Tensor3D),
    config: (labels) => ({
      ...config,
      architectures: [labels ? 'BertForTokenClassification' : 'BertModel'],
      ...(labels ? labelMaps(labels) : {}),
      thaw_pooling: 'mean',
    }),
    huggingFace: { ...plainFacts, attentionHeads: config.num_attention_heads },
  }
}

const dropoutField = 'classifier_dropout'

function ownClassifier(pooling: PlainPooling): OwnClassifier {
  return {
    ...{ pooling, dropoutField, className: 'ThawBertForSequenceClassification' },
    trunkArguments: { add_pooling_layer: false },
    layers: [{ site: 'classifier', activation: 'identity' }],
  }
}

const readsMean: Limit = {
  adapter: notice('classifierReadsPooler'),
  project: null, // it brings a classifier of its own
}
const readsOtherwise: Limit = {
  adapter: notice('classifierReadsOther'),
  project: null, // it brings a classifier of its own
}

function embeddings(config: BertConfig): Block {
  const width = config.hidden_size
  return {
    name: 'bert.embeddings',
    label: 'embedding',
    parameters: [
      embeddingSpec(naming, words, config.vocab_size, width),
      embeddingSpec(naming, positions, config.max_position_embeddings, width),
      embeddingSpec(naming, types, config.type_vocab_size, width),
      ...layerNormSpecs(naming, 'bert.embeddings.LayerNorm', width),
    ],
    forward(f, x) {
      const { ids, types: kinds } = splitTypes(x)
      const found = f.embedding(words, ids)
      const placed = addPositions(found, f.weight(`${positions}.weight`) as tf.Tensor2D, f.position)
      const table = f.weight(`${types}.weight`) as tf.Tensor2D
      const first = tf.reshape(tf.slice(table, [0, 0], [1, width]), [width]) as tf.Tensor1D
      const typed = kinds
        ? tf.add(placed, typeVectors(table, kinds, placed.shape[1] as number))
        : addBias(placed, first)
      return f.layerNorm('bert.embeddings.LayerNorm', typed)
    },
  }
}

function layer(config: BertConfig, index: number): Layer {
  const { hidden_size: width, intermediate_size: inner, num_attention_heads: heads } = config
  const name = `bert.encoder.layer.${index}`
  const activation = activationOf(config.hidden_act)
  const dense = (site: string, part: Part, inputs = width, outputs = width) =>
    linearSpecs(naming, `${name}.${site}`, inputs, outputs, { deviation, part })
  return {
    name,
    label: `layer ${index + 1}`,
    attention: { site: `${name}.attention.self`, width },
    parameters: [
      ...dense('attention.self.query', 'query'),
      ...dense('attention.self.key', 'key'),
      ...dense('attention.self.value', 'value'),
      ...dense('attention.output.dense', 'attention-output'),
      ...layerNormSpecs(naming, `${name}.attention.output.LayerNorm`, width),
      ...dense('intermediate.dense', 'feed-forward-in', width, inner),
      ...dense('output.dense', 'feed-forward-out', inner, width),
      ...layerNormSpecs(naming, `${name}.output.LayerNorm`, width),
    ],
    forward(f, x, read) {
      const asker = read(x)
      const mixed = attend(f, `${name}.attention.self`, { asker, x, heads })
      const seen = f.linear(`${name}.attention.output.dense`, mixed)
      const attended = f.layerNorm(`${name}.attention.output.LayerNorm`, tf.add(seen, asker))
      const spread = activation(f.linear(`${name}.intermediate.dense`, attended)) // [batch, tokens, intermediate]
      return f.layerNorm(`${name}.output.LayerNorm`, tf.add(f.linear(`${name}.output.dense`, spread), attended))
    },
  }
}

interface Attending {
  readonly asker: tf.Tensor
  readonly x: tf.Tensor
  readonly heads: number
}

function attend(f: Forward, site: string, { asker, x, heads }: Attending): tf.Tensor3D {
  const part = (role: string, of: tf.Tensor) => f.linear(`${site}.${role}`, of) as tf.Tensor3D
  const [q, k, v] = [part('query', asker), part('key', x), part('value', x)]
  const scale = 1 / Math.sqrt(q.shape[2] / heads)
  return f.attention(site, q, k, v, { heads, scale, causal: false, window: null })
}

function pooler(width: number): Block {
  return {
    name: 'bert.pooler',
    label: 'pooler',
    parameters: linearSpecs(naming, poolerSite, width, width, { deviation }),
    forward: (f, x) => tf.tanh(f.linear(poolerSite, firstToken(x as tf.Tensor3D))), // [batch, hidden]
  }
}
