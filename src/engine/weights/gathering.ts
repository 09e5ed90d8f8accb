/**
 * Collects the bytes of one file as they come. Where the length is known they go straight to their place, so that a
 * file of 500 MB takes 500 MB; else they wait as pieces and are joined at the end.
 */
import { ThawError } from '../../shared/messages/errors.ts'

export class Gathering {
  #received = 0
  #place: Uint8Array<ArrayBuffer> | null = null
  #pieces: Uint8Array[] = []

  get received(): number {
    return this.#received
  }

  /** Makes room as soon as the length is known; a length that turns out wrong costs a copy, no more. */
  expect(length: number): void {
    if (this.#received > 0 || this.#place?.byteLength === length) return
    this.#place = roomFor(length)
  }

  add(piece: Uint8Array): void {
    const end = this.#received + piece.byteLength
    if (this.#place && end > this.#place.byteLength) {
      this.#pieces = [this.#place.subarray(0, this.#received)]
      this.#place = null
    }
    if (this.#place) this.#place.set(piece, this.#received)
    else this.#pieces.push(piece)
    this.#received = end
  }

  /** All bytes so far. */
  take(): Uint8Array<ArrayBuffer> {
    if (this.#place) {
      return this.#place.byteLength === this.#received ? this.#place : this.#place.slice(0, this.#received)
    }
    const bytes = roomFor(this.#received)
    let at = 0
    for (const piece of this.#pieces) {
      bytes.set(piece, at)
      at += piece.byteLength
    }
    return bytes
  }

  clear(): void {
    this.#received = 0
    this.#pieces = []
  }
}

function roomFor(length: number): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(length)
  } catch (cause) {
    throw new ThawError('out-of-memory', 'roomForFileLacking', { bytes: length }, { cause })
  }
}
