/**
 * What the lowest block is fed with, by row and view: prepared pictures, or padded token ids. A row is an example, or a
 * window of text; a view is one augmented form of a picture, null the plain one.
 */
import * as tf from '@tensorflow/tfjs-core'
import type { Random } from '../../shared/random.ts'
import type { Preprocessing } from '../prepare/preprocess.ts'
import type { PixelStore, View } from './pixelStore.ts'
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
  batch(views: readonly View[]): Promise<Activations>
  /** Tokens of a row; null for pictures, which are all of one size. */
  tokens(row: number): number | null
  /** The rows in the order of one epoch. */
  order(rows: readonly number[], batch: number, random: Random): number[]
}

export function disposeActivations({ x, mask }: Activations): void {
  x.dispose()
  mask?.dispose()
}

export function pixelInput(store: PixelStore, preprocessing: Preprocessing): InputSource {
  return {
    async batch(views) {
      const pictures = await Promise.all(views.map((view) => store.pixels(view)))
      return { x: inputTensor(pictures, preprocessing), mask: null }
    },
    tokens: () => null,
    order: (rows, _batch, random) => random.shuffled(rows),
  }
}

/** `predicts`: the last id of each row is only ever a target, so that n ids are n − 1 tokens in. */
export function tokenInput(
  rows: readonly TokenRow[],
  { padId, predicts }: { padId: number; predicts: boolean },
): InputSource {
  const shown = predicts ? rows.map(({ ids, weights }) => ({ ids: ids.subarray(0, -1), weights })) : rows
  const rowOf = (index: number) => shown[index] as TokenRow
  const tokens = (row: number) => rowOf(row).ids.length
  return {
    batch: async (views) => {
      const batch = views.map((view) => rowOf(view.example))
      return tokenTensors(batch, padId)
    },
    tokens,
    order: (indices, batch, random) => bucketedOrder(indices, tokens, batch, random),
  }
}

export function tokenTensors(rows: readonly TokenRow[], padId: number): Activations {
  const { ids, mask, batch, tokens } = padRows(rows, padId)
  return {
    x: tf.tensor2d(ids, [batch, tokens], 'int32'),
    mask: mask && tf.tensor2d(mask, [batch, tokens]),
  }
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
