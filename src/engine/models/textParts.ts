/** What the text families share: activations by their published names, and the ways to one vector for a whole text. */
import * as tf from '@tensorflow/tfjs-core'
import * as v from 'valibot'
import { gelu, geluTanh, silu } from '../nn/activations.ts'
import type { Forward } from '../nn/forward.ts'
import { tableProduct } from '../nn/textPrimitives.ts'

const activations = {
  gelu,
  gelu_new: geluTanh,
  gelu_pytorch_tanh: geluTanh,
  relu: (x: tf.Tensor) => tf.relu(x),
  silu,
} satisfies Record<string, (x: tf.Tensor) => tf.Tensor>

export type ActivationName = keyof typeof activations
export const activationName = v.picklist(Object.keys(activations) as ActivationName[])

export function activationOf(name: ActivationName): (x: tf.Tensor) => tf.Tensor {
  return activations[name]
}

/** Standard deviation of a text network's first weights (Devlin et al. 2019, Radford et al. 2019). */
export const deviation = 0.02

/** The mean over each text's own tokens: [batch, tokens, width] → [batch, width] */
export function meanOfTokens(f: Forward, x: tf.Tensor3D): tf.Tensor2D {
  const [batch, tokens] = x.shape
  const mask = f.mask ?? tf.ones([batch, tokens])
  return weighed(x, tf.div(mask, tf.maximum(tf.sum(mask, 1, true), 1)) as tf.Tensor2D)
}

/** The largest of each feature over each text's own tokens: [batch, tokens, width] → [batch, width] */
export function maxOfTokens(f: Forward, x: tf.Tensor3D): tf.Tensor2D {
  const [batch, tokens] = x.shape
  const floor = f.mask && tf.mul(tf.sub(f.mask, 1), 1e9) // 0 for a token, −10⁹ for padding
  const own = floor ? tf.add(x, tf.reshape(floor, [batch, tokens, 1])) : x
  return tf.max(own, 1) as tf.Tensor2D
}

/** The state of each text's last token that is not padding: [batch, tokens, width] → [batch, width] */
export function lastToken(f: Forward, x: tf.Tensor3D): tf.Tensor2D {
  const [batch, tokens, width] = x.shape
  if (!f.mask) return tf.reshape(tf.slice(x, [0, tokens - 1, 0], [batch, 1, width]), [batch, width])
  const last = tf.cast(tf.sub(tf.sum(f.mask, 1), 1), 'int32') as tf.Tensor1D
  return weighed(x, tf.cast(tf.oneHot(last, tokens), 'float32') as tf.Tensor2D)
}

/** By the table at `site`, which tokens are read with: [batch, tokens, width] → logits [batch, tokens, vocabulary] */
export function nextTokenByTable(site: string): (f: Forward, x: tf.Tensor3D) => tf.Tensor3D {
  return (f, x) => {
    const [batch, tokens, width] = x.shape
    const table = f.kernel(`${site}.weight`)
    const logits = tableProduct(tf.reshape(x, [batch * tokens, width]) as tf.Tensor2D, table)
    return tf.reshape(logits, [batch, tokens, table.shape[0]])
  }
}

/** Σ over tokens of shares [batch, tokens] × states. */
function weighed(x: tf.Tensor3D, shares: tf.Tensor2D): tf.Tensor2D {
  const [batch, tokens, width] = x.shape
  return tf.reshape(tf.matMul(tf.reshape(shares, [batch, 1, tokens]), x), [batch, width])
}

/**
 * What a text network is fed with: ids [batch, tokens], or for two texts side by side [batch, tokens, 2] with the type of
 * each token beside its id (0 in the first text, 1 in the second).
 */
export function splitTypes(x: tf.Tensor): { readonly ids: tf.Tensor2D; readonly types: tf.Tensor2D | null } {
  const [batch = 0, tokens = 0] = x.shape
  if (x.rank === 2) return { ids: x as tf.Tensor2D, types: null }
  const part = (at: number) => tf.reshape(tf.slice(x, [0, 0, at], [batch, tokens, 1]), [batch, tokens]) as tf.Tensor2D
  return { ids: part(0), types: part(1) }
}

/**
 * The vector of each token's type. Tokens that a method put before the text are of type 0, as in peft.
 * @param table [types, width] @param types [batch, tokens] int32 @param length with those tokens → [batch, length, width]
 */
export function typeVectors(table: tf.Tensor2D, types: tf.Tensor2D, length: number): tf.Tensor3D {
  const [batch, tokens] = types.shape
  const [kinds, width] = table.shape
  const all = tf.pad(types, [
    [0, 0],
    [length - tokens, 0],
  ])
  // tfjs's WASM kernel writes integers whatever type it is asked for.
  const chosen = tf.cast(tf.oneHot(tf.reshape(all, [batch * length]), kinds), 'float32') as tf.Tensor2D
  return tf.reshape(tf.matMul(chosen, table), [batch, length, width])
}
