/** Rows of features in memory, up to a budget: what comes first stays. */
import type { PackedRow } from '../../storage/packedRow.ts'

export interface RowMemory {
  readonly bytes: number
  get(place: number): PackedRow | undefined
  /** False where there is no room. */
  put(place: number, row: PackedRow): boolean
}

/** @param budget in bytes; it may change as the run goes on. */
export function rowMemory(budget: () => number): RowMemory {
  const rows = new Map<number, PackedRow>()
  let bytes = 0
  return {
    get bytes() {
      return bytes
    },
    get: (place) => rows.get(place),
    put(place, row) {
      if (rows.has(place)) return true
      if (bytes + row.bytes.byteLength > budget()) return false
      rows.set(place, row)
      bytes += row.bytes.byteLength
      return true
    },
  }
}
