/** Weights as the rows of a file, some at a time, for whoever packs them. */
import type * as tf from '@tensorflow/tfjs-core'
import type { Rows } from '../nn/packed/packFormat.ts'
import { fileShape, type ParameterSpec, toFileLayout } from '../nn/parameters.ts'
import { elementBytes, partOf, type StoredTensor, widen } from '../weights/tensorFile.ts'

/** Whether the file's rows are what the layer gives: torch's dense layers, but no tables. */
export function turns({ fileLayout }: ParameterSpec): boolean {
  return fileLayout === 'torch-linear'
}

export function storedRows(tensor: StoredTensor): Rows {
  const { dtype, shape, rowScales } = tensor
  const [rows = 0, columns = 0] = shape
  const each = columns * elementBytes[dtype]
  const bytesOf = (from: number, to: number) => partOf(tensor, from * each, to * each)
  return {
    rows,
    columns,
    halves: halvesOf(dtype, bytesOf),
    read(from, to) {
      const part = { dtype, shape: [to - from, columns], bytes: bytesOf(from, to) }
      return widen(rowScales ? { ...part, rowScales: rowScales.subarray(from, to) } : part)
    },
  }
}

function halvesOf(dtype: StoredTensor['dtype'], bytesOf: (from: number, to: number) => Uint8Array): Rows['halves'] {
  if (dtype !== 'F16' && dtype !== 'BF16') return null
  return {
    kind: dtype === 'F16' ? 'f16' : 'bf16',
    bits(from, to) {
      const bytes = bytesOf(from, to)
      const aligned = bytes.byteOffset % 2 === 0 ? bytes : bytes.slice()
      return new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 2)
    },
  }
}

/** Of a matrix that lies on the backend. */
export async function rowsOfTensor(spec: ParameterSpec, tensor: tf.Tensor): Promise<Rows> {
  const [rows = 0, columns = 0] = fileShape(spec)
  const values = toFileLayout(spec, (await tensor.data()) as Float32Array)
  return { rows, columns, halves: null, read: (from, to) => values.slice(from * columns, to * columns) }
}
