/**
 * Flatbuffers, in which Arrow says what its bytes are: tables, vectors and numbers that refer to one another by distance.
 * Nothing is read beyond the bytes at hand, and no count is believed that they could not hold.
 * Format: https://flatbuffers.dev/internals/
 */

/** A table's entries by their number in the format's description, from 0. */
export interface FlatTable {
  /** Where the entry stands; null where it is left out. */
  readonly place: (entry: number) => number | null
  readonly number: (entry: number, bytes: 1 | 2 | 4 | 8, otherwise?: number) => number
  readonly flag: (entry: number) => boolean
  readonly text: (entry: number) => string
  /** A table that the entry refers to. */
  readonly table: (entry: number) => FlatTable | null
  /** Places of a vector's entries, each of so many bytes; none where it is left out. */
  readonly vector: (entry: number, bytes: number) => readonly number[]
  readonly tables: (entry: number) => readonly FlatTable[]
}

/** @throws RangeError where a place or count goes beyond the bytes; a DataView throws the same. */
export class Flatbuffer {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  /** Entries of vectors that may still be listed: several vectors may not share their bytes for ever. */
  #left: number

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#left = bytes.length
  }

  number(at: number, bytes: 1 | 2 | 4 | 8): number {
    if (bytes === 1) return this.#view.getUint8(at)
    if (bytes === 2) return this.#view.getInt16(at, true)
    if (bytes === 4) return this.#view.getInt32(at, true)
    const value = this.#view.getBigInt64(at, true)
    if (!Number.isSafeInteger(Number(value))) throw new RangeError(`a count of ${value}`)
    return Number(value)
  }

  /** The table that the four bytes at a place refer to. */
  table(at: number): FlatTable {
    const base = at + this.number(at, 4)
    const layout = base - this.number(base, 4)
    const size = this.number(layout, 2)
    const place = (entry: number) => {
      const slot = 4 + 2 * entry
      const distance = slot < size ? this.number(layout + slot, 2) : 0
      return distance === 0 ? null : base + distance
    }
    const found = <Value>(entry: number, read: (at: number) => Value, otherwise: Value) => {
      const there = place(entry)
      return there === null ? otherwise : read(there)
    }
    const vector = (entry: number, bytes: number) => found(entry, (there) => this.#entries(there, bytes), [])
    return {
      place,
      number: (entry, bytes, otherwise = 0) => found(entry, (there) => this.number(there, bytes), otherwise),
      flag: (entry) => found(entry, (there) => this.number(there, 1) !== 0, false),
      text: (entry) => found(entry, (there) => this.#text(there), ''),
      table: (entry) => found(entry, (there) => this.table(there), null),
      vector,
      tables: (entry) => vector(entry, 4).map((there) => this.table(there)),
    }
  }

  #entries(at: number, bytes: number): readonly number[] {
    const [start, count] = this.#counted(at, bytes)
    this.#left -= count
    if (this.#left < 0) throw new RangeError('more entries than bytes')
    return Array.from({ length: count }, (_, i) => start + i * bytes)
  }

  #text(at: number): string {
    const [start, count] = this.#counted(at, 1)
    return new TextDecoder().decode(this.#bytes.subarray(start, start + count))
  }

  #counted(at: number, bytes: number): readonly [start: number, count: number] {
    const start = at + this.number(at, 4)
    const count = this.number(start, 4)
    if (count < 0 || start + 4 + count * bytes > this.#bytes.length)
      throw new RangeError(`a list of ${count} entries in ${this.#bytes.length} bytes`)
    return [start + 4, count]
  }
}
