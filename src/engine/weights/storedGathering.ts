/**
 * A download on its way to the device: each piece is written before the next is asked for, so that a file of a gigabyte
 * takes a few megabytes. What is written is kept by the store only when the whole of it has come and was checked.
 */
import { ThawError } from '../../shared/messages/errors.ts'
import { runningSha256 } from '../storage/sha256.ts'
import type { Gatherer } from './gathering.ts'

type Pieces = AsyncIterable<Uint8Array<ArrayBuffer>>

export class StoredGathering implements Gatherer {
  readonly #put: (pieces: Pieces) => Promise<Blob>
  readonly #digested: boolean
  #writing: Writing | null = null
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
  constructor(put: (pieces: Pieces) => Promise<Blob>, { digested }: { readonly digested: boolean }) {
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
    this.#writing ??= new Writing(this.#put)
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
    this.#writing ??= new Writing(this.#put)
    this.#stored = await this.#writing.end()
  }

  async fail(reason: unknown): Promise<void> {
    await this.#writing?.fail(reason)
  }
}

const firstBytes = 64

/** One attempt to write the file, of which pieces are taken as they come. */
class Writing {
  readonly #done: Promise<Blob>
  #waiting: Uint8Array<ArrayBuffer>[] = []
  #ended = false
  #failure: { readonly reason: unknown } | null = null
  #wake: () => void = () => {}
  #taken: () => void = () => {}

  constructor(put: (pieces: Pieces) => Promise<Blob>) {
    this.#done = put(this.#pieces())
    // Who gives the next piece, or ends, hears of it.
    this.#done.catch(() => this.#taken())
  }

  /** Resolves when it is on its way to the disk; throws what the store threw. */
  async give(piece: Uint8Array<ArrayBuffer>): Promise<void> {
    const taken = new Promise<void>((resolve) => {
      this.#taken = resolve
    })
    this.#waiting.push(piece)
    this.#wake()
    await Promise.race([taken, this.#done])
  }

  async end(): Promise<Blob> {
    this.#ended = true
    this.#wake()
    return this.#done
  }

  async fail(reason: unknown): Promise<void> {
    this.#failure = { reason }
    this.#wake()
    await this.#done.catch(() => {})
  }

  async *#pieces(): Pieces {
    for (;;) {
      if (this.#failure) throw this.#failure.reason
      const piece = this.#waiting.shift()
      if (piece) {
        this.#taken()
        yield piece
      } else if (this.#ended) return
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve
        })
    }
  }
}
