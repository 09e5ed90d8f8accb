import type * as tf from '@tensorflow/tfjs-core'
import { fileShape, type ParameterSpec, toFileLayout } from '../../nn/parameters.ts'
import type { StoredTensor } from '../../weights/tensorFile.ts'

/** As the published files lay it out, in float32. */
export async function storedTensor(spec: ParameterSpec, tensor: tf.Tensor): Promise<StoredTensor> {
  const values = toFileLayout(spec, new Float32Array(await tensor.data()))
  return {
    dtype: 'F32',
    shape: fileShape(spec),
    bytes: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
  }
}
