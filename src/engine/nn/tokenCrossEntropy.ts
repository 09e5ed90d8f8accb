/** Cross-entropy of a class for each token, of which some count and some do not. */
import * as tf from '@tensorflow/tfjs-core'
import { totalCrossEntropy } from './crossEntropy.ts'

/** A token that is not counted: padding, a special token, a word's second piece. torch's `ignore_index`. */
export const ignoredToken = -100

export interface TokenLoss {
  /** Σ over the tokens that count, a scalar. */
  readonly total: tf.Scalar
  /** Tokens that count. */
  readonly counted: number
}

/**
 * @param logits [rows, tokens, classes]
 * @param tags the class of each token, row by row, [rows · tokens]; `ignoredToken` where it does not count
 */
export function tokenCrossEntropy(
  logits: tf.Tensor3D,
  tags: Int32Array,
  { smoothing = 0 }: { readonly smoothing?: number } = {},
): TokenLoss {
  const [rows, tokens, classes] = logits.shape
  if (tags.length !== rows * tokens) throw new Error(`internal: ${tags.length} tags for ${rows} × ${tokens} tokens`)
  const counts = Float32Array.from(tags, (tag) => Number(tag !== ignoredToken))
  // An ignored token is given the first class, and counts for nothing.
  const targets = tags.map((tag) => (tag === ignoredToken ? 0 : tag))
  const flat = tf.reshape<tf.Rank.R2>(logits, [rows * tokens, classes])
  const total = totalCrossEntropy(flat, {
    targets: tf.tensor1d(targets, 'int32'),
    counts: tf.tensor1d(counts),
    smoothing,
  })
  return { total, counted: counts.reduce((sum, count) => sum + count, 0) }
}
