/** Low-rank pairs: where they stand, what they are called, and what they add. Names are peft's. */
import * as tf from '@tensorflow/tfjs-core'
import { lowest, namedSites, type Site, sitesFrom } from '../../engine/models/sites.ts'
import type { Trunk } from '../../engine/models/trunk.ts'
import type { Forward } from '../../engine/nn/forward.ts'
import { sizeOf } from '../../engine/nn/parameters.ts'
import { conv2d } from '../../engine/nn/primitives.ts'
import { linear } from '../../engine/nn/textPrimitives.ts'
import type { AddedParameter, Lookup, MethodOptions } from '../../engine/tuning/method.ts'
import { thawedBlocks } from '../cards.ts'
import { pairedParts } from './card.ts'

/** The sites that get a pair. In a network without parts (a convolutional one) every choice means all. */
export function pairedSites(trunk: Trunk, options: MethodOptions): { sites: Site[]; line: number } {
  if (options.sites) {
    const sites = namedSites(trunk, options.sites)
    return { sites, line: lowest(trunk, sites) }
  }
  const blocks = trunk.blocks.length
  const all = sitesFrom(trunk, blocks - thawedBlocks(options.id, options.thaw, blocks))
  const parts = all.some(({ part }) => part) ? pairedParts[options.targets] : null
  const sites = parts ? all.filter(({ part }) => part && parts.includes(part)) : all
  return { sites, line: lowest(trunk, sites) }
}

/** α ÷ rank, or α ÷ √rank (Kalajdzievski 2023, "rsLoRA"). */
export function pairScale({ alpha, rank, rankStabilised }: MethodOptions): number {
  return alpha / (rankStabilised ? Math.sqrt(rank) : rank)
}

export interface PairNames {
  readonly a: string
  readonly b: string
}

export function pairNames(site: Site): PairNames {
  return { a: `${site.name}.lora_A.weight`, b: `${site.name}.lora_B.weight` }
}

/**
 * A: [in, rank], or with the convolution's own window [kh, kw, in, rank]; begins evenly within ±1/√fan-in, as torch's
 * dense layers do. B: [rank, out] or [1, 1, rank, out]; begins at zero.
 */
export function pairParameters(site: Site, rank: number, { a, b }: PairNames, trained = true): AddedParameter[] {
  const { kind, kernel, outputs, block } = site
  const fileLayout = kind === 'conv' ? 'torch-conv' : 'torch-linear'
  const shapeA = [...kernel.shape.slice(0, -1), rank]
  const shapeB = kind === 'conv' ? [1, 1, rank, outputs] : [rank, outputs]
  const common = { fileLayout, role: 'kernel', block, trained } as const
  return [
    { ...common, name: a, shape: shapeA, bound: 1 / Math.sqrt(sizeOf(shapeA) / rank) },
    { ...common, name: b, shape: shapeB, deviation: 0 },
  ]
}

/** How a site is asked: a dense layer, or a convolution with its stride and padding. */
export type Ask = Parameters<Forward['conv2d']>[2] | null

/** scale · (x A) B, without a bias: what a pair adds to its site's output. */
export function pairSum(f: Forward, x: tf.Tensor, names: PairNames, scale: number, ask: Ask): tf.Tensor {
  const [a, b] = [f.weight(names.a), f.weight(names.b)]
  if (!ask) return linear(tf.mul(linear(x, a as tf.Tensor2D, null), scale), b as tf.Tensor2D, null)
  const narrow = conv2d(x as tf.Tensor4D, a as tf.Tensor4D, ask)
  return conv2d(tf.mul(narrow, scale) as tf.Tensor4D, b as tf.Tensor4D, { stride: 1, padding: 0 })
}

/** scale · A B in the shape of the site's kernel. Owns the result only. */
export function pairProduct(weight: Lookup, site: Site, names: PairNames, scale: number): tf.Tensor {
  return tf.tidy(() => {
    const [a, b] = [flat(weight(names.a)), flat(weight(names.b))]
    return tf.reshape(tf.mul(tf.matMul(a, b), scale), [...site.kernel.shape])
  })
}

/** [.., in, out] → [.. × in, out] */
export function flat(kernel: tf.Tensor): tf.Tensor2D {
  return tf.reshape(kernel, [-1, kernel.shape.at(-1) as number]) as tf.Tensor2D
}
