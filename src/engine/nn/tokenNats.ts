/**
 * How unlikely each token of a text is to a network that answers with all of its vocabulary. Logits are by far the
 * largest tensor of a step (SmolLM2, 1,024 tokens: 201 MB, and as much again for their gradient), so that a long text's
 * are never there at once: they are computed for a block of tokens after another, and each block's are led back to the
 * states that they came from before the next begins, as Liger Kernel does (Hsu et al. 2024).
 */
import * as tf from '@tensorflow/tfjs-core'
import { tokensOfBlock } from '../../shared/tokensOfBlock.ts'
import { rowCrossEntropy } from './crossEntropy.ts'
import { differentiate, isRecorded, tensorsReadBy } from './differentiate.ts'
import { together, withGradient } from './withGradient.ts'

export interface Predicted {
  /** From the network's top, [rows, width] → logits [rows, vocabulary] */
  readonly logits: (states: tf.Tensor2D) => tf.Tensor2D
  /** The token that follows on each state. */
  readonly ids: Int32Array
  readonly vocabulary: number
  /** Called while a block's logits are there. */
  readonly onHeld?: (() => void) | undefined
  /** Tokens of a block; absent: as many as `tokensOfBlock` says. */
  readonly atOnce?: number
}

/** −log softmax(logits)[id] of each state, in nats. // states [n, width] → [n] */
export function tokenNats(states: tf.Tensor2D, predicted: Predicted): tf.Tensor1D {
  const { ids, vocabulary, atOnce = tokensOfBlock(vocabulary) } = predicted
  const blocks = blocksOf(ids.length, atOnce)
  if (blocks.length <= 1) return natsOf(states, predicted)
  if (!isRecorded()) return joined(blocks, (block) => natsOf(rowsOf(states, block), partOf(predicted, block)))
  return inBlocks(states, predicted, blocks)
}

interface Block {
  readonly from: number
  readonly rows: number
}

function blocksOf(rows: number, atOnce: number): readonly Block[] {
  const starts = Array.from({ length: Math.ceil(rows / atOnce) }, (_, at) => at * atOnce)
  return starts.map((from) => ({ from, rows: Math.min(atOnce, rows - from) }))
}

function natsOf(states: tf.Tensor2D, { logits, ids, onHeld }: Predicted): tf.Tensor1D {
  const nats = rowCrossEntropy(logits(states), tf.tensor1d(ids, 'int32'))
  onHeld?.()
  return nats
}

/**
 * The states' gradient is computed on the way forward, since each token's nats depend on its own state alone. That of
 * the weights depends on how much each token counts, so that a block's logits are computed anew for it, where it is asked
 * for: a table that is frozen costs nothing.
 */
function inBlocks(states: tf.Tensor2D, predicted: Predicted, blocks: readonly Block[]): tf.Tensor1D {
  const first = rowsOf(states, { from: 0, rows: 1 })
  const weights = tensorsReadBy(() => predicted.logits(first)).filter(({ id }) => id !== first.id)
  return withGradient([states, ...weights], () => {
    const both = blocks.map((block) => forwardAndBack(rowsOf(states, block), partOf(predicted, block)))
    return {
      value: tf.concat1d(both.map(({ nats }) => nats)),
      saved: [
        states,
        tf.concat2d(
          both.map(({ slope }) => slope),
          0,
        ),
      ],
      gradients: (dy, kept, slope) => [
        () => tf.mul(slope, tf.reshape(dy, [-1, 1])),
        ...together(weights.length, () => weightGradients(kept as tf.Tensor2D, dy as tf.Tensor1D)),
      ],
    }
  }) as tf.Tensor1D

  function weightGradients(kept: tf.Tensor2D, dy: tf.Tensor1D): tf.Tensor[] {
    let sums: tf.Tensor[] = []
    for (const block of blocks) {
      const before = sums
      sums = tf.tidy(() => {
        const part = partOf(predicted, block)
        const counts = tf.slice(dy, block.from, block.rows)
        const { gradients } = differentiate(() => natsOf(rowsOf(kept, block), part), weights, counts)
        return gradients.map((gradient, at) => (before[at] ? tf.add(before[at], gradient) : gradient))
      })
      tf.dispose(before)
    }
    return sums
  }
}

interface ForwardAndBack {
  readonly nats: tf.Tensor1D
  /** Of the nats by the states. // [rows, width] */
  readonly slope: tf.Tensor2D
}

function forwardAndBack(states: tf.Tensor2D, part: Predicted): ForwardAndBack {
  const { value, gradients } = differentiate(() => natsOf(states, part), [states], tf.ones([states.shape[0]]))
  return { nats: value, slope: gradients[0] as tf.Tensor2D }
}

function partOf(predicted: Predicted, { from, rows }: Block): Predicted {
  return { ...predicted, ids: predicted.ids.subarray(from, from + rows) }
}

/** [n, width] → the block's [rows, width] */
function rowsOf(states: tf.Tensor2D, { from, rows }: Block): tf.Tensor2D {
  return tf.slice(states, [from, 0], [rows, states.shape[1]])
}

function joined(blocks: readonly Block[], compute: (block: Block) => tf.Tensor1D): tf.Tensor1D {
  return tf.concat1d(blocks.map((block) => tf.tidy(() => compute(block))))
}
