/** Content that is given to a store piece by piece, by one who cannot be asked for it. */
import type { Content } from './blobStore.ts'

type Piece = Uint8Array<ArrayBuffer>

/** One writing, which begins at once. */
export class PieceWriter {
  readonly #done: Promise<Blob>
  #next: Piece | null = null
  #ended = false
  #failure: { readonly reason: unknown } | null = null
  #wake: () => void = () => {}
  #taken: () => void = () => {}

  /** @param put fails, and keeps nothing, where its content fails. */
  constructor(put: (content: Exclude<Content, Uint8Array>) => Promise<Blob>) {
    this.#done = put(this.#pieces())
    // Whoever gives the next piece, or ends, hears of it.
    this.#done.catch(() => {})
  }

  /** One piece at a time. Resolves when the piece is taken and may be written over; throws what the store threw. */
  async give(piece: Piece): Promise<void> {
    const taken = new Promise<void>((resolve) => {
      this.#taken = resolve
    })
    this.#next = piece
    this.#wake()
    await Promise.race([taken, this.#done])
  }

  /** The whole, as it is kept. */
  async end(): Promise<Blob> {
    this.#ended = true
    this.#wake()
    return this.#done
  }

  /** Resolves when nothing of it is left. */
  async fail(reason: unknown): Promise<void> {
    this.#failure = { reason }
    this.#wake()
    await this.#done.catch(() => {})
  }

  async *#pieces(): AsyncGenerator<Piece> {
    for (;;) {
      if (this.#failure) throw this.#failure.reason
      const piece = this.#next
      this.#next = null
      if (piece) {
        yield piece
        this.#taken()
      } else if (this.#ended) return
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve
        })
    }
  }
}
