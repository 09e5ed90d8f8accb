/**
 * The arithmetic of networks that read tokens: dense layers, layer norm, embeddings. Gradients are written out in few
 * passes, and sums over rows are products with ones (columnSum), because WASM's reductions are slow. Owns no tensor.
 */
import * as tf from '@tensorflow/tfjs-core'
import { fused, fusedAll, hasFused } from './fused.ts'
import { isPacked, type Kernel, type PackedMatrix } from './packed/packedMatrix.ts'
import { byTable, packedEmbedding, packedLinear, packedProduct } from './packed/packedProduct.ts'
import { columnSum } from './primitives.ts'
import { asLike, asRows, product } from './product.ts'
import { together, withGradient } from './withGradient.ts'

/** x [..., in] · kernel [in, out] (+ bias [out]) → [..., out] */
export function linear(x: tf.Tensor, kernel: Kernel, bias: tf.Tensor1D | null): tf.Tensor {
  if (isPacked(kernel)) return packedLinear(x, kernel, bias)
  return withGradient(bias ? [x, kernel, bias] : [x, kernel], () => ({
    value: asLike(product(asRows(x), kernel, { bias }), x),
    saved: [x, kernel],
    gradients: (dy, input, weights) => [
      () => asLike(product(asRows(dy), weights as tf.Tensor2D, { transposeB: true }), input),
      () => product(asRows(input), asRows(dy), { transposeA: true }),
      () => columnSum(dy),
    ],
  }))
}

/** A dense layer and a low-rank pair beside it (Hu et al. 2021). */
export interface PairedLayer {
  /** [in, out] */
  readonly kernel: Kernel
  readonly bias: tf.Tensor1D | null
  /** [in, rank] */
  readonly a: tf.Tensor2D
  /** [rank, out] */
  readonly b: tf.Tensor2D
  readonly scale: number
}

/** x·kernel + scale · (x·a)·b (+ bias): x [..., in] → [..., out]. Nothing of the size of the kernel is made. */
export function pairedLinear(x: tf.Tensor, { kernel, ...pair }: PairedLayer): tf.Tensor {
  return isPacked(kernel) ? pairedPacked(x, kernel, pair) : pairedPlain(x, kernel, pair)
}

type Pair = Omit<PairedLayer, 'kernel'>

function pairedPlain(x: tf.Tensor, kernel: tf.Tensor2D, { bias, a, b, scale }: Pair): tf.Tensor {
  return withGradient(bias ? [x, kernel, a, b, bias] : [x, kernel, a, b], () => {
    const narrow = product(asRows(x), a) // [rows, rank]
    const value = product(narrow, b, { scale, bias, beside: { a: asRows(x), b: kernel } })
    return {
      value: asLike(value, x),
      saved: [x, kernel, a, b, narrow],
      gradients(dy, input, ...saved) {
        const [w, a0, b0, h] = saved as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D]
        const above = asRows(dy)
        const [below] = together(1, () => [product(above, b0, { transposeB: true, scale })]) // [rows, rank]
        const narrowed = below as () => tf.Tensor2D
        return [
          () => asLike(product(above, w, { transposeB: true, beside: { a: narrowed(), b: a0 } }), input),
          () => product(asRows(input), above, { transposeA: true }),
          () => product(asRows(input), narrowed(), { transposeA: true }),
          () => product(h, above, { transposeA: true, scale }),
          () => columnSum(dy),
        ]
      },
    }
  })
}

/** The same beside a packed kernel, which has no gradient. */
function pairedPacked(x: tf.Tensor, kernel: PackedMatrix, { bias, a, b, scale }: Pair): tf.Tensor {
  return withGradient(bias ? [x, a, b, bias] : [x, a, b], () => {
    const narrow = product(asRows(x), a, { scale }) // [rows, rank]
    const value = packedProduct(asRows(x), kernel, { bias, beside: { a: narrow, b } })
    return {
      value: asLike(value, x),
      saved: [x, a, b, narrow],
      gradients(dy, input, ...saved) {
        const [a0, b0, h] = saved as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D]
        const above = asRows(dy)
        const [below] = together(1, () => [product(above, b0, { transposeB: true, scale })]) // [rows, rank]
        const narrowed = below as () => tf.Tensor2D
        return [
          () => asLike(packedProduct(above, kernel, { back: true, beside: { a: narrowed(), b: a0 } }), input),
          () => product(asRows(input), narrowed(), { transposeA: true }),
          () => product(h, above, { transposeA: true }),
          () => columnSum(dy),
        ]
      },
    }
  })
}

/** x [..., c] + bias [c] */
export function addBias(x: tf.Tensor, bias: tf.Tensor1D): tf.Tensor {
  return withGradient([x, bias], () => ({
    value: tf.add(x, bias),
    saved: [],
    gradients: (dy) => [() => tf.clone(dy), () => columnSum(dy)],
  }))
}

/** Layer norm over the last axis (Ba et al. 2016): scale and shift are [c]. x [..., c] → [..., c] */
export function layerNorm(x: tf.Tensor, scale: tf.Tensor1D, shift: tf.Tensor1D, epsilon: number): tf.Tensor {
  return hasFused('LayerNorm') ? fusedLayerNorm(x, scale, shift, epsilon) : composedLayerNorm(x, scale, shift, epsilon)
}

function fusedLayerNorm(x: tf.Tensor, scale: tf.Tensor1D, shift: tf.Tensor1D, epsilon: number): tf.Tensor {
  return withGradient([x, scale, shift], () => {
    const [value, statistics] = fusedAll('LayerNorm', { x, scale, shift }, { epsilon }) as Two
    return {
      value,
      saved: [x, statistics, scale],
      gradients: (dy, x1, stats, scale1) => [
        () => fused('LayerNormGrad', { x: x1, statistics: stats, scale: scale1, dy }, {}),
        ...together(2, () => fusedAll('LayerNormParameterGrad', { x: x1, statistics: stats, dy }, {})),
      ],
    }
  })
}

type Two = [tf.Tensor, tf.Tensor]

function composedLayerNorm(x: tf.Tensor, scale: tf.Tensor1D, shift: tf.Tensor1D, epsilon: number): tf.Tensor {
  const width = scale.shape[0]
  return withGradient([x, scale, shift], () => {
    const centred = tf.sub(x, rowMean(x, width))
    const spread = tf.rsqrt(tf.add(rowMean(tf.square(centred), width), epsilon)) // [..., 1]
    const normed = tf.mul(centred, spread)
    return {
      value: tf.add(tf.mul(normed, scale), shift),
      saved: [normed, spread, scale],
      gradients: (dy, n, s, g) => [
        () => {
          const slope = tf.mul(dy, g)
          const along = tf.add(tf.mul(n, rowMean(tf.mul(slope, n), width)), rowMean(slope, width))
          return tf.mul(tf.sub(slope, along), s)
        },
        () => columnSum(tf.mul(dy, n)),
        () => columnSum(dy),
      ],
    }
  })
}

/** RMS norm over the last axis (Zhang and Sennrich 2019): x / √(mean x² + ε) · scale, scale [c]. x [..., c] → [..., c] */
export function rmsNorm(x: tf.Tensor, scale: tf.Tensor1D, epsilon: number): tf.Tensor {
  const width = scale.shape[0]
  return withGradient([x, scale], () => {
    const spread = tf.rsqrt(tf.add(rowMean(tf.square(x), width), epsilon)) // [..., 1]
    const normed = tf.mul(x, spread)
    return {
      value: tf.mul(normed, scale),
      saved: [normed, spread, scale],
      gradients: (dy, n, s, g) => [
        () => {
          const slope = tf.mul(dy, g)
          return tf.mul(tf.sub(slope, tf.mul(n, rowMean(tf.mul(slope, n), width))), s)
        },
        () => columnSum(tf.mul(dy, n)),
      ],
    }
  })
}

/** 1 + what the file keeps, [c]. */
export function scaleFromOne(kept: tf.Tensor1D): tf.Tensor1D {
  return withGradient([kept], () => ({
    value: tf.add(kept, 1),
    saved: [],
    gradients: (dy) => [() => tf.clone(dy)],
  })) as tf.Tensor1D
}

function rowMean(x: tf.Tensor, width: number): tf.Tensor {
  return tf.mul(tf.sum(x, -1, true), 1 / width) // [..., 1]
}

/** Rows of the table [vocabulary, width]; ids [batch, tokens] int32 → [batch, tokens, width] */
export function embedding(table: Kernel, ids: tf.Tensor2D): tf.Tensor3D {
  if (isPacked(table)) return packedEmbedding(table, ids)
  return withGradient([table], () => ({
    value: tf.gather(table, ids),
    saved: [ids],
    gradients: (dy, picked) => [() => embeddingGradient(dy, picked as tf.Tensor2D, table.shape)],
  })) as tf.Tensor3D
}

/** States by the table that tokens are read with: x [rows, width] · tableᵀ → [rows, vocabulary] */
export function tableProduct(x: tf.Tensor2D, table: Kernel): tf.Tensor2D {
  return isPacked(table) ? byTable(x, table) : tf.matMul(x, table, false, true)
}

function embeddingGradient(dy: tf.Tensor, ids: tf.Tensor2D, [rows, width]: [number, number]): tf.Tensor {
  if (hasFused('EmbeddingGrad')) return fused('EmbeddingGrad', { ids, dy }, { rows })
  return tf.scatterND(tf.reshape(ids, [ids.size, 1]), tf.reshape(dy, [ids.size, width]), [rows, width])
}

/** Each token's own row of a table [rows, width], added to it: x [batch, tokens, width], places [batch, tokens]. */
export function addPlaces(x: tf.Tensor3D, table: tf.Tensor2D, places: tf.Tensor2D): tf.Tensor3D {
  return tf.add(x, tf.gather(table, places))
}

/** The first `tokens` rows from `position` on, of a table [rows, width], added to each text: x [batch, tokens, width]. */
export function addPositions(x: tf.Tensor3D, table: tf.Tensor2D, position: number): tf.Tensor3D {
  const [batch, tokens, width] = x.shape
  const rows = tf.slice(table, [position, 0], [tokens, width])
  const flat = addBias(tf.reshape(x, [batch, tokens * width]), tf.reshape(rows, [tokens * width]))
  return tf.reshape(flat, [batch, tokens, width])
}
