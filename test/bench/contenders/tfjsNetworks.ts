/** BERT and GPT-2 in tfjs's own operations. A weight is asked for by its published name. */
import * as tf from '@tensorflow/tfjs-core'
import type { Job } from '../work/job.ts'
import { bertShapes, gptShape } from '../work/shapes.ts'
import type { Batch } from './batches.ts'

export type Weights = (name: string) => tf.Tensor | undefined

/** α ÷ rank of the studio's default. */
const loraScale = 2

export function plainLoss(job: Job, weights: Weights, batch: Batch): tf.Scalar {
  if (job.network === 'bert-2x128' || job.network === 'bert-6x384')
    return bertLoss(bertShapes[job.network], weights, batch)
  if (job.network === 'gpt-4x192') return gptLoss(weights, batch)
  throw new Error(`internal: ${job.network} is written with tfjs-layers`)
}

function bertLoss({ layers, heads }: { layers: number; heads: number }, weights: Weights, batch: Batch): tf.Scalar {
  const net = network(weights, 1e-12)
  const prefix = 'bert.embeddings'
  const words = tf.gather(net.weight(`${prefix}.word_embeddings.weight`), idsOf(batch))
  const places = tf.slice(net.weight(`${prefix}.position_embeddings.weight`), 0, batch.tokens)
  const type = tf.slice(net.weight(`${prefix}.token_type_embeddings.weight`), 0, 1)
  let x = net.layerNorm(`${prefix}.LayerNorm`, tf.add(tf.add(words, places), type))
  for (let index = 0; index < layers; index++) {
    const layer = `bert.encoder.layer.${index}`
    const [q, k, v] = ['query', 'key', 'value'].map((part) => net.dense(`${layer}.attention.self.${part}`, x)) as Three
    const seen = net.dense(`${layer}.attention.output.dense`, attention(q, k, v, heads, null))
    const attended = net.layerNorm(`${layer}.attention.output.LayerNorm`, tf.add(seen, x))
    const spread = gelu(net.dense(`${layer}.intermediate.dense`, attended))
    x = net.layerNorm(`${layer}.output.LayerNorm`, tf.add(net.dense(`${layer}.output.dense`, spread), attended))
  }
  const logits = net.dense('classifier', tf.mean(x, 1)) as tf.Tensor2D
  return crossEntropy(logits, batch.labels)
}

function gptLoss(weights: Weights, batch: Batch): tf.Scalar {
  const net = network(weights, 1e-5)
  const table = net.weight('transformer.wte.weight')
  const places = tf.slice(net.weight('transformer.wpe.weight'), 0, batch.tokens)
  let x = tf.add(tf.gather(table, idsOf(batch)), places)
  const hidden = causalBias(batch.tokens)
  for (let index = 0; index < gptShape.layers; index++) {
    const layer = `transformer.h.${index}`
    const joined = net.dense(`${layer}.attn.c_attn`, net.layerNorm(`${layer}.ln_1`, x))
    const [q, k, v] = tf.split(joined, 3, -1) as Three
    const attended = tf.add(net.dense(`${layer}.attn.c_proj`, attention(q, k, v, gptShape.heads, hidden)), x)
    const spread = geluTanh(net.dense(`${layer}.mlp.c_fc`, net.layerNorm(`${layer}.ln_2`, attended)))
    x = tf.add(net.dense(`${layer}.mlp.c_proj`, spread), attended)
  }
  const top = tf.reshape(net.layerNorm('transformer.ln_f', x), [-1, gptShape.width]) as tf.Tensor2D
  return crossEntropy(tf.matMul(top, table as tf.Tensor2D, false, true), batch.next)
}

type Three = [tf.Tensor, tf.Tensor, tf.Tensor]

function network(weights: Weights, epsilon: number) {
  const weight = (name: string): tf.Tensor => {
    const found = weights(name)
    if (!found) throw new Error(`internal: no weight "${name}"`)
    return found
  }
  return {
    weight,
    dense(site: string, x: tf.Tensor): tf.Tensor {
      const kernel = weight(`${site}.weight`)
      const flat = tf.reshape(x, [-1, kernel.shape[0] as number]) as tf.Tensor2D
      const plain = tf.add(tf.matMul(flat, kernel as tf.Tensor2D), weight(`${site}.bias`))
      const [a, b] = [weights(`${site}.lora_A.weight`), weights(`${site}.lora_B.weight`)] as Pair
      const pair = a && b ? tf.mul(tf.matMul(tf.matMul(flat, a), b), loraScale) : null
      return tf.reshape(pair ? tf.add(plain, pair) : plain, [...x.shape.slice(0, -1), kernel.shape[1] as number])
    },
    layerNorm(site: string, x: tf.Tensor): tf.Tensor {
      const { mean, variance } = tf.moments(x, -1, true)
      const normed = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, epsilon)))
      return tf.add(tf.mul(normed, weight(`${site}.weight`)), weight(`${site}.bias`))
    },
  }
}

type Pair = [tf.Tensor2D | undefined, tf.Tensor2D | undefined]

/** [batch, tokens, width] each; `hidden` [tokens, tokens] is added to the scores. */
function attention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, heads: number, hidden: tf.Tensor | null): tf.Tensor {
  const [batch, tokens, width] = q.shape as [number, number, number]
  const split = (x: tf.Tensor) => tf.transpose(tf.reshape(x, [batch, tokens, heads, width / heads]), [0, 2, 1, 3])
  const scores = tf.div(tf.matMul(split(q), split(k), false, true), Math.sqrt(width / heads))
  const weights = tf.softmax(hidden ? tf.add(scores, hidden) : scores)
  return tf.reshape(tf.transpose(tf.matMul(weights, split(v)), [0, 2, 1, 3]), [batch, tokens, width])
}

/** −∞, or as good as, where a token would see one that comes after it: [tokens, tokens] */
function causalBias(tokens: number): tf.Tensor2D {
  const values = Float32Array.from({ length: tokens * tokens }, (_, at) =>
    at % tokens > Math.floor(at / tokens) ? -1e9 : 0,
  )
  return tf.tensor2d(values, [tokens, tokens])
}

function gelu(x: tf.Tensor): tf.Tensor {
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.div(x, Math.SQRT2)), 1))
}

function geluTanh(x: tf.Tensor): tf.Tensor {
  const inner = tf.mul(Math.sqrt(2 / Math.PI), tf.add(x, tf.mul(0.044715, tf.pow(x, 3))))
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(inner), 1))
}

function idsOf({ ids, size, tokens }: Batch): tf.Tensor2D {
  return tf.tensor2d(ids, [size, tokens], 'int32')
}

function crossEntropy(logits: tf.Tensor2D, labels: Int32Array): tf.Scalar {
  const hard = tf.cast(tf.oneHot(tf.tensor1d(labels, 'int32'), logits.shape[1]), 'float32')
  return tf.losses.softmaxCrossEntropy(hard, logits) as tf.Scalar
}
