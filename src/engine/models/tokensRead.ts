/**
 * Which tokens of a transformer are read above its layers. Where that is the first alone, the top layer computes keys
 * and values of all tokens, and everything else of the first one only.
 */
import * as tf from '@tensorflow/tfjs-core'
import type { Forward } from '../nn/forward.ts'
import { maxOfTokens, meanOfTokens } from './textParts.ts'
import type { Block } from './trunk.ts'

export type TokensRead = 'all' | 'first'

/** A layer that computes its answers for the tokens that `read` takes out of [batch, tokens, width]. */
export interface Layer extends Omit<Block, 'forward'> {
  forward(f: Forward, x: tf.Tensor, read: Read): tf.Tensor
}

type Read = (x: tf.Tensor) => tf.Tensor

/** A transformer's layers as blocks. All but the top one answer for every token, because the next layer attends to it. */
export function layersReadAt(tokens: TokensRead, layers: readonly Layer[]): Block[] {
  const top = layers.length - 1
  return layers.map((layer, index) => {
    const read = index === top ? taking[tokens] : taking.all
    return { ...layer, forward: (f, x) => layer.forward(f, x, read) }
  })
}

/** The first token's state: [batch, tokens, width] → [batch, width] */
export function firstToken(x: tf.Tensor3D): tf.Tensor2D {
  return tf.reshape(taking.first(x), [x.shape[0], x.shape[2]])
}

/** Ways to one vector for a text that need no weights of their own. */
export type PlainPooling = 'mean' | 'first' | 'max'

/** How a text's vector is made of [batch, tokens, width], and which tokens that reads. */
export const plainPools: Readonly<
  Record<PlainPooling, { readonly reads: TokensRead; pool(f: Forward, x: tf.Tensor): tf.Tensor2D }>
> = {
  mean: { reads: 'all', pool: (f, x) => meanOfTokens(f, x as tf.Tensor3D) },
  first: { reads: 'first', pool: (_f, x) => firstToken(x as tf.Tensor3D) },
  max: { reads: 'all', pool: (f, x) => maxOfTokens(f, x as tf.Tensor3D) },
}

const taking = {
  all: (x) => x,
  first: (x) => tf.slice(x, [0, 0, 0], [-1, 1, -1]), // [batch, 1, width]
} satisfies Record<TokensRead, Read>
