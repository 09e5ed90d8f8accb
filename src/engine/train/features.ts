/**
 * What the blocks above the thaw line are fed with: the activations at the line, computed anew at each batch or once
 * and kept. Both give the same values, since both run the same code over the same views.
 */
import * as tf from '@tensorflow/tfjs-core'
import type { LiveModel } from '../models/liveModel.ts'
import { forwardBlocks } from '../models/trunk.ts'
import { weightedForward } from '../nn/weightedForward.ts'
import type { Preprocessing } from '../prepare/preprocess.ts'
import type { PixelStore, View } from './pixelStore.ts'

export interface FeatureSource {
  /** [views.length, ...shape at the line]; the caller disposes. */
  batch(views: readonly View[]): Promise<tf.Tensor>
  readonly keptBytes: number
}

/** Runs the frozen blocks [0, line) at each call. */
export function computedFeatures(model: LiveModel, line: number, store: PixelStore): FeatureSource {
  const { trunk, weight } = model
  const f = weightedForward({ naming: trunk.naming, normEpsilon: trunk.normEpsilon, training: false, weight })
  return {
    keptBytes: 0,
    async batch(views) {
      const pictures = await Promise.all(views.map((view) => store.pixels(view)))
      return tf.tidy(() => forwardBlocks(trunk, f, inputTensor(pictures, trunk.preprocessing), 0, line))
    },
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

export interface CacheOptions {
  readonly views: readonly View[]
  readonly batch: number
  readonly onProgress: (done: number, total: number) => void
  readonly signal: AbortSignal
}

/** Computes every view once and keeps the rows on the host. */
export async function cachedFeatures(
  source: FeatureSource,
  { views, batch, onProgress, signal }: CacheOptions,
): Promise<FeatureSource> {
  const rows = new Map<string, Float32Array>()
  let shape: number[] = []
  for (let at = 0; at < views.length; at += batch) {
    signal.throwIfAborted()
    const some = views.slice(at, at + batch)
    const tensor = await source.batch(some)
    shape = tensor.shape.slice(1)
    const values = (await tensor.data()) as Float32Array
    tensor.dispose()
    const width = values.length / some.length
    some.forEach((view, index) => {
      rows.set(keyOf(view), values.slice(index * width, (index + 1) * width))
    })
    onProgress(Math.min(views.length, at + batch), views.length)
  }
  const width = shape.reduce((a, b) => a * b, 1)
  return {
    keptBytes: rows.size * width * 4,
    async batch(wanted) {
      const values = new Float32Array(wanted.length * width)
      wanted.forEach((view, index) => {
        values.set(rows.get(keyOf(view)) as Float32Array, index * width)
      })
      return tf.tensor(values, [wanted.length, ...shape])
    },
  }
}

function keyOf({ example, view }: View): string {
  return `${example}/${view}`
}
