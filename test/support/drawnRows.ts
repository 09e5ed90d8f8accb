import type { Rows } from '../../src/engine/nn/packed/packFormat.ts'
import { seeded } from '../../src/shared/random.ts'

/** Normal values in rows, which follow from the purpose alone. */
export function drawnRows(purpose: string, rows: number, columns: number): Rows & { readonly values: Float32Array } {
  const { normal } = seeded(purpose)
  const values = Float32Array.from({ length: rows * columns }, () => normal() / 16)
  return rowsFrom(values, rows, columns)
}

export function rowsFrom(values: Float32Array, rows: number, columns: number) {
  const read = (from: number, to: number) => values.slice(from * columns, to * columns)
  return { values, rows, columns, halves: null, read }
}
