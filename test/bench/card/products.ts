/** Products of square matrices on the backend in use, by the engine's own kernels. */
import * as tf from '@tensorflow/tfjs-core'
import { submitWork } from '../../../src/engine/backends/submitWork.ts'
import { disposePacked, packedMatrix } from '../../../src/engine/nn/packed/packedMatrix.ts'
import { packedProduct } from '../../../src/engine/nn/packed/packedProduct.ts'
import { packFormats } from '../../../src/engine/nn/packed/packFormats.ts'
import type { Random } from '../../../src/shared/random.ts'
import type { Operand, Product } from './result.ts'

const [warmUps, most] = [2, 64]

/** Repeats the product for `productMs`; a device is waited for once for all of them. */
export async function measureProduct(
  { side, operand, productMs }: { readonly side: number; readonly operand: Operand; readonly productMs: number },
  random: Random,
): Promise<Product> {
  const values = Float32Array.from({ length: side * side }, () => random.next() - 1 / 2)
  const a = tf.tensor2d(values, [side, side])
  const { multiply, dispose } = operandOf(operand, values, side)
  const run = async (count: number) => {
    const start = performance.now()
    for (let made = 0; made < count - 1; made++) multiply(a).dispose()
    const one = tf.tidy(() => tf.slice(multiply(a), [0, 0], [1, 1]))
    submitWork()
    await one.data()
    one.dispose()
    return performance.now() - start
  }
  try {
    for (let made = 0; made < warmUps; made++) await run(1)
    const once = await run(1)
    const count = Math.max(1, Math.min(most, Math.round(productMs / Math.max(once, 0.1))))
    const ms = (await run(count)) / count
    return { side, operand, ms, gflops: (2 * side ** 3) / (ms * 1e6) }
  } finally {
    a.dispose()
    dispose()
  }
}

interface Second {
  multiply(a: tf.Tensor2D): tf.Tensor2D
  dispose(): void
}

/** In float32, or packed as the frozen weights of a run are: in 16 bits, or in 4 with even steps. */
function operandOf(operand: Operand, values: Float32Array, side: number): Second {
  if (operand === 'f32') {
    const b = tf.tensor2d(values, [side, side])
    return { multiply: (a) => tf.matMul(a, b), dispose: () => b.dispose() }
  }
  const format = packFormats[operand === 'f16' ? '16bit' : 'int4']
  const read = (from: number, to: number) => values.slice(from * side, to * side)
  const matrix = packedMatrix(format.pack({ rows: side, columns: side, halves: null, read }), true)
  return { multiply: (a) => packedProduct(a, matrix), dispose: () => disposePacked(matrix) }
}
