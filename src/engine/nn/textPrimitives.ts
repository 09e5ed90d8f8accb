/**
 * The arithmetic of networks that read tokens: dense layers, layer norm, embeddings. Gradients are written out in few
 * passes, and sums over rows are products with ones (columnSum), because WASM's reductions are slow. Owns no tensor.
 */
import * as tf from '@tensorflow/tfjs-core'
import { fusedAll, hasFused } from './fused.ts'
import { columnSum } from './primitives.ts'
import { withGradient } from './withGradient.ts'

/** x [..., in] · kernel [in, out] (+ bias [out]) → [..., out] */
export function linear(x: tf.Tensor, kernel: tf.Tensor2D, bias: tf.Tensor1D | null): tf.Tensor {
  const [inputs, outputs] = kernel.shape
  const product = tf.matMul(tf.reshape(x, [-1, inputs]) as tf.Tensor2D, kernel)
  const shifted = bias ? addBias(product, bias) : product
  return tf.reshape(shifted, [...x.shape.slice(0, -1), outputs])
}

/** x [..., c] + bias [c] */
export function addBias(x: tf.Tensor, bias: tf.Tensor1D): tf.Tensor {
  return withGradient([x, bias], (input, shift) => ({
    value: tf.add(input, shift),
    saved: [],
    gradients: (dy) => [tf.clone(dy), columnSum(dy)],
  }))
}

/** Layer norm over the last axis (Ba et al. 2016): scale and shift are [c]. x [..., c] → [..., c] */
export function layerNorm(x: tf.Tensor, scale: tf.Tensor1D, shift: tf.Tensor1D, epsilon: number): tf.Tensor {
  return hasFused('LayerNorm') ? fusedLayerNorm(x, scale, shift, epsilon) : composedLayerNorm(x, scale, shift, epsilon)
}

function fusedLayerNorm(x: tf.Tensor, scale: tf.Tensor1D, shift: tf.Tensor1D, epsilon: number): tf.Tensor {
  return withGradient([x, scale, shift], (x0, scale0, shift0) => {
    const [value, statistics] = fusedAll('LayerNorm', { x: x0, scale: scale0, shift: shift0 }, { epsilon }) as Two
    return {
      value,
      saved: [x0, statistics, scale0],
      gradients: (dy, x1, stats, scale1) => fusedAll('LayerNormGrad', { x: x1, statistics: stats, scale: scale1, dy }),
    }
  })
}

type Two = [tf.Tensor, tf.Tensor]

function composedLayerNorm(x: tf.Tensor, scale: tf.Tensor1D, shift: tf.Tensor1D, epsilon: number): tf.Tensor {
  const width = scale.shape[0]
  return withGradient([x, scale, shift], (input, scale0, shift0) => {
    const centred = tf.sub(input, rowMean(input, width))
    const spread = tf.rsqrt(tf.add(rowMean(tf.square(centred), width), epsilon)) // [..., 1]
    const normed = tf.mul(centred, spread)
    return {
      value: tf.add(tf.mul(normed, scale0), shift0),
      saved: [normed, spread, scale0],
      gradients(dy, n, s, g) {
        const slope = tf.mul(dy, g)
        const along = tf.add(tf.mul(n, rowMean(tf.mul(slope, n), width)), rowMean(slope, width))
        return [tf.mul(tf.sub(slope, along), s), columnSum(tf.mul(dy, n)), columnSum(dy)]
      },
    }
  })
}

function rowMean(x: tf.Tensor, width: number): tf.Tensor {
  return tf.mul(tf.sum(x, -1, true), 1 / width) // [..., 1]
}

/** Rows of the table [vocabulary, width]; ids [batch, tokens] int32 → [batch, tokens, width] */
export function embedding(table: tf.Tensor2D, ids: tf.Tensor2D): tf.Tensor3D {
  const [vocabulary, width] = table.shape
  return withGradient([table], (rows) => ({
    value: tf.gather(rows, ids),
    saved: [ids],
    gradients(dy, picked) {
      const updates = tf.reshape(dy, [picked.size, width])
      return [tf.scatterND(tf.reshape(picked, [picked.size, 1]), updates, [vocabulary, width])]
    },
  })) as tf.Tensor3D
}

/** The first `tokens` rows from `position` on, of a table [rows, width], added to each text: x [batch, tokens, width]. */
export function addPositions(x: tf.Tensor3D, table: tf.Tensor2D, position: number): tf.Tensor3D {
  const [batch, tokens, width] = x.shape
  const rows = tf.slice(table, [position, 0], [tokens, width])
  const flat = addBias(tf.reshape(x, [batch, tokens * width]), tf.reshape(rows, [tokens * width]))
  return tf.reshape(flat, [batch, tokens, width])
}
