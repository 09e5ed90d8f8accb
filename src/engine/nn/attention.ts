/**
 * Scaled dot-product attention (Vaswani et al. 2017) with the masks that the text networks use. The keys may be more
 * than the queries: the queries are then the last tokens (a text continued token by token, or a learned prefix).
 */
import * as tf from '@tensorflow/tfjs-core'
import type { AttentionOptions } from './forward.ts'
import { fusedAll, hasFused } from './fused.ts'
import { together, withGradient } from './withGradient.ts'

/** As good as −∞ beside any score, and finite: a row in which all is hidden stays a number. */
const hidden = -1e9

type Settled = AttentionOptions & { readonly keyHeads: number }

/** q [batch, queries, heads × width], k and v [batch, keys, keyHeads × width], mask [batch, ≤ keys] → like q */
export function attention(
  q: tf.Tensor3D,
  k: tf.Tensor3D,
  v: tf.Tensor3D,
  mask: tf.Tensor2D | null,
  options: AttentionOptions,
): tf.Tensor3D {
  if (mask && (mask.shape[1] as number) > k.shape[1])
    throw new Error(`internal: a mask over ${mask.shape[1]} tokens for ${k.shape[1]} keys`)
  const settled = { ...options, keyHeads: options.keyHeads ?? options.heads }
  return (hasFused('Attention') ? fusedAttention : composedAttention)(q, k, v, mask, settled)
}

/** Heads that several query heads share, each as often as it is read: [batch, tokens, shared × width] → [batch, tokens, heads × width] */
export function headForEach(x: tf.Tensor3D, shared = 0, heads = shared): tf.Tensor3D {
  if (shared === 0 || shared === heads) return x
  const [batch, tokens, total] = x.shape
  const rows = batch * tokens * shared
  const [times, width] = [heads / shared, total / shared]
  return withGradient([x], () => ({
    value: tf.reshape(tf.tile(tf.reshape(x, [rows, 1, width]), [1, times, 1]), [batch, tokens, total * times]),
    saved: [],
    gradients: (dy) => [() => tf.reshape(tf.sum(tf.reshape(dy, [rows, times, width]), 1), [batch, tokens, total])],
  })) as tf.Tensor3D
}

/** Scores and weights stay in the kernel, as far as it needs none of them for the way back. */
function fusedAttention(
  q: tf.Tensor3D,
  k: tf.Tensor3D,
  v: tf.Tensor3D,
  mask: tf.Tensor2D | null,
  { window, ...options }: Settled,
): tf.Tensor3D {
  const attributes = { ...options, window: window ?? 0 }
  return withGradient([q, k, v], () => {
    const [value, statistics] = fusedAll('Attention', { q, k, v, mask }, attributes) as [tf.Tensor, tf.Tensor]
    return {
      value,
      saved: [q, k, v, value, statistics, ...(mask ? [mask] : [])],
      gradients: (dy, q0, k0, v0, y, kept, mask0) =>
        together(3, () =>
          fusedAll(
            'AttentionGrad',
            { q: q0, k: k0, v: v0, mask: mask0 ?? null, y, statistics: kept, dy } as Inputs,
            attributes,
          ),
        ),
    }
  }) as tf.Tensor3D
}

type Inputs = Parameters<typeof fusedAll>[1]

function composedAttention(
  q: tf.Tensor3D,
  k: tf.Tensor3D,
  v: tf.Tensor3D,
  mask: tf.Tensor2D | null,
  { heads, keyHeads, scale, causal, window }: Settled,
): tf.Tensor3D {
  const queries = q.shape[1]
  const keys = k.shape[1]
  const [k1, v1] = [headForEach(k, keyHeads, heads), headForEach(v, keyHeads, heads)]
  const scaled = scale === 1 ? q : (tf.mul(q, scale) as tf.Tensor3D)
  const scores = tf.matMul(splitHeads(scaled, heads), splitHeads(k1, heads), false, true) as tf.Tensor4D
  const before = causal || window !== null ? nearBias(queries, keys, { causal, window }) : null
  const padding = mask ? paddingBias(mask, keys) : null
  const bias = before && padding ? tf.add(before, padding) : (before ?? padding)
  const weights = softmax(scores, bias) // [batch, heads, queries, keys]
  return mergeHeads(tf.matMul(weights, splitHeads(v1, heads)) as tf.Tensor4D)
}

/** [batch, tokens, heads × width] → [batch, heads, tokens, width] */
function splitHeads(x: tf.Tensor3D, heads: number): tf.Tensor4D {
  const [batch, tokens, total] = x.shape
  if (heads === 1) return tf.reshape(x, [batch, 1, tokens, total])
  return tf.transpose(tf.reshape(x, [batch, tokens, heads, total / heads]), [0, 2, 1, 3]) as tf.Tensor4D
}

/** [batch, heads, tokens, width] → [batch, tokens, heads × width] */
function mergeHeads(x: tf.Tensor4D): tf.Tensor3D {
  const [batch, heads, tokens, width] = x.shape
  const together = heads === 1 ? x : tf.transpose(x, [0, 2, 1, 3])
  return tf.reshape(together, [batch, tokens, heads * width])
}

/** Softmax over the keys of scores [batch, heads, queries, keys] + bias, which is broadcast. */
function softmax(scores: tf.Tensor4D, bias: tf.Tensor | null): tf.Tensor4D {
  return withGradient([scores], () => {
    const value = tf.softmax(bias ? tf.add(scores, bias) : scores)
    return {
      value,
      saved: [value],
      gradients: (dy, y) => [
        () => {
          const weighed = tf.mul(dy, y)
          return tf.sub(weighed, tf.mul(y, tf.sum(weighed, -1, true)))
        },
      ],
    }
  }) as tf.Tensor4D
}

/** 0 where query row i, which is key i + keys − queries, may look; the window counts the token itself. */
function nearBias(
  queries: number,
  keys: number,
  { causal, window }: Pick<AttentionOptions, 'causal' | 'window'>,
): tf.Tensor2D {
  const values = new Float32Array(queries * keys)
  const reach = window ?? keys
  for (let row = 0; row < queries; row++) {
    const own = row + keys - queries
    const end = causal ? own + 1 : own + reach
    for (let key = 0; key < keys; key++) if (key >= end || key <= own - reach) values[row * keys + key] = hidden
  }
  return tf.tensor2d(values, [queries, keys])
}

/** [batch, 1, 1, keys]; keys before the mask's first (a prefix) are seen by all. */
function paddingBias(mask: tf.Tensor2D, keys: number): tf.Tensor4D {
  const [batch, tokens] = mask.shape
  const bias = tf.mul(tf.sub(1, mask), hidden)
  const whole =
    tokens === keys
      ? bias
      : tf.pad(bias, [
          [0, 0],
          [keys - tokens, 0],
        ])
  return tf.reshape(whole, [batch, 1, 1, keys])
}
