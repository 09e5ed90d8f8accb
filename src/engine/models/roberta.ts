/**
 * RoBERTa (Liu et al. 2019), and XLM-R (Conneau et al. 2020) and CamemBERT, which are the same network under other names:
 * BERT without a second type, whose places are counted from the padding's row on. A text's vector is its first token's,
 * unless sentence-transformers, or our own key `thaw_pooling`, says otherwise. Reference: transformers
 * `modeling_roberta.py`, `modeling_xlm_roberta.py`, `modeling_camembert.py`.
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
import { checkHeads, epsilon, readConfig, whole, withRows } from './readConfig.ts'
import { deviation, meanOfTokens } from './textParts.ts'
import { type Layer, layersReadAt, type PlainPooling, plainPools } from './tokensRead.ts'
import type { Classifier, Family, Trunk } from './trunk.ts'

/** What their classes are called in transformers, by `model_type`. */
const classNames = { roberta: 'Roberta', 'xlm-roberta': 'XLMRoberta', camembert: 'Camembert' } as const

const kind = v.picklist(Object.keys(classNames) as (keyof typeof classNames)[])

const schema = v.looseObject({
  ...bertFields,
  model_type: kind,
  type_vocab_size: v.optional(whole(1024), 1),
  layer_norm_eps: v.optional(epsilon, 1e-12),
  pad_token_id: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000)), 1),
  thaw_pooling: v.optional(v.picklist(['mean', 'first', 'max'])),
})
type RobertaConfig = v.InferOutput<typeof schema>

const naming = 'torch'
const prefix = 'roberta'

export const roberta: Family = {
  id: 'roberta',
  recognises: (config) => v.is(v.looseObject({ model_type: kind }), config),
  rename(name) {
    if (name.endsWith('.position_ids') || /^(lm_head|qa_outputs)\./.test(name)) return null
    return /^(embeddings|encoder|pooler)\./.test(name) ? `${prefix}.${name}` : name
  },
  readTrunk({ config: raw, pooling: published = null, shapeOf }): Trunk {
    const read = withRows(readConfig(schema, raw, 'RoBERTa'), shapeOf(`${wordsOf(prefix)}.weight`))
    const config = withoutOwnFields(read, dropoutField)
    checkHeads(config.hidden_size, config.num_attention_heads)
    if (published === 'last' || published === 'cls')
      throw new ThawError('model-unsupported', 'poolingUnknown', { modes: [published] })
    const pooling = config.thaw_pooling ?? published ?? 'first'
    const plain = plainPools[pooling]
    const name = classNames[config.model_type]
    const layers = Array.from({ length: config.num_hidden_layers }, (_, index) => bertLayer(prefix, config, index))
    const whole: Trunk = {
      family: 'roberta',
      naming,
      normEpsilon: config.layer_norm_eps,
      input: {
        kind: 'text',
        vocabulary: config.vocab_size,
        maxTokens: placesOf(config),
        causal: false,
        placedByPadding: true,
      },
      blocks: [bertEmbeddings(prefix, config, firstPlace(config)), ...layersReadAt(plain.reads, layers)],
      pool: plain.pool,
      featureSize: config.hidden_size,
      classifier: classifier(config.hidden_size),
      nextToken: null,
      config: (labels) => ({
        ...config,
        architectures: [labels && pooling === 'first' ? `${name}ForSequenceClassification` : `${name}Model`],
        ...(labels ? labelMaps(labels) : {}),
        ...(pooling === 'first' ? {} : { thaw_pooling: pooling }),
      }),
      huggingFace: {
        ...plainFacts,
        attentionHeads: config.num_attention_heads,
        pooling: pooling === 'first' ? null : pooling,
        ...(pooling !== 'first' && { ownClassifier: ownClassifier(name, pooling) }),
        limits: () => ({ prefix: noPrefix, ...(pooling !== 'first' && { classifier: readsOtherwise }) }),
      },
      leavesOut,
    }
    return { ...whole, atTokens: () => atTokens(whole, config, layers) }
  },
}

/** transformers' own classifiers are without the pooler, which pre-training leaves in the file. */
const leavesOut = (name: string) => name.startsWith(`${prefix}.pooler.`)

/** The rows up to the padding's own are no token's. */
function firstPlace({ pad_token_id: padding }: RobertaConfig): number {
  return padding + 1
}

function placesOf(config: RobertaConfig): number {
  const places = config.max_position_embeddings - firstPlace(config)
  if (places > 0) return places
  const detail = `expected more than ${firstPlace(config)}`
  throw new ThawError('model-unsupported', 'configUnknown', {
    ...{ kind: 'RoBERTa', field: 'max_position_embeddings', detail },
  })
}

/** As transformers' RobertaForTokenClassification, which has one layer of its own. */
function atTokens(whole: Trunk, config: RobertaConfig, layers: readonly Layer[]): Trunk {
  const name = classNames[config.model_type]
  return {
    ...whole,
    eachToken: true,
    blocks: [bertEmbeddings(prefix, config, firstPlace(config)), ...layersReadAt('all', layers)],
    pool: (f, x) => meanOfTokens(f, x as tf.Tensor3D),
    classifier: linearClassifier(naming, 'classifier', config.hidden_size),
    config: (labels) => ({
      ...config,
      architectures: [labels ? `${name}ForTokenClassification` : `${name}Model`],
      ...(labels ? labelMaps(labels) : {}),
    }),
    huggingFace: { ...plainFacts, attentionHeads: config.num_attention_heads, limits: () => ({ prefix: noPrefix }) },
  }
}

const dropoutField = 'classifier_dropout'

function ownClassifier(name: string, pooling: PlainPooling): OwnClassifier {
  return {
    ...{ pooling, dropoutField, className: `Thaw${name}ForSequenceClassification` },
    trunkArguments: { add_pooling_layer: false },
    layers: [
      { site: 'classifier.dense', activation: 'tanh' },
      { site: 'classifier.out_proj', activation: 'identity' },
    ],
  }
}

/** Its classifiers hand none on to the network. */
const noPrefix: Limit = {
  adapter: notice('networkTakesNoPrefix', { network: 'RoBERTa' }),
  project: notice('prefixNotInPython', { network: 'RoBERTa' }),
}

/** transformers' RobertaClassificationHead. */
function classifier(width: number): Classifier {
  return {
    module: 'classifier',
    parameters: (classes) => [
      ...linearSpecs(naming, 'classifier.dense', width, width, { deviation }),
      ...linearSpecs(naming, 'classifier.out_proj', width, classes),
    ],
    forward: (f, x) => f.linear('classifier.out_proj', tf.tanh(f.linear('classifier.dense', x))) as tf.Tensor2D,
  }
}
