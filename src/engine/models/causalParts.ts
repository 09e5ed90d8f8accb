/** What GPT-2 and GPT-Neo share: all but their layers. */
import * as tf from '@tensorflow/tfjs-core'
import type { FamilyId } from '../../shared/catalog/families.ts'
import type { Forward } from '../nn/forward.ts'
import { embeddingSpec, layerNormSpecs, linearSpecs } from '../nn/parameters.ts'
import { addPositions } from '../nn/textPrimitives.ts'
import { plainFacts } from './huggingFace.ts'
import { labelMaps } from './linearClassifier.ts'
import { deviation, lastToken } from './textParts.ts'
import type { Block, Classifier, Trunk } from './trunk.ts'

const naming = 'torch'
const words = 'transformer.wte'
const positions = 'transformer.wpe'

/** Both files may lack the prefix `transformer.`; the tied `lm_head` and the mask buffers are not needed. */
export function renameCausal(name: string): string | null {
  if (name === 'lm_head.weight' || /\.attn\.(attention\.)?(masked_)?bias$/.test(name)) return null
  return /^(wte|wpe|h|ln_f)\./.test(name) ? `transformer.${name}` : name
}

export interface CausalOptions {
  readonly family: FamilyId
  /** As published. */
  readonly config: {
    readonly vocab_size: number
    readonly layer_norm_epsilon: number
    readonly eos_token_id?: number | null | undefined
    readonly pad_token_id?: number | null | undefined
  }
  /** transformers' names of the network with and without classes. */
  readonly architectures: { readonly classes: string; readonly text: string }
  readonly heads: number
  /** Whether the files keep dense layers as [in, out]. */
  readonly fanInFanOut: boolean
  readonly maxTokens: number
  readonly width: number
  readonly layers: readonly Block[]
}

/** Embeddings, the family's own layers, the final norm; it continues texts, or sorts them by their last token. */
export function causalTrunk({
  family,
  config,
  architectures,
  heads,
  fanInFanOut,
  maxTokens,
  width,
  layers,
}: CausalOptions): Trunk {
  const vocabulary = config.vocab_size
  return {
    family,
    naming,
    normEpsilon: config.layer_norm_epsilon,
    input: { kind: 'text', vocabulary, maxTokens, causal: true },
    blocks: [tokenEmbeddings(vocabulary, maxTokens, width), ...layers, finalNorm(width)],
    pool: (f, x) => lastToken(f, x as tf.Tensor3D),
    featureSize: width,
    classifier: scoreClassifier(width),
    nextToken: tiedNextToken,
    config: (labels) => ({
      ...config,
      architectures: [labels ? architectures.classes : architectures.text],
      // transformers finds a text's last token by what is not padding.
      ...(labels ? { ...labelMaps(labels), pad_token_id: config.pad_token_id ?? config.eos_token_id ?? null } : {}),
    }),
    huggingFace: { ...plainFacts, attentionHeads: heads, fanInFanOut },
  }
}

function tokenEmbeddings(vocabulary: number, maxTokens: number, width: number): Block {
  return {
    name: words,
    label: 'embedding',
    parameters: [embeddingSpec(naming, words, vocabulary, width), embeddingSpec(naming, positions, maxTokens, width)],
    forward: (f, ids) =>
      addPositions(f.embedding(words, ids as tf.Tensor2D), f.weight(`${positions}.weight`) as tf.Tensor2D, f.position),
  }
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

function scoreClassifier(width: number): Classifier {
  return {
    parameters: (classes) => linearSpecs(naming, 'score', width, classes, { bias: false, deviation }),
    forward: (f, x) => f.linear('score', x, { bias: false }) as tf.Tensor2D,
  }
}

/** By the same table that tokens are read with: [batch, tokens, width] → logits [batch, tokens, vocabulary] */
function tiedNextToken(f: Forward, x: tf.Tensor3D): tf.Tensor3D {
  const [batch, tokens, width] = x.shape
  const table = f.weight(`${words}.weight`) as tf.Tensor2D
  const logits = tf.matMul(tf.reshape(x, [batch * tokens, width]) as tf.Tensor2D, table, false, true)
  return tf.reshape(logits, [batch, tokens, table.shape[0]])
}
