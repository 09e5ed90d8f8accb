/**
 * The weights of a large model before they are on the backend: in the file's own type, in memory or where the file lies.
 * One that is packed is read once. One that is widened again and again, as where nothing is packed, is read from the
 * device at its first time and kept from the second on, as far as there is room.
 */
import type { Rows } from '../nn/packed/packFormat.ts'
import type { ParameterSpec } from '../nn/parameters.ts'
import { type StoredTensor, storedBytes, widen } from '../weights/tensorFile.ts'
import { storedRows } from './weightRows.ts'

/** Bytes that are kept of what could be read again. */
const mostKept = 512 * 2 ** 20

export class WaitingWeights {
  readonly #stored: (spec: ParameterSpec) => StoredTensor
  readonly #mostKept: number
  readonly #kept = new Map<string, StoredTensor>()
  readonly #widenedOnce = new Set<string>()
  #keptBytes = 0
  /** Of tensors whose file is in memory. */
  readonly #inMemory: number

  constructor(stored: (spec: ParameterSpec) => StoredTensor, specs: readonly ParameterSpec[], most = mostKept) {
    this.#stored = stored
    this.#mostKept = most
    const held = specs.map(stored).filter(({ part }) => !part)
    this.#inMemory = held.reduce((sum, tensor) => sum + storedBytes(tensor), 0)
  }

  get heldBytes(): number {
    return this.#inMemory + this.#keptBytes
  }

  /** As the file lays it out, fresh. */
  widened(spec: ParameterSpec): Float32Array {
    const tensor = this.#kept.get(spec.name) ?? this.#stored(spec)
    if (!tensor.part) return widen(tensor)
    if (!this.#widenedOnce.has(spec.name)) {
      this.#widenedOnce.add(spec.name)
      return widen(tensor)
    }
    return widen(this.#keep(spec.name, tensor))
  }

  /** Of a matrix, as the file lays it out. */
  rows(spec: ParameterSpec): Rows {
    return storedRows(this.#kept.get(spec.name) ?? this.#stored(spec))
  }

  /** What is read in another way now is not kept for this one. */
  letGo(name: string): void {
    const tensor = this.#kept.get(name)
    if (tensor) this.#keptBytes -= storedBytes(tensor)
    this.#kept.delete(name)
    this.#widenedOnce.delete(name)
  }

  #keep(name: string, tensor: StoredTensor): StoredTensor {
    if (this.#keptBytes + storedBytes(tensor) > this.#mostKept) return tensor
    const { dtype, shape, rowScales } = tensor
    const kept = { dtype, shape, bytes: tensor.bytes, ...(rowScales && { rowScales }) }
    this.#kept.set(name, kept)
    this.#keptBytes += storedBytes(kept)
    return kept
  }
}
