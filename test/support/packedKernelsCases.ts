/** Kernels over packed matrices, for browser/webgpuKernels.test.ts: the same by blocks of rows that are widened on the CPU. */
import * as tf from '@tensorflow/tfjs-core'
import { packedMatrix } from '../../src/engine/nn/packed/packedMatrix.ts'
import { packedProduct } from '../../src/engine/nn/packed/packedProduct.ts'
import { pickedRows } from '../../src/engine/nn/packed/packedRows.ts'
import { packFormats } from '../../src/engine/nn/packed/packFormats.ts'
import { packings } from '../../src/shared/catalog/packings.ts'
import { drawnRows } from './drawnRows.ts'
import type { KernelCase } from './kernelCase.ts'
import { randomTensor } from './randomTensor.ts'

const sizes = [
  { rows: 45, columns: 70, height: 5 },
  { rows: 33, columns: 300, height: 2 },
  { rows: 192, columns: 128, height: 70 },
]

export function packedCases(): KernelCase[] {
  const products = packings.flatMap(({ id }) =>
    sizes.flatMap((size) =>
      [true, false].flatMap((turned) =>
        [false, true].map((back): KernelCase => {
          const compute = () => [productOf(id, size, turned, back)]
          const name = `PackedProduct ${JSON.stringify({ id, ...size, turned, back })}`
          return { name, team: true, kernel: compute, composed: compute }
        }),
      ),
    ),
  )
  const rows = packings.map(({ id }): KernelCase => {
    const compute = () => {
      const ids = tf.tensor2d([3, 0, 89, 3, 7, 1], [2, 3], 'int32')
      return [pickedRows(packedMatrix(packFormats[id].pack(drawnRows('table', 90, 70)), false), ids)]
    }
    return { name: `PackedRows ${id}`, kernel: compute, composed: compute }
  })
  return [...products, ...rows]
}

function productOf(id: (typeof packings)[number]['id'], size: (typeof sizes)[number], turned: boolean, back: boolean) {
  const { rows, columns, height } = size
  const matrix = packedMatrix(packFormats[id].pack(drawnRows('matrix', rows, columns)), turned)
  const [inputs, outputs] = back ? [matrix.shape[1], matrix.shape[0]] : matrix.shape
  const draw = (name: string, shape: number[]) => randomTensor(name, shape) as tf.Tensor2D
  const beside = { a: draw('a2', [height, 3]), b: draw('b2', back ? [outputs, 3] : [3, outputs]) }
  const bias = back ? null : (randomTensor('bias', [outputs]) as tf.Tensor1D)
  return packedProduct(draw('a', [height, inputs]), matrix, { back, bias, beside })
}
