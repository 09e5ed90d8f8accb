/**
 * BERT (Devlin et al. 2019) in the Hugging Face layout, and what is built like it (MiniLM, BGE). What sentence-transformers
 * publishes beside it says how a text's tokens become one vector; else the last block is the pooler where the file has
 * one, and without it the mean is taken. Our own key `thaw_pooling` in config.json decides before both. Reference:
 * transformers `modeling_bert.py`.
 */
import * as tf from '@tensorflow/tfjs-core'
import * as v from 'valibot'
import { ThawError } from '../../shared/messages/errors.ts'
import { notice } from '../../shared/messages/say.ts'
import { linearSpecs } from '../nn/parameters.ts'
import { bertEmbeddings, bertFields, bertLayer, wordsOf } from './bertLayers.ts'
import { type Limit, plainFacts, readsOtherwise } from './huggingFace.ts'
import { labelMaps, linearClassifier } from './linearClassifier.ts'
import { type OwnClassifier, withoutOwnFields } from './ownClassifier.ts'
import { checkHeads, readConfig, withRows } from './readConfig.ts'
import { deviation, meanOfTokens } from './textParts.ts'
import { firstToken, type Layer, layersReadAt, type PlainPooling, plainPools } from './tokensRead.ts'
import type { Block, Family, Trunk } from './trunk.ts'

/** `cls` goes through the pooler, the others need no weights. */
const poolings = ['mean', 'cls', 'first', 'max'] as const

const schema = v.looseObject({
  model_type: v.literal('bert'),
  ...bertFields,
  thaw_pooling: v.optional(v.picklist(poolings)),
})
type BertConfig = v.InferOutput<typeof schema>

const naming = 'torch'
const prefix = 'bert'
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
    const read = withRows(readConfig(schema, raw, 'BERT'), shapeOf(`${wordsOf(prefix)}.weight`))
    const config = withoutOwnFields(read, dropoutField)
    checkHeads(config.hidden_size, config.num_attention_heads)
    // Whoever trained transformers' classifier on such a network read its pooler, whatever was published beside it.
    const beside = isClassifier(raw) ? null : published
    if (beside === 'last') throw new ThawError('model-unsupported', 'poolingUnknown', { modes: ['lasttoken'] })
    const pooling = config.thaw_pooling ?? beside ?? (shapeOf(`${poolerSite}.weight`) ? 'cls' : 'mean')
    const plain = pooling === 'cls' ? null : plainPools[pooling]
    const layers = Array.from({ length: config.num_hidden_layers }, (_, index) => bertLayer(prefix, config, index))
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
        bertEmbeddings(prefix, config, 0),
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
    blocks: [bertEmbeddings(prefix, config, 0), ...layersReadAt('all', layers)],
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
function pooler(width: number): Block {
  return {
    name: 'bert.pooler',
    label: 'pooler',
    parameters: linearSpecs(naming, poolerSite, width, width, { deviation }),
    forward: (f, x) => tf.tanh(f.linear(poolerSite, firstToken(x as tf.Tensor3D))), // [batch, hidden]
  }
}
