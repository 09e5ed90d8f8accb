/**
 * Gradient × input (Shrikumar et al. 2016): how much each number that a network is fed with speaks for a class. Of a
 * linear network these are exactly its terms w · x; of another, those of the plane that touches it here.
 */
import * as tf from '@tensorflow/tfjs-core'
import { softmaxRows } from '../../shared/metrics/softmaxRows.ts'
import { forwardOf, type Network } from '../models/network.ts'
import { forwardBlocks } from '../models/trunk.ts'

export interface Attributed {
  readonly network: Network
  /** One example as block `from` is fed with it: [1, …], without padding. It stays the caller's. */
  readonly x: tf.Tensor
  readonly from: number
  readonly label: number
}

export interface Attribution {
  /** ∂logit/∂x · x, in the shape of x. */
  readonly terms: Float32Array
  readonly logit: number
  readonly probability: number
}

/** Leaves no tensor. */
export async function attribution({ network, x, from, label }: Attributed): Promise<Attribution> {
  const { trunk } = network
  let logits: tf.Tensor2D | null = null
  const logitOf = (input: tf.Tensor): tf.Scalar => {
    const f = forwardOf(network)
    const top = forwardBlocks(trunk, f, input, from, trunk.blocks.length)
    logits = tf.keep(trunk.classifier.forward(f, trunk.pool(f, top))) // [1, classes]
    const chosen = tf.oneHot(tf.tensor1d([label], 'int32'), logits.shape[1])
    return tf.sum(tf.mul(logits, tf.cast(chosen, 'float32')))
  }
  const product = tf.tidy(() => tf.mul(tf.grad(logitOf)(x), x))
  for (const block of trunk.blocks) network.rest(block)
  const all = logits as tf.Tensor2D | null
  if (!all) throw new Error('internal: no logits were computed')
  try {
    const values = (await all.data()) as Float32Array
    const terms = (await product.data()) as Float32Array
    const probabilities = softmaxRows(values, values.length)
    return { terms: terms.slice(), logit: values[label] as number, probability: probabilities[label] as number }
  } finally {
    tf.dispose([all, product])
  }
}
