/** What a format of few bits says of itself, and the rows that it reads. */
import { type PackedValues, stepOfRow } from './packedMatrix.ts'

/** A matrix as a file has it, of which some rows are widened at a time. */
export interface Rows {
  readonly rows: number
  readonly columns: number
  /** Of 16 bits where the file has those; null else. */
  readonly halves: {
    readonly kind: 'f16' | 'bf16'
    /** Rows [from, to). */
    bits(from: number, to: number): Uint16Array
  } | null
  /** [to − from, columns], fresh. */
  read(from: number, to: number): Float32Array
}

export interface PackFormat {
  pack(rows: Rows): PackedValues
}

/** Values of float32 that are held at a time while a matrix is packed. */
const heldValues = 2 ** 18

/** Rows [from, to) that are held at a time. */
export function* heldRows({
  rows,
  columns,
}: Pick<Rows, 'rows' | 'columns'>): Generator<readonly [from: number, to: number]> {
  const each = Math.max(1, Math.floor(heldValues / Math.max(1, columns)))
  for (let from = 0; from < rows; from += each) yield [from, Math.min(rows, from + each)]
}

/** Each row in order. */
export function forEachRow(source: Rows, take: (values: Float32Array, row: number) => void): void {
  const { columns } = source
  for (const [from, to] of heldRows(source)) {
    const values = source.read(from, to)
    for (let row = from; row < to; row++) take(values.subarray((row - from) * columns, (row - from + 1) * columns), row)
  }
}

/** Columns filled up to whole groups, or to whole steps where a row is one group. */
export function strideOf(columns: number, group = stepOfRow): number {
  return Math.ceil(columns / group) * group
}

/** The largest magnitude of values [from, to). */
export function largestOf(values: Float32Array, from: number, to: number): number {
  let most = 0
  for (let at = from; at < to; at++) most = Math.max(most, Math.abs(values[at] as number))
  return most
}
