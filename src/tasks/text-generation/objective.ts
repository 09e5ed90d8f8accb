/**
 * The aim of a network that writes: the next token, each counted by its weight. Only tokens that count are led into the
 * vocabulary: the answers of a conversation are often a tenth of it.
 */
import * as tf from '@tensorflow/tfjs-core'
import type { TokenRow } from '../../engine/inputs/tokenStore.ts'
import type { Trunk } from '../../engine/models/trunk.ts'
import type { Forward } from '../../engine/nn/forward.ts'
import { embedding } from '../../engine/nn/textPrimitives.ts'
import { tokenNats } from '../../engine/nn/tokenNats.ts'
import type { Objective, Tally } from '../../engine/train/objective.ts'
import { ThawError } from '../../shared/messages/errors.ts'

export interface GenerationTally extends Tally {
  /** Σ nats of each row added. */
  rowLosses(): readonly number[]
}

export interface GenerationObjective extends Objective {
  tally(): GenerationTally
}

/** Its outputs are the nats of each token that counts, row by row. @throws ThawError `model-unsupported` when the network sees what comes after a token. */
export function generation(trunk: Trunk, rows: readonly TokenRow[]): GenerationObjective {
  const { nextToken, input } = trunk
  if (!nextToken || input.kind !== 'text') throw new ThawError('model-unsupported', 'readsBothSides')
  const answered = (f: Forward, states: tf.Tensor2D) => {
    const [tokens, width] = states.shape
    const logits = nextToken(f, tf.reshape(states, [1, tokens, width]))
    return tf.reshape(logits, [tokens, logits.shape[2]]) as tf.Tensor2D
  }
  const countedIn = countingOnce(rows)
  return {
    head: [],
    readout: (_f, x) => x,
    // [batch, tokens, width] → [counted]
    outputs(f, features, indices, onHeld) {
      const counted = countedIn(indices)
      if (counted.length === 0) return tf.zeros([0])
      const states = statesOf(features as tf.Tensor3D, counted)
      const logits = (some: tf.Tensor2D) => answered(f, some)
      const ids = Int32Array.from(counted, ({ id }) => id)
      return tokenNats(states, { logits, ids, vocabulary: input.vocabulary, onHeld })
    },
    logits: (f, features, indices, some) =>
      answered(f, statesOf(features as tf.Tensor3D, countedIn(indices).slice(...some))),
    loss(nats, indices) {
      const weights = countedIn(indices).map(({ weight }) => weight)
      if (weights.length === 0) return tf.scalar(0)
      const total = sumOf(weights)
      return tf.sum(tf.mul(nats, tf.tensor1d(weights.map((weight) => weight / total))))
    },
    weigh: (indices) => sumOf(countedIn(indices).map(({ weight }) => weight)),
    tally: () => tallyOf(countedIn),
  }
}

/** A token that is to be told. */
interface Counted {
  /** Its row's place in the batch. */
  readonly row: number
  /** The token that it follows on. */
  readonly token: number
  readonly id: number
  readonly weight: number
}

/** A step asks three times for the same rows, in the same list. */
function countingOnce(rows: readonly TokenRow[]): (indices: readonly number[]) => readonly Counted[] {
  const listed = new WeakMap<readonly number[], readonly Counted[]>()
  return (indices) => {
    const counted = listed.get(indices) ?? countedOf(rows, indices)
    listed.set(indices, counted)
    return counted
  }
}

/** A row of n ids is n − 1 tokens in and n − 1 out. */
function countedOf(rows: readonly TokenRow[], indices: readonly number[]): readonly Counted[] {
  return indices.flatMap((index, row) => {
    const { ids, weights } = rows[index] as TokenRow
    return Array.from(ids, (id, at) => ({
      row,
      token: at - 1,
      id,
      weight: weights ? (weights[at] as number) : 1,
    })).filter(({ token, weight }) => token >= 0 && weight > 0)
  })
}

/** What the top says at the tokens before those that count: [batch, tokens, width] → [counted, width] */
function statesOf(features: tf.Tensor3D, counted: readonly Counted[]): tf.Tensor2D {
  const [batch, tokens, width] = features.shape
  const flat = tf.reshape(features, [batch * tokens, width]) as tf.Tensor2D
  if (counted.length === batch * tokens) return flat
  const places = tf.tensor2d(
    counted.map(({ row, token }) => row * tokens + token),
    [1, counted.length],
    'int32',
  )
  return tf.reshape(embedding(flat, places), [counted.length, width])
}

function tallyOf(countedIn: (indices: readonly number[]) => readonly Counted[]): GenerationTally {
  const losses: number[] = []
  let tokens = 0
  return {
    async add(nats, indices) {
      const counted = countedIn(indices)
      const values = await nats.data()
      const ofRows = indices.map(() => 0)
      counted.forEach(({ row, weight }, at) => {
        ofRows[row] = (ofRows[row] ?? 0) + weight * (values[at] as number)
        tokens += weight
      })
      losses.push(...ofRows)
    },
    score() {
      const loss = sumOf(losses) / Math.max(1, tokens)
      return { loss, accuracy: null, perplexity: Math.exp(loss), counted: tokens }
    },
    rowLosses: () => losses,
  }
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0)
}
