/**
 * A download on its way to the device: each piece is written before the next is asked for, so that a file of a gigabyte
 * takes a few megabytes. What is written is kept by the store only when the whole of it has come and was checked.
 */
import { ThawError } from '../../shared/messages/errors.ts'
import { PieceWriter } from '../storage/pieceWriter.ts'
import { runningSha256 } from '../storage/sha256.ts'
import type { Gatherer } from './gathering.ts'

type Put = ConstructorParameters<typeof PieceWriter>[0]

export class StoredGathering implements Gatherer {
  readonly #put: Put
  readonly #digested: boolean
  #writing: PieceWriter | null = null
  #stored: Blob | null = null
  #hash = runningSha256()
  #received = 0
  #first = new Uint8Array(0)
  /** What an attempt before wrote goes first: a device may hold the file once and not twice. */
  #cleared: Promise<void> | undefined

  /**
   * @param put fails, and keeps nothing, where the pieces fail.
   * @param digested whether `sha256` will be asked for, which costs a pass over all bytes.
   */
  constructor(put: Put, { digested }: { readonly digested: boolean }) {
    this.#put = put
    this.#digested = digested
  }

  /** The file as it is kept; once `end` has resolved. */
  get stored(): Blob {
    if (!this.#stored) throw new Error('internal: a file is asked for before it has been written')
    return this.#stored
  }

  get received(): number {
    return this.#received
  }

  get first(): Uint8Array {
    return this.#first
  }

  expect(): void {}

  async add(piece: Uint8Array): Promise<void> {
    const own = piece.slice()
    if (this.#first.length < firstBytes) this.#first = Uint8Array.of(...this.#first, ...own.subarray(0, firstBytes))
    if (this.#digested) this.#hash.update(own)
    this.#received += own.byteLength
    await this.#cleared
    this.#writing ??= new PieceWriter(this.#put)
    await this.#writing.give(own)
  }

  clear(): void {
    this.#cleared = this.#writing?.fail(new ThawError('storage', 'storageUnwritable'))
    this.#writing = null
    this.#hash = runningSha256()
    this.#received = 0
    this.#first = new Uint8Array(0)
  }

  async sha256(): Promise<string> {
    if (!this.#digested) throw new Error('internal: a digest is asked for that nobody announced')
    return this.#hash.digest()
  }

  async end(): Promise<void> {
    await this.#cleared
    this.#writing ??= new PieceWriter(this.#put)
    this.#stored = await this.#writing.end()
  }

  async fail(reason: unknown): Promise<void> {
    await this.#writing?.fail(reason)
  }
}

const firstBytes = 64
