/**
 * How well a writer foretells held-back books: bits for each byte of text, which no choice of tokens can flatter. The
 * books are read in passages of so many tokens, each token told by those before it in its passage.
 */
import * as tf from '@tensorflow/tfjs-core'
import { forwardBlocks, type Trunk } from '../../engine/models/trunk.ts'
import { totalCrossEntropy } from '../../engine/nn/crossEntropy.ts'
import { weightedForward } from '../../engine/nn/weightedForward.ts'
import { endOfText } from './trainBytePairs.ts'

export interface HeldText {
  readonly ids: Uint16Array
  /** Bytes of text that each token stands for. */
  readonly bytesOf: readonly number[]
  /** Tokens of a passage. */
  readonly length: number
  /** Of the passages, each how manieth is read; 1 for all. */
  readonly each?: number
}

const passagesAtOnce = 8

export async function heldFigures(
  trunk: Trunk,
  weight: (name: string) => tf.Tensor,
  { ids, bytesOf, length, each = 1 }: HeldText,
): Promise<{ heldBitsPerByte: number; heldPerplexity: number; heldBytes: number }> {
  const count = Math.floor((ids.length - 1) / length)
  const starts = Array.from({ length: count }, (_, index) => index * length).filter((_, index) => index % each === 0)
  let [nats, tokens, bytes] = [0, 0, 0]
  for (let at = 0; at < starts.length; at += passagesAtOnce) {
    const some = starts.slice(at, at + passagesAtOnce)
    const loss = tf.tidy(() => passageLoss(trunk, weight, ids, some, length))
    nats += ((await loss.data())[0] as number) * some.length * length
    loss.dispose()
    tokens += some.length * length
    for (const start of some)
      for (const id of ids.subarray(start + 1, start + length + 1)) bytes += bytesOf[id] as number
  }
  return { heldBitsPerByte: nats / Math.LN2 / bytes, heldPerplexity: Math.exp(nats / tokens), heldBytes: bytes }
}

/** Mean of −log p over the tokens of passages after their first, and the one after each passage. */
export function passageLoss(
  trunk: Trunk,
  weight: (name: string) => tf.Tensor,
  ids: Uint16Array,
  starts: readonly number[],
  length: number,
): tf.Scalar {
  const { naming, normEpsilon, nextToken } = trunk
  if (!nextToken) throw new Error(`The ${trunk.family} does not continue texts.`)
  const f = weightedForward({ naming, normEpsilon, training: true, weight })
  const tokens = starts.flatMap((start) => [...ids.subarray(start, start + length)])
  const targets = starts.flatMap((start) => [...ids.subarray(start + 1, start + length + 1)])
  const states = forwardBlocks(trunk, f, tf.tensor2d(tokens, [starts.length, length], 'int32'), 0, trunk.blocks.length)
  const logits = nextToken(f, states as tf.Tensor3D)
  return totalCrossEntropy(tf.reshape(logits, [tokens.length, logits.shape[2]]) as tf.Tensor2D, {
    targets: tf.tensor1d(targets, 'int32'),
    counts: tf.fill([tokens.length], 1 / tokens.length),
  })
}

/** Of a byte-level vocabulary: bytes that each token stands for; the end of a text stands for none. */
export function bytesById(vocab: Readonly<Record<string, number>>): number[] {
  const bytes: number[] = []
  for (const [token, id] of Object.entries(vocab)) bytes[id] = token === endOfText ? 0 : token.length
  return bytes
}
