/**
 * The next token of answers. Only tokens that count are led into the vocabulary: an answer is often a tenth of its
 * conversation, and the logits are by far the largest tensor of a step.
 */
import * as tf from '@tensorflow/tfjs-core'
import type { TokenRow } from '../../engine/inputs/tokenStore.ts'
import type { Trunk } from '../../engine/models/trunk.ts'
import { totalCrossEntropy } from '../../engine/nn/crossEntropy.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import type { GenerationObjective, GenerationTally } from '../text-generation/engine.ts'

/** @throws ThawError `model-unsupported` when the network sees what comes after a token. */
export function answering(trunk: Trunk, rows: readonly TokenRow[]): GenerationObjective {
  const { nextToken } = trunk
  if (!nextToken) throw new ThawError('model-unsupported', 'readsBothSides')
  return {
    head: [],
    readout: (_f, x) => x,
    // [batch, tokens, width] → [counted, vocabulary]
    logits(f, features, indices) {
      if (!indices) throw new Error('internal: logits of conversations without their rows')
      const [batch, tokens, width] = features.shape as [number, number, number]
      const places = countedOf(rows, indices).map(({ row, token }) => row * tokens + token)
      const flat = tf.reshape(features, [batch * tokens, width])
      const counted = tf.gather(flat, tf.tensor1d(places, 'int32'))
      const answered = nextToken(f, tf.reshape(counted, [1, places.length, width]) as tf.Tensor3D)
      return tf.reshape(answered, [places.length, answered.shape[2]])
    },
    loss(logits, indices) {
      const ids = countedOf(rows, indices).map(({ id }) => id)
      const counts = tf.fill([ids.length], 1 / Math.max(1, ids.length)) as tf.Tensor1D
      return totalCrossEntropy(logits as tf.Tensor2D, { targets: tf.tensor1d(ids, 'int32'), counts })
    },
    weigh: (indices) => countedOf(rows, indices).length,
    tally: () => tallyOf(rows),
  }
}

interface Counted {
  /** Its place in the batch. */
  readonly row: number
  /** The token that it follows on. */
  readonly token: number
  readonly id: number
}

function countedOf(rows: readonly TokenRow[], indices: readonly number[]): readonly Counted[] {
  return indices.flatMap((index, row) => {
    const { ids, weights } = rows[index] as TokenRow
    return Array.from(ids, (id, at) => ({ row, token: at - 1, id })).filter(
      ({ token }) => token >= 0 && weights?.[token + 1] === 1,
    )
  })
}

function tallyOf(rows: readonly TokenRow[]): GenerationTally {
  const losses: number[] = []
  let tokens = 0
  return {
    async add(logits, indices) {
      const counted = countedOf(rows, indices)
      const nats = tf.tidy(() => {
        const log = tf.logSoftmax(logits as tf.Tensor2D)
        const [n, vocabulary] = log.shape as [number, number]
        const places = Int32Array.from(counted, ({ id }, at) => at * vocabulary + id)
        return tf.neg(tf.gather(tf.reshape(log, [n * vocabulary]), tf.tensor1d(places, 'int32')))
      })
      const values = await nats.data().finally(() => nats.dispose())
      const ofRows = indices.map(() => 0)
      for (const [at, { row }] of counted.entries()) ofRows[row] = (ofRows[row] ?? 0) + (values[at] ?? 0)
      losses.push(...ofRows)
      tokens += counted.length
    },
    score() {
      const loss = losses.reduce((sum, nats) => sum + nats, 0) / Math.max(1, tokens)
      return { loss, accuracy: null, perplexity: Math.exp(loss), counted: tokens }
    },
    probabilities: () => null,
    rowLosses: () => losses,
  }
}
