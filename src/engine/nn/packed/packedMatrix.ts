/**
 * A frozen matrix of few bits a value, as it lies on a backend: codes in rows, and what a group of them is scaled by.
 * A product widens what it reads in its own tile; nothing of the size of the matrix is made in float32.
 */
import * as tf from '@tensorflow/tfjs-core'

/** How a code is read, by the number that kernels know it by: the place in this list. */
export const layouts = ['f16', 'bf16', 'int8', 'levels'] as const
export type Layout = (typeof layouts)[number]

/** Bits of a code. */
export const bitsOf: Readonly<Record<Layout, number>> = { f16: 16, bf16: 16, int8: 8, levels: 4 }

/** Rows are filled up to whole steps of so many values, which kernels read at a time. */
export const stepOfRow = 16

/** On the host, before it goes to a backend. */
export interface PackedValues {
  readonly layout: Layout
  readonly rows: number
  readonly columns: number
  /** Values from one row to the next: the columns, filled up. */
  readonly stride: number
  /** Values that share a scale; it divides `stride`. */
  readonly group: number
  /** Codes, rows × stride; of two codes of 4 bits the first is the upper half of the byte, as bitsandbytes has it. */
  readonly codes: Uint8Array<ArrayBuffer>
  /** [rows × stride / group]; null where the codes are the values. */
  readonly scales: Float32Array<ArrayBuffer> | null
  /** What each of 16 codes is worth before it is scaled; null for the other layouts. */
  readonly levels: Float32Array<ArrayBuffer> | null
}

export interface PackedMatrix extends Pick<PackedValues, 'layout' | 'rows' | 'columns' | 'stride' | 'group'> {
  /** As the network asks for it: [in, out], or [vocabulary, width]. */
  readonly shape: readonly [number, number]
  /** Whether its rows are the network's columns, as torch lays dense layers out. */
  readonly turned: boolean
  /** The bytes of the codes as int32. */
  readonly codes: tf.Tensor1D
  readonly scales: tf.Tensor1D | null
  readonly levels: tf.Tensor1D | null
}

/** The numbers of a dense layer or of a table. */
export type Kernel = tf.Tensor2D | PackedMatrix

export function isPacked(kernel: Kernel): kernel is PackedMatrix {
  return 'turned' in kernel
}

/** The caller disposes. */
export function packedMatrix(values: PackedValues, turned: boolean): PackedMatrix {
  const { codes, scales, levels, ...how } = values
  const { rows, columns } = how
  return {
    ...how,
    turned,
    shape: turned ? [columns, rows] : [rows, columns],
    codes: tf.tensor1d(new Int32Array(codes.buffer), 'int32'),
    scales: scales && tf.tensor1d(scales),
    levels: levels && tf.tensor1d(levels),
  }
}

export function disposePacked({ codes, scales, levels }: PackedMatrix): void {
  tf.dispose([codes, scales, levels].filter((tensor) => tensor !== null))
}

/** Shares the values. */
export function clonePacked(matrix: PackedMatrix): PackedMatrix {
  const { codes, scales, levels } = matrix
  const copy = (tensor: tf.Tensor1D | null) => tensor && tf.keep(tf.clone(tensor))
  return { ...matrix, codes: tf.keep(tf.clone(codes)), scales: copy(scales), levels: copy(levels) }
}

export function packedBytes({ codes, scales, levels }: PackedMatrix): number {
  return 4 * (codes.size + (scales?.size ?? 0) + (levels?.size ?? 0))
}
