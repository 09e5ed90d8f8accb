/**
 * Collects the bytes of one file as they come. Where the length is known they go straight to their place, so that a
 * file of 500 MB takes 500 MB; else they wait as pieces and are joined at the end.
 */
import { ThawError } from '../../shared/messages/errors.ts'
import { sha256 } from '../storage/sha256.ts'

/** Where the bytes of a download go, in order. */
export interface Gatherer {
  readonly received: number
  /** Its first bytes, at least 64 where it has so many. */
  readonly first: Uint8Array
  /** Hears the length, once or again. */
  expect(length: number): void
  add(piece: Uint8Array): void | Promise<void>
  /** All that came is forgotten: the next piece is the file's first. */
  clear(): void
  /** Of all bytes so far, lower-case hexadecimal. */
  sha256(): Promise<string>
  /** Nothing more comes. */
  end(): Promise<void>
  fail(reason: unknown): Promise<void>
}

export class Gathering implements Gatherer {
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

  get first(): Uint8Array {
    return (this.#place ?? this.#pieces[0] ?? new Uint8Array(0)).subarray(0, this.#received)
  }

  sha256(): Promise<string> {
    return sha256(this.take())
  }

  async end(): Promise<void> {}

  async fail(): Promise<void> {}

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
