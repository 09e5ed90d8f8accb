/**
 * What the lowest block is fed with, by row and view: prepared pictures, or padded token ids. A row is an example, or a
 * window of text; a view is one augmented form of a picture, null the plain one.
 */
import * as tf from '@tensorflow/tfjs-core'
import type { Random } from '../../shared/random.ts'
import type { PixelStore, View } from './pixelStore.ts'
import type { Preprocessing } from './preprocess.ts'
import { bucketedOrder, padRows, type TokenRow } from './tokenStore.ts'

export type { View } from './pixelStore.ts'

/** Activations of a batch, with the mask of its tokens. The caller disposes of both. */
export interface Activations {
  /** [batch, …] */
  readonly x: tf.Tensor
  /** [batch, tokens]; null where nothing is padded. */
  readonly mask: tf.Tensor2D | null
}

export interface InputSource {
  /** Texts are padded to the longest of them, or to `padTo`. `once`: none of them will be asked for again. */
  batch(views: readonly View[], options?: { readonly padTo?: number; readonly once?: boolean }): Promise<Activations>
  /** Tokens of a row; null for pictures, which are all of one size. */
  tokens(row: number): number | null
  /** The length that a row is padded to where its features are to depend on nothing but itself; null for pictures. */
  paddedTokens(row: number): number | null
  /** What the network is shown, named by its content: equal for equal input, in whatever data set it stands. */
  identity(view: View): Uint8Array
  /** The rows in the order of one epoch. */
  order(rows: readonly number[], batch: number, random: Random): number[]
}

export function disposeActivations({ x, mask }: Activations): void {
  x.dispose()
  mask?.dispose()
}

export function pixelInput(store: PixelStore, preprocessing: Preprocessing): InputSource {
  return {
    async batch(views, { once = false } = {}) {
      const pictures = await Promise.all(views.map((view) => store.pixels(view, { once })))
      return { x: inputTensor(pictures, preprocessing), mask: null }
    },
    tokens: () => null,
    paddedTokens: () => null,
    identity: (view) => new TextEncoder().encode(store.identity(view)),
    order: (rows, _batch, random) => random.shuffled(rows),
  }
}

/**
 * `predicts`: the last id of each row is only ever a target, so that n ids are n − 1 tokens in. `most`: tokens that the
 * network reads at once.
 */
export function tokenInput(
  rows: readonly TokenRow[],
  { padId, predicts, most = Number.POSITIVE_INFINITY }: { padId: number; predicts: boolean; most?: number },
): InputSource {
  const shown = predicts ? rows.map(({ ids, weights }) => ({ ids: ids.subarray(0, -1), weights })) : rows
  const rowOf = (index: number) => shown[index] as TokenRow
  const tokens = (row: number) => rowOf(row).ids.length
  return {
    batch: async (views, { padTo } = {}) => {
      const batch = views.map((view) => rowOf(view.example))
      return tokenTensors(batch, padId, padTo)
    },
    tokens,
    paddedTokens: (row) => Math.min(most, roundedUp(tokens(row))),
    identity({ example }) {
      const { ids, types } = rowOf(example)
      const shown = types ? Int32Array.from([...ids, ...types]) : ids
      return new Uint8Array(shown.buffer, shown.byteOffset, shown.byteLength)
    },
    order: (indices, batch, random) => bucketedOrder(indices, tokens, batch, random),
  }
}

/** To the next multiple of 4, 8, 16 or 32: about an eighth more than there is, at most. */
function roundedUp(tokens: number): number {
  const step = Math.min(32, Math.max(4, 2 ** Math.floor(Math.log2(Math.max(1, tokens)) - 2)))
  return Math.ceil(tokens / step) * step
}

/** @param padTo tokens; absent, the longest row's. */
export function tokenTensors(rows: readonly TokenRow[], padId: number, padTo?: number): Activations {
  const { ids, types, mask, batch, tokens } = padRows(rows, padId, padTo)
  return {
    x: types ? typedIds(ids, types, [batch, tokens]) : tf.tensor2d(ids, [batch, tokens], 'int32'),
    mask: mask && tf.tensor2d(mask, [batch, tokens]),
  }
}

/** Ids with the type of each beside it: [batch, tokens, 2]. */
function typedIds(ids: Int32Array, types: Int32Array, [batch, tokens]: readonly [number, number]): tf.Tensor3D {
  const both = Int32Array.from({ length: 2 * ids.length }, (_, at) => (at % 2 === 0 ? ids : types)[at >> 1] as number)
  return tf.tensor3d(both, [batch, tokens, 2], 'int32')
}

/** Pictures [size, size, 3] in bytes → [batch, size, size, 3], normalised. */
export function inputTensor(pictures: readonly Uint8Array[], { size, mean, std }: Preprocessing): tf.Tensor4D {
  const values = new Float32Array(pictures.length * size * size * 3)
  const scale = std.map((deviation) => 1 / (255 * deviation))
  const shift = mean.map((value, channel) => -value / (std[channel] as number))
  let at = 0
  for (const picture of pictures)
    for (let p = 0; p < picture.length; p += 3, at += 3)
      for (let c = 0; c < 3; c++)
        values[at + c] = (picture[p + c] as number) * (scale[c] as number) + (shift[c] as number)
  return tf.tensor4d(values, [pictures.length, size, size, 3])
}
