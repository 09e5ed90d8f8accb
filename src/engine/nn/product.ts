/** Products of matrices as dense layers need them: plain or transposed, with a second pair and a bias added at once. */
import * as tf from '@tensorflow/tfjs-core'
import { fused, hasFused } from './fused.ts'

export interface ProductOptions {
  readonly transposeA?: boolean
  readonly transposeB?: boolean
  /** Of the product itself. */
  readonly scale?: number
  /** [n], added to each row. */
  readonly bias?: tf.Tensor1D | null
  /** A second product, of matrices transposed alike, that is added. */
  readonly beside?: { readonly a: tf.Tensor2D; readonly b: tf.Tensor2D } | null
}

/** scale · a·b (+ beside.a·beside.b) (+ bias), [m, k] · [k, n] → [m, n]. Has no gradient where a kernel of our own computes it. */
export function product(a: tf.Tensor2D, b: tf.Tensor2D, options: ProductOptions = {}): tf.Tensor2D {
  const { transposeA = false, transposeB = false, scale = 1, bias = null, beside = null } = options
  if (hasFused('Product')) {
    const inputs = { a, b, a2: beside?.a ?? null, b2: beside?.b ?? null, bias }
    return fused('Product', inputs, { transposeA, transposeB, scale }) as tf.Tensor2D
  }
  const plain = tf.matMul(a, b, transposeA, transposeB)
  const first = scale === 1 ? plain : tf.mul(plain, scale)
  const both = beside ? tf.add(first, tf.matMul(beside.a, beside.b, transposeA, transposeB)) : first
  return (bias ? tf.add(both, bias) : both) as tf.Tensor2D
}

/** [..., c] → [rows, c] */
export function asRows(x: tf.Tensor): tf.Tensor2D {
  return (x.rank === 2 ? x : tf.reshape(x, [-1, x.shape.at(-1) as number])) as tf.Tensor2D
}

/** [rows, c] → [..., c], with the axes before the last as `like` has them. */
export function asLike(rows: tf.Tensor2D, like: tf.Tensor): tf.Tensor {
  return like.rank === 2 ? rows : tf.reshape(rows, [...like.shape.slice(0, -1), rows.shape[1]])
}
