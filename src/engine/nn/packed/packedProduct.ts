/** Products with a packed matrix: forward, and back to the input. It has no gradient of its own, for it is frozen. */
import * as tf from '@tensorflow/tfjs-core'
import { fused, hasFused } from '../fused.ts'
import { columnSum } from '../primitives.ts'
import { asLike, asRows } from '../product.ts'
import { withGradient } from '../withGradient.ts'
import type { PackedMatrix } from './packedMatrix.ts'
import { layoutOf, pickedRows, rowsOf, tensorsOf } from './packedRows.ts'

export interface PackedProductOptions {
  /** By the kernel as the network asks for it, or by that transposed. */
  readonly back?: boolean
  /** [n], added to each row. */
  readonly bias?: tf.Tensor1D | null
  /** A second product that is added; its `b` is transposed where `back` is. */
  readonly beside?: { readonly a: tf.Tensor2D; readonly b: tf.Tensor2D } | null
}

/** a · kernel (+ beside.a · beside.b) (+ bias): a [m, in] → [m, out]; back: a [m, out] → [m, in]. */
export function packedProduct(
  a: tf.Tensor2D,
  kernel: PackedMatrix,
  { back = false, bias = null, beside = null }: PackedProductOptions = {},
): tf.Tensor2D {
  const transposed = kernel.turned !== back
  if (hasFused('PackedProduct')) {
    const inputs = { a, ...tensorsOf(kernel), a2: beside?.a ?? null, b2: beside?.b ?? null, bias }
    return fused('PackedProduct', inputs, { ...layoutOf(kernel), transposed, besideTransposed: back }) as tf.Tensor2D
  }
  return tf.tidy(() => {
    const plain = transposed ? alongRows(a, kernel) : acrossRows(a, kernel)
    const both = beside ? tf.add(plain, tf.matMul(beside.a, beside.b, false, back)) : plain
    return (bias ? tf.add(both, bias) : both) as tf.Tensor2D
  })
}

/** x [..., in] · kernel (+ bias [out]) → [..., out] */
export function packedLinear(x: tf.Tensor, kernel: PackedMatrix, bias: tf.Tensor1D | null): tf.Tensor {
  return withGradient(bias ? [x, bias] : [x], () => ({
    value: asLike(packedProduct(asRows(x), kernel, { bias }), x),
    saved: [],
    gradients: (dy) => [() => asLike(packedProduct(asRows(dy), kernel, { back: true }), dy), () => columnSum(dy)],
  }))
}

/** Rows of a packed table; ids [batch, tokens] int32 → [batch, tokens, width] */
export function packedEmbedding(table: PackedMatrix, ids: tf.Tensor2D): tf.Tensor3D {
  return pickedRows(table, ids) as tf.Tensor3D
}

/** States by the table that tokens are read with: x [rows, width] → [rows, vocabulary] */
export function byTable(x: tf.Tensor2D, table: PackedMatrix): tf.Tensor2D {
  return withGradient([x], () => ({
    value: packedProduct(x, table, { back: true }),
    saved: [],
    gradients: (dy) => [() => packedProduct(dy as tf.Tensor2D, table)],
  })) as tf.Tensor2D
}

/** Values in float32 that are widened at a time where the backend has no kernel for it. */
const heldValues = 2 ** 20

function* blocks({ rows, columns }: PackedMatrix): Generator<readonly [from: number, to: number]> {
  const each = Math.max(1, Math.floor(heldValues / Math.max(1, columns)))
  for (let from = 0; from < rows; from += each) yield [from, Math.min(rows, from + each)]
}

/** a [m, columns] · matrixᵀ → [m, rows] */
function alongRows(a: tf.Tensor2D, matrix: PackedMatrix): tf.Tensor2D {
  const parts = [...blocks(matrix)].map(([from, to]) =>
    tf.tidy(() => tf.matMul(a, rowsOf(matrix, from, to), false, true) as tf.Tensor2D),
  )
  return parts.length === 1 ? (parts[0] as tf.Tensor2D) : tf.concat(parts, 1)
}

/** a [m, rows] · matrix → [m, columns] */
function acrossRows(a: tf.Tensor2D, matrix: PackedMatrix): tf.Tensor2D {
  let sum: tf.Tensor2D | null = null
  for (const [from, to] of blocks(matrix)) {
    const before: tf.Tensor2D | null = sum
    sum = tf.tidy(() => {
      const part = tf.matMul(tf.slice(a, [0, from], [a.shape[0], to - from]), rowsOf(matrix, from, to))
      return (before ? tf.add(before, part) : part) as tf.Tensor2D
    })
    before?.dispose()
  }
  return sum ?? tf.zeros([a.shape[0], matrix.columns])
}
