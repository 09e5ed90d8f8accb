import * as tf from '@tensorflow/tfjs-core'
import { seeded } from '../../src/shared/random.ts'

/** Normal values that follow from the purpose alone. */
export function randomTensor(purpose: string, shape: number[]): tf.Tensor {
  const { normal } = seeded(purpose)
  return tf.tensor(
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => normal()),
    shape,
  )
}
