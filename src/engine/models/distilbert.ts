/**
 * DistilBERT (Sanh et al. 2019) in the Hugging Face layout: BERT without token types and pooler; a text's vector is
 * its first token's, unless sentence-transformers, or our own key `thaw_pooling`, says otherwise. Reference:
 * transformers `modeling_distilbert.py`.
 */
import * as tf from '@tensorflow/tfjs-core'
import * as v from 'valibot'
import type { Part } from '../../shared/catalog/parts.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import { notice } from '../../shared/messages/say.ts'
import { embeddingSpec, layerNormSpecs, linearSpecs } from '../nn/parameters.ts'
import { addPositions } from '../nn/textPrimitives.ts'
import { type Limit, plainFacts, readsOtherwise } from './huggingFace.ts'
import { labelMaps, linearClassifier } from './linearClassifier.ts'
import { type OwnClassifier, withoutOwnFields } from './ownClassifier.ts'
import { checkHeads, readConfig, whole, withRows } from './readConfig.ts'
import { activationName, activationOf, deviation, meanOfTokens, splitTypes } from './textParts.ts'
import { type Layer, layersReadAt, type PlainPooling, plainPools } from './tokensRead.ts'
import type { Block, Classifier, Family, Trunk } from './trunk.ts'

const schema = v.looseObject({
  model_type: v.literal('distilbert'),
  vocab_size: whole(2_000_000),
  dim: whole(16384),
  hidden_dim: whole(131072),
  n_layers: whole(200),
  n_heads: whole(1024),
  max_position_embeddings: whole(1_000_000),
  activation: v.optional(activationName, 'gelu'),
  thaw_pooling: v.optional(v.picklist(['mean', 'first', 'max'])),
})
type DistilBertConfig = v.InferOutput<typeof schema>

const naming = 'torch'
const words = 'distilbert.embeddings.word_embeddings'
const positions = 'distilbert.embeddings.position_embeddings'

export const distilbert: Family = {
  id: 'distilbert',
  recognises: (config) => v.is(v.looseObject({ model_type: v.literal('distilbert') }), config),
  rename(name) {
    if (name.endsWith('.position_ids') || /^(vocab_|qa_outputs\.)/.test(name)) return null
    return /^(embeddings|transformer)\./.test(name) ? `distilbert.${name}` : name
  },
  readTrunk({ config: raw, pooling: published = null, shapeOf }): Trunk {
    const read = withRows(readConfig(schema, raw, 'DistilBERT'), shapeOf(`${words}.weight`))
    const config = withoutOwnFields(read, dropoutField)
    checkHeads(config.dim, config.n_heads)
    if (published === 'last' || published === 'cls')
      throw new ThawError('model-unsupported', 'poolingUnknown', { modes: [published] })
    const pooling = config.thaw_pooling ?? published ?? 'first'
    const plain = plainPools[pooling]
    const layers = Array.from({ length: config.n_layers }, (_, index) => layer(config, index))
    const whole: Trunk = {
      family: 'distilbert',
      naming,
      normEpsilon: 1e-12,
      input: {
        kind: 'text',
        vocabulary: config.vocab_size,
        maxTokens: config.max_position_embeddings,
        causal: false,
      },
      blocks: [embeddings(config), ...layersReadAt(plain.reads, layers)],
      pool: plain.pool,
      featureSize: config.dim,
      classifier: classifier(config.dim),
      nextToken: null,
      config: (labels) => ({
        ...config,
        architectures: [labels && pooling === 'first' ? 'DistilBertForSequenceClassification' : 'DistilBertModel'],
        ...(labels ? labelMaps(labels) : {}),
        ...(pooling === 'first' ? {} : { thaw_pooling: pooling }),
      }),
      huggingFace: {
        ...plainFacts,
        attentionHeads: config.n_heads,
        pooling: pooling === 'first' ? null : pooling,
        ...(pooling !== 'first' && { ownClassifier: ownClassifier(pooling) }),
        limits: () => ({ prefix: noPrefix, ...(pooling !== 'first' && { classifier: readsOtherwise }) }),
      },
    }
    return { ...whole, atTokens: () => atTokens(whole, config, layers) }
  },
}

/** As transformers' DistilBertForTokenClassification, which has one layer of its own. */
function atTokens(whole: Trunk, config: DistilBertConfig, layers: readonly Layer[]): Trunk {
  return {
    ...whole,
    eachToken: true,
    blocks: [embeddings(config), ...layersReadAt('all', layers)],
    pool: (f, x) => meanOfTokens(f, x as tf.Tensor3D),
    classifier: linearClassifier(naming, 'classifier', config.dim),
    config: (labels) => ({
      ...config,
      architectures: [labels ? 'DistilBertForTokenClassification' : 'DistilBertModel'],
      ...(labels ? labelMaps(labels) : {}),
    }),
    huggingFace: { ...plainFacts, attentionHeads: config.n_heads, limits: () => ({ prefix: noPrefix }) },
  }
}

const dropoutField = 'seq_classif_dropout'

function ownClassifier(pooling: PlainPooling): OwnClassifier {
  return {
    ...{ pooling, dropoutField, className: 'ThawDistilBertForSequenceClassification', trunkArguments: {} },
    layers: [
      { site: 'pre_classifier', activation: 'relu' },
      { site: 'classifier', activation: 'identity' },
    ],
  }
}

const noPrefix: Limit = {
  adapter: notice('distilbertTakesNoPrefix'),
  project: notice('distilbertPrefixNotInPython'),
}

function embeddings(config: DistilBertConfig): Block {
  const norm = 'distilbert.embeddings.LayerNorm'
  return {
    name: 'distilbert.embeddings',
    label: 'embedding',
    parameters: [
      embeddingSpec(naming, words, config.vocab_size, config.dim),
      embeddingSpec(naming, positions, config.max_position_embeddings, config.dim),
      ...layerNormSpecs(naming, norm, config.dim),
    ],
    forward(f, x) {
      // Tokenizers made for BERT tell two texts apart by types, which this network does not know.
      const found = f.embedding(words, splitTypes(x).ids)
      return f.layerNorm(norm, addPositions(found, f.weight(`${positions}.weight`) as tf.Tensor2D, f.position))
    },
  }
}

function layer(config: DistilBertConfig, index: number): Layer {
  const { dim, hidden_dim: inner, n_heads: heads, activation } = config
  const name = `distilbert.transformer.layer.${index}`
  const bend = activationOf(activation)
  const dense = (site: string, part: Part, inputs = dim, outputs = dim) =>
    linearSpecs(naming, `${name}.${site}`, inputs, outputs, { deviation, part })
  return {
    name,
    label: `layer ${index + 1}`,
    attention: { site: `${name}.attention`, width: dim },
    parameters: [
      ...dense('attention.q_lin', 'query'),
      ...dense('attention.k_lin', 'key'),
      ...dense('attention.v_lin', 'value'),
      ...dense('attention.out_lin', 'attention-output'),
      ...layerNormSpecs(naming, `${name}.sa_layer_norm`, dim),
      ...dense('ffn.lin1', 'feed-forward-in', dim, inner),
      ...dense('ffn.lin2', 'feed-forward-out', inner, dim),
      ...layerNormSpecs(naming, `${name}.output_layer_norm`, dim),
    ],
    forward(f, x, read) {
      const site = `${name}.attention`
      const asker = read(x)
      const part = (role: string, of = x) => f.linear(`${site}.${role}`, of) as tf.Tensor3D
      const how = { heads, scale: 1 / Math.sqrt(dim / heads), causal: false, window: null }
      const seen = f.attention(site, part('q_lin', asker), part('k_lin'), part('v_lin'), how)
      const attended = f.layerNorm(`${name}.sa_layer_norm`, tf.add(f.linear(`${site}.out_lin`, seen), asker))
      const spread = bend(f.linear(`${name}.ffn.lin1`, attended)) // [batch, tokens, hidden_dim]
      return f.layerNorm(`${name}.output_layer_norm`, tf.add(f.linear(`${name}.ffn.lin2`, spread), attended))
    },
  }
}

function classifier(dim: number): Classifier {
  return {
    parameters: (classes) => [
      ...linearSpecs(naming, 'pre_classifier', dim, dim, { deviation }),
      ...linearSpecs(naming, 'classifier', dim, classes),
    ],
    forward: (f, x) => f.linear('classifier', tf.relu(f.linear('pre_classifier', x))) as tf.Tensor2D,
  }
}
