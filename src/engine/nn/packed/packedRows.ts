/** Rows of a packed matrix in float32: by their numbers, from one to another, or all. */
import * as tf from '@tensorflow/tfjs-core'
import { widenHalves } from '../../halfPrecision.ts'
import { fused, hasFused, type PackedLayout } from '../fused.ts'
import { bitsOf, isPacked, type Kernel, type Layout, type PackedMatrix } from './packedMatrix.ts'

/** ids (any shape) int32 → [..., columns] */
export function pickedRows(matrix: PackedMatrix, ids: tf.Tensor): tf.Tensor {
  if (hasFused('PackedRows')) return fused('PackedRows', { ids, ...tensorsOf(matrix) }, layoutOf(matrix))
  const numbers = ids.dataSync()
  const { columns } = matrix
  const values = new Float32Array(numbers.length * columns)
  const read = rowReader(matrix)
  for (const [at, row] of numbers.entries()) read(row, values.subarray(at * columns, (at + 1) * columns))
  return tf.tensor(values, [...ids.shape, columns])
}

/** Rows [from, to) of what lies in rows: of a table its tokens'. // [to − from, columns] */
export function rowsOf(matrix: PackedMatrix, from: number, to: number): tf.Tensor2D {
  return tf.tidy(() => pickedRows(matrix, tf.range(from, to, 1, 'int32')) as tf.Tensor2D)
}

/** Rows [from, to) of a table in float32, packed or not. // [to − from, width] */
export function tableRows(table: Kernel, from: number, to: number): tf.Tensor2D {
  if (!isPacked(table)) return tf.slice(table, [from, 0], [to - from, table.shape[1]])
  if (table.turned) throw new Error('internal: a table of tokens lies in rows')
  return rowsOf(table, from, to)
}

/** All of it, as the network asks for it: where a method reads a kernel itself, and for what is written into files. */
export function widened(matrix: PackedMatrix): tf.Tensor2D {
  return tf.tidy(() => {
    const all = rowsOf(matrix, 0, matrix.rows)
    return matrix.turned ? (tf.transpose(all) as tf.Tensor2D) : all
  })
}

/** The tensors of it that a kernel takes. */
export function tensorsOf({ codes, scales, levels }: PackedMatrix) {
  return { codes, scales, levels }
}

/** What a kernel is told of it. */
export function layoutOf({ layout, rows, columns, stride, group }: PackedMatrix): PackedLayout {
  return { layout, rows, columns, stride, group }
}

type Codes = (codes: ArrayBuffer, offset: number, matrix: PackedMatrix) => (at: number) => number

/** The value of a code before it is scaled, by its place among all. */
const readers: Readonly<Record<Layout, Codes>> = {
  f16(codes, offset) {
    const bits = new Uint16Array(codes, offset)
    const one = new Float32Array(1)
    return (at) => widenHalves(bits.subarray(at, at + 1), one)[0] as number
  },
  bf16(codes, offset) {
    const bits = new Uint16Array(codes, offset)
    const word = new Uint32Array(1)
    const value = new Float32Array(word.buffer)
    return (at) => {
      word[0] = (bits[at] as number) << 16
      return value[0] as number
    }
  },
  int8(codes, offset) {
    const steps = new Int8Array(codes, offset)
    return (at) => steps[at] as number
  },
  levels(codes, offset, matrix) {
    const bytes = new Uint8Array(codes, offset)
    const levels = matrix.levels?.dataSync() as Float32Array
    return (at) => levels[((bytes[at >> 1] as number) >> (at % 2 === 0 ? 4 : 0)) & 15] as number
  },
}

/** On the host: where a backend has no kernel for it. */
function rowReader(matrix: PackedMatrix): (row: number, into: Float32Array) => void {
  const { layout, rows, columns, stride, group } = matrix
  const codes = matrix.codes.dataSync() as Int32Array
  const valueAt = readers[layout](codes.buffer as ArrayBuffer, codes.byteOffset, matrix)
  const scales = matrix.scales?.dataSync()
  if (codes.byteLength < (rows * stride * bitsOf[layout]) / 8) throw new Error('internal: a packed matrix is cut off')
  return (row, into) => {
    if (!(row >= 0 && row < rows)) throw new Error(`internal: row ${row} of a table of ${rows}`)
    const start = row * stride
    for (let from = 0; from < columns; from += group) {
      const scale = scales ? (scales[(start + from) / group] as number) : 1
      const to = Math.min(columns, from + group)
      for (let at = from; at < to; at++) into[at] = valueAt(start + at) * scale
    }
  }
}
