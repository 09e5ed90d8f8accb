/** Products with packed matrices, forward and back, held to plain products with the same weights widened. */
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { type PackedMatrix, packedMatrix } from '../../../../src/engine/nn/packed/packedMatrix.ts'
import { packedProduct } from '../../../../src/engine/nn/packed/packedProduct.ts'
import { widened } from '../../../../src/engine/nn/packed/packedRows.ts'
import { packFormats } from '../../../../src/engine/nn/packed/packFormats.ts'
import { embedding, linear, pairedLinear, tableProduct } from '../../../../src/engine/nn/textPrimitives.ts'
import { packings } from '../../../../src/shared/catalog/packings.ts'
import { startBackend } from '../../../support/backends.ts'
import { drawnRows } from '../../../support/drawnRows.ts'
import { randomTensor } from '../../../support/randomTensor.ts'
import { relativeError } from '../../../support/relativeError.ts'

const backends = ['cpu', 'wasm'] as const

/** Rows and columns as stored: of odd sizes, of groups that are not full, and larger than a block of the kernel. */
const sizes: readonly (readonly [rows: number, columns: number])[] = [
  [1, 1],
  [45, 70],
  [192, 576],
  [1100, 40],
  [33, 900],
]
/** Rows of the other factor: one and two have ways of their own. */
const heights = [1, 2, 5, 37, 90]

const draw = (name: string, shape: number[]) => randomTensor(name, shape) as tf.Tensor2D

describe.each(backends)('on %s', (backend) => {
  for (const { id } of packings)
    for (const turned of [true, false])
      test(`${id}, ${turned ? 'laid out as torch does' : 'as it is'}`, async () => {
        await startBackend(backend)
        const before = tf.memory().numTensors
        for (const [rows, columns] of sizes) {
          const made = packFormats[id].pack(drawnRows(`${rows} by ${columns}`, rows, columns))
          for (const height of heights)
            tf.tidy(() => {
              const matrix = packedMatrix(made, turned)
              const plain = widened(matrix)
              expect(errorsOf(matrix, plain, height), `${height} by [${rows}, ${columns}]`).toBeLessThan(1e-5)
            })
        }
        expect(tf.memory().numTensors).toBe(before)
      }, 60_000)

  test('a dense layer, one with a pair beside it, a table and its turn have the gradients of the widened ones', async () => {
    await startBackend(backend)
    for (const { id } of packings)
      tf.tidy(() => {
        const matrix = packedMatrix(packFormats[id].pack(drawnRows('layer', 48, 64)), true)
        const table = packedMatrix(packFormats[id].pack(drawnRows('table', 90, 64)), false)
        const [x, bias] = [randomTensor('x', [2, 9, 64]), randomTensor('bias', [48]) as tf.Tensor1D]
        const [a, b] = [draw('a', [64, 4]), draw('b', [4, 48])]
        const ids = tf.tensor2d([3, 0, 89, 3, 7, 1], [2, 3], 'int32')
        const rows = draw('rows', [11, 64])
        const both = [
          [matrix, table],
          [widened(matrix), widened(table)],
        ] as const
        const all = both.map(([kernel, words]) => [
          ...withGradients([x, bias], (x0, bias0) => linear(x0, kernel, bias0 as tf.Tensor1D)),
          ...withGradients([x], (x0) => linear(x0, kernel, null)),
          ...withGradients([x, a, b, bias], (x0, a0, b0, bias0) =>
            pairedLinear(x0, {
              ...{ kernel, a: a0 as tf.Tensor2D, b: b0 as tf.Tensor2D, bias: bias0 as tf.Tensor1D, scale: 1.7 },
            }),
          ),
          ...withGradients([rows], (rows0) => tableProduct(rows0 as tf.Tensor2D, words)),
          embedding(words, ids),
        ])
        const [own, plain] = all as [tf.Tensor[], tf.Tensor[]]
        expect(own.length).toBe(3 + 2 + 5 + 2 + 1)
        own.forEach((tensor, at) => {
          const truth = plain[at] as tf.Tensor
          expect(tensor.shape).toEqual(truth.shape)
          expect(relativeError(tensor.dataSync(), truth.dataSync()), `${id}, value ${at}`).toBeLessThan(1e-5)
        })
      })
  })
})

/** The largest of all that a product with it can be asked for. */
function errorsOf(matrix: PackedMatrix, plain: tf.Tensor2D, height: number): number {
  const [inputs, outputs] = matrix.shape
  const [x, dy] = [draw('x', [height, inputs]), draw('dy', [height, outputs])]
  const bias = randomTensor('bias', [outputs]) as tf.Tensor1D
  const pair = (rank: number) => ({ a: draw('a', [height, rank]), b: draw('b', [rank, outputs]) })
  const wide = { a: draw('wide', [height, 5]), b: draw('turned', [inputs, 5]) }
  const errors = [
    [packedProduct(x, matrix), tf.matMul(x, plain)],
    [packedProduct(x, matrix, { bias }), tf.add(tf.matMul(x, plain), bias)],
    [packedProduct(dy, matrix, { back: true }), tf.matMul(dy, plain, false, true)],
    // A pair that stands in the kernel's last panel, and one that is too deep for that.
    ...[4, 70]
      .map(pair)
      .map((beside) => [
        packedProduct(x, matrix, { bias, beside }),
        tf.add(tf.add(tf.matMul(x, plain), tf.matMul(beside.a, beside.b)), bias),
      ]),
    [
      packedProduct(dy, matrix, { back: true, beside: wide }),
      tf.add(tf.matMul(dy, plain, false, true), tf.matMul(wide.a, wide.b, false, true)),
    ],
  ] as [tf.Tensor, tf.Tensor][]
  return Math.max(...errors.map(([own, truth]) => relativeError(own.dataSync(), truth.dataSync())))
}

function withGradients(inputs: tf.Tensor[], compute: (...inputs: tf.Tensor[]) => tf.Tensor): tf.Tensor[] {
  const value = compute(...inputs)
  const dy = randomTensor('dy', value.shape)
  return [value, ...tf.grads((...given: tf.Tensor[]) => compute(...given))(inputs, dy)]
}
