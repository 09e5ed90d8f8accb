/** The next token: the trunk's own embedding answers, each token counts by its weight. Rows are windows of text. */
import * as tf from '@tensorflow/tfjs-core'
import { ThawError } from '../../shared/messages/errors.ts'
import type { TokenRow } from '../inputs/tokenStore.ts'
import type { Trunk } from '../models/trunk.ts'
import { totalCrossEntropy } from '../nn/crossEntropy.ts'
import type { Objective, Tally } from '../train/objective.ts'

export interface GenerationTally extends Tally {
  /** Σ nats of each row added. */
  rowLosses(): readonly number[]
}

export interface GenerationObjective extends Objective {
  tally(): GenerationTally
}

/** @throws ThawError `model-unsupported` when the network sees what comes after a token. */
export function generation(trunk: Trunk, rows: readonly TokenRow[]): GenerationObjective {
  const { nextToken } = trunk
  if (!nextToken)
    throw new ThawError(
      'model-unsupported',
      'This network reads a text from both sides, so that it cannot continue one.',
      'Choose a model that continues texts, such as GPT-2, or label the texts to sort them.',
    )
  return {
    head: [],
    readout: (_f, x) => x,
    logits: (f, features) => nextToken(f, features as tf.Tensor3D),
    loss: (logits, indices) => nextTokenLoss(logits as tf.Tensor3D, targetsOf(rows, indices)),
    weigh: (indices) => targetsOf(rows, indices).count,
    tally: () => tallyOf(rows),
  }
}

function tallyOf(rows: readonly TokenRow[]): GenerationTally {
  const losses: number[] = []
  let tokens = 0
  return {
    async add(logits, indices) {
      const targets = targetsOf(rows, indices)
      const nats = tf.tidy(() => lossOfRows(logits as tf.Tensor3D, targets)) // [batch]
      losses.push(...(await nats.data().finally(() => nats.dispose())))
      tokens += targets.count
    },
    score() {
      const loss = losses.reduce((sum, nats) => sum + nats, 0) / Math.max(1, tokens)
      return { loss, accuracy: null, perplexity: Math.exp(loss), counted: tokens }
    },
    probabilities: () => null,
    rowLosses: () => losses,
  }
}

interface Targets {
  /** The id that follows each token [batch × tokens]; 0 after the text. */
  readonly ids: Int32Array
  /** How much each counts; 0 for padding and prompts. */
  readonly weights: Float32Array
  /** Σ weights */
  readonly count: number
}

/** A row of n ids is n − 1 tokens in and n − 1 out; shorter rows are padded to the longest. */
function targetsOf(rows: readonly TokenRow[], indices: readonly number[]): Targets {
  const batch = indices.map((index) => rows[index] as TokenRow)
  const tokens = Math.max(...batch.map((row) => row.ids.length - 1))
  const ids = new Int32Array(batch.length * tokens)
  const weights = new Float32Array(batch.length * tokens)
  let count = 0
  batch.forEach((row, at) => {
    for (let token = 1; token < row.ids.length; token++) {
      const weight = row.weights ? (row.weights[token] as number) : 1
      ids[at * tokens + token - 1] = row.ids[token] as number
      weights[at * tokens + token - 1] = weight
      count += weight
    }
  })
  return { ids, weights, count }
}

/** Mean over the tokens that count. // logits [batch, tokens, vocabulary] */
function nextTokenLoss(logits: tf.Tensor3D, { ids, weights, count }: Targets): tf.Scalar {
  const flat = tf.reshape(logits, [ids.length, logits.shape[2]]) as tf.Tensor2D
  const counts = tf.tensor1d(weights.map((weight) => weight / Math.max(1, count)))
  return totalCrossEntropy(flat, { targets: tf.tensor1d(ids, 'int32'), counts })
}

/** Σ weight · −log softmax(logits)[id] of each row. // logits [batch, tokens, vocabulary] */
function lossOfRows(logits: tf.Tensor3D, { ids, weights }: Targets): tf.Tensor1D {
  const [batch, tokens, vocabulary] = logits.shape
  const log = tf.logSoftmax(tf.reshape(logits, [ids.length, vocabulary])) as tf.Tensor2D
  const weighted = tf.mul(chosenOf(log, ids), tf.tensor1d(weights))
  return tf.neg(tf.sum(tf.reshape(weighted, [batch, tokens]), 1))
}

/** The number of each row that its id names. // log [n, vocabulary] → [n] */
function chosenOf(log: tf.Tensor2D, ids: Int32Array): tf.Tensor1D {
  const [n, vocabulary] = log.shape
  const places = Int32Array.from(ids, (id, row) => row * vocabulary + id)
  return tf.gather(tf.reshape(log, [n * vocabulary]), tf.tensor1d(places, 'int32')) as tf.Tensor1D
}
