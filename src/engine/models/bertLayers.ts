/**
 * The blocks of BERT (Devlin et al. 2019), which RoBERTa and what follows it have under another prefix. Reference:
 * transformers `modeling_bert.py`, `modeling_roberta.py`.
 */
import * as tf from '@tensorflow/tfjs-core'
import * as v from 'valibot'
import type { Part } from '../../shared/catalog/parts.ts'
import type { Forward } from '../nn/forward.ts'
import { embeddingSpec, layerNormSpecs, linearSpecs } from '../nn/parameters.ts'
import { addBias, addPositions } from '../nn/textPrimitives.ts'
import { epsilon, only, whole } from './readConfig.ts'
import { activationName, activationOf, deviation, splitTypes, typeVectors } from './textParts.ts'
import type { Layer } from './tokensRead.ts'
import type { Block } from './trunk.ts'

/** Fields of a configuration that these blocks stand in. */
export const bertFields = {
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
}
type BertShape = v.InferOutput<v.ObjectSchema<typeof bertFields, undefined>>

const naming = 'torch'

/** Where words are looked up. */
export function wordsOf(prefix: string): string {
  return `${prefix}.embeddings.word_embeddings`
}

/** Words, places and types, normed. @param from the row of the first token's place. */
export function bertEmbeddings(prefix: string, config: BertShape, from: number): Block {
  const width = config.hidden_size
  const name = `${prefix}.embeddings`
  const words = wordsOf(prefix)
  const [positions, types] = [`${name}.position_embeddings`, `${name}.token_type_embeddings`]
  return {
    name,
    label: 'embedding',
    parameters: [
      embeddingSpec(naming, words, config.vocab_size, width),
      embeddingSpec(naming, positions, config.max_position_embeddings, width),
      embeddingSpec(naming, types, config.type_vocab_size, width),
      ...layerNormSpecs(naming, `${name}.LayerNorm`, width),
    ],
    forward(f, x) {
      const { ids, types: kinds } = splitTypes(x)
      const found = f.embedding(words, ids)
      const placed = addPositions(found, f.weight(`${positions}.weight`) as tf.Tensor2D, from + f.position)
      const table = f.weight(`${types}.weight`) as tf.Tensor2D
      const first = tf.reshape(tf.slice(table, [0, 0], [1, width]), [width]) as tf.Tensor1D
      const typed = kinds
        ? tf.add(placed, typeVectors(table, kinds, placed.shape[1] as number))
        : addBias(placed, first)
      return f.layerNorm(`${name}.LayerNorm`, typed)
    },
  }
}

/** Attention and feed-forward, a norm behind each. */
export function bertLayer(prefix: string, config: BertShape, index: number): Layer {
  const { hidden_size: width, intermediate_size: inner, num_attention_heads: heads } = config
  const name = `${prefix}.encoder.layer.${index}`
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
