/** What the text families share: activations by their published names, and the ways to one vector for a whole text. */
import * as tf from '@tensorflow/tfjs-core'
import * as v from 'valibot'
import { gelu, geluTanh } from '../nn/activations.ts'
import type { Forward } from '../nn/forward.ts'

const activations = {
  gelu,
  gelu_new: geluTanh,
  gelu_pytorch_tanh: geluTanh,
  relu: (x: tf.Tensor) => tf.relu(x),
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

/** The state of each text's last token that is not padding: [batch, tokens, width] → [batch, width] */
export function lastToken(f: Forward, x: tf.Tensor3D): tf.Tensor2D {
  const [batch, tokens, width] = x.shape
  if (!f.mask) return tf.reshape(tf.slice(x, [0, tokens - 1, 0], [batch, 1, width]), [batch, width])
  const last = tf.cast(tf.sub(tf.sum(f.mask, 1), 1), 'int32') as tf.Tensor1D
  return weighed(x, tf.cast(tf.oneHot(last, tokens), 'float32') as tf.Tensor2D)
}

/** Σ over tokens of shares [batch, tokens] × states. */
function weighed(x: tf.Tensor3D, shares: tf.Tensor2D): tf.Tensor2D {
  const [batch, tokens, width] = x.shape
  return tf.reshape(tf.matMul(tf.reshape(shares, [batch, 1, tokens]), x), [batch, width])
}
