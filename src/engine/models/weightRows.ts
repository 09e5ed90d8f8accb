/** Weights as the rows of a file, some at a time, for whoever packs them. */
import type * as tf from '@tensorflow/tfjs-core'
import type { Rows } from '../nn/packed/packFormat.ts'
import { fileShape, type ParameterSpec, toFileLayout } from '../nn/parameters.ts'
import { elementBytes, type StoredTensor, widen } from '../weights/tensorFile.ts'

/** Whether the file's rows are what the layer gives: torch's dense layers, but no tables. */
export function turns({ fileLayout }: ParameterSpec): boolean {
  return fileLayout === 'torch-linear'
}

export function storedRows({ dtype, shape, bytes, rowScales }: StoredTensor): Rows {
  const [rows = 0, columns = 0] = shape
  const each = columns * elementBytes[dtype]
  return {
    rows,
    columns,
    halves: halvesOf(dtype, bytes),
    read(from, to) {
      const part = { dtype, shape: [to - from, columns], bytes: bytes.subarray(from * each, to * each) }
      return widen(rowScales ? { ...part, rowScales: rowScales.subarray(from, to) } : part)
    },
  }
}

function halvesOf(dtype: StoredTensor['dtype'], bytes: Uint8Array): Rows['halves'] {
  if (dtype !== 'F16' && dtype !== 'BF16') return null
  const aligned = bytes.byteOffset % 2 === 0 ? bytes : bytes.slice()
  const bits = new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 2)
  return { kind: dtype === 'F16' ? 'f16' : 'bf16', bits }
}

/** Of a matrix that lies on the backend. */
export async function rowsOfTensor(spec: ParameterSpec, tensor: tf.Tensor): Promise<Rows> {
  const [rows = 0, columns = 0] = fileShape(spec)
  const values = toFileLayout(spec, (await tensor.data()) as Float32Array)
  return { rows, columns, halves: null, read: (from, to) => values.slice(from * columns, to * columns) }
}
