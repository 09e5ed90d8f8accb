/** What GPT-2 and GPT-Neo share: token and position tables, the norm at the end, the heads on the last token. */
import * as tf from '@tensorflow/tfjs-core'
import type { Forward } from '../nn/forward.ts'
import { embeddingSpec, layerNormSpecs, linearSpecs } from '../nn/parameters.ts'
import { addPositions } from '../nn/textPrimitives.ts'
import { deviation } from './textParts.ts'
import type { Block, Classifier } from './trunk.ts'

const naming = 'torch'
const words = 'transformer.wte'
const positions = 'transformer.wpe'

/** Both files may lack the prefix `transformer.`; the tied `lm_head` and the mask buffers are not needed. */
export function renameCausal(name: string): string | null {
  if (name === 'lm_head.weight' || /\.attn\.(attention\.)?(masked_)?bias$/.test(name)) return null
  return /^(wte|wpe|h|ln_f)\./.test(name) ? `transformer.${name}` : name
}

export function tokenEmbeddings(vocabulary: number, maxTokens: number, width: number): Block {
  return {
    name: words,
    label: 'embedding',
    parameters: [embeddingSpec(naming, words, vocabulary, width), embeddingSpec(naming, positions, maxTokens, width)],
    forward: (f, ids) =>
      addPositions(f.embedding(words, ids as tf.Tensor2D), f.weight(`${positions}.weight`) as tf.Tensor2D, f.position),
  }
}

export function finalNorm(width: number): Block {
  const name = 'transformer.ln_f'
  return {
    name,
    label: 'final norm',
    parameters: layerNormSpecs(naming, name, width),
    forward: (f, x) => f.layerNorm(name, x),
  }
}

export function scoreClassifier(width: number): Classifier {
  return {
    parameters: (classes) => linearSpecs(naming, 'score', width, classes, { bias: false, deviation }),
    forward: (f, x) => f.linear('score', x, { bias: false }) as tf.Tensor2D,
  }
}

/** By the same table that tokens are read with: [batch, tokens, width] → logits [batch, tokens, vocabulary] */
export function tiedNextToken(f: Forward, x: tf.Tensor3D): tf.Tensor3D {
  const [batch, tokens, width] = x.shape
  const table = f.weight(`${words}.weight`) as tf.Tensor2D
  const logits = tf.matMul(tf.reshape(x, [batch * tokens, width]) as tf.Tensor2D, table, false, true)
  return tf.reshape(logits, [batch, tokens, table.shape[0]])
}
