/** A stream as one blob, which the browser may keep on the disk; counted, so that a small archive cannot fill it. */
import type { EncodingId } from '../../../shared/catalog/encodings.ts'
import { ThawError } from '../../../shared/messages/errors.ts'
import type { UnpackBudget } from '../dataFile.ts'
import { displayText } from '../displayText.ts'
import { limits } from '../limits.ts'
import { cancelled, type Pace } from '../pace.ts'

export interface Unpacking {
  readonly budget: UnpackBudget
  readonly pace: Pace
  readonly signal: AbortSignal
  /** The encoding that the person named, for names that do not say theirs; absent or null means guess. */
  readonly encoding?: EncodingId | null
  /** Hears how many of a table's rows have been unpacked. */
  readonly onRows?: (done: number, total: number) => void
  /** Told of the encodings that names may be in which do not say theirs, the likeliest first. */
  readonly onNames?: (likely: readonly EncodingId[]) => void
}

/** Bytes are put away in pieces of this size, so that they need not lie in memory twice. */
const pieceBytes = 16 * 1024 ** 2

/** @param most bytes that may come. @throws ThawError `data-too-large`, or what the stream throws. */
export async function unpacked(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  { budget, pace, signal }: Unpacking,
  most = Number.POSITIVE_INFINITY,
): Promise<Blob> {
  const pieces: Blob[] = []
  let chunks: Uint8Array<ArrayBuffer>[] = []
  let [length, total] = [0, 0]
  const reader = stream.getReader()
  try {
    for (;;) {
      await pace.breathe()
      if (signal.aborted) throw cancelled()
      const { done, value } = await reader.read()
      if (done) break
      length += value.length
      total += value.length
      budget.bytes -= value.length
      if (budget.bytes < 0 || total > most)
        throw new ThawError('data-too-large', 'archiveUnpacksTooLarge', { most: Math.min(most, limits.unpackedBytes) })
      chunks.push(value)
      if (length >= pieceBytes) {
        pieces.push(new Blob(chunks))
        ;[chunks, length] = [[], 0]
      }
    }
    return new Blob([...pieces, ...chunks])
  } finally {
    await reader.cancel().catch(() => {})
  }
}

/** What is said of an archive that cannot be read; faults that speak for themselves stay. */
export function archiveFault(error: unknown, name: string): ThawError {
  if (error instanceof ThawError) return error
  const shown = displayText(name, limits.pathLength)
  return new ThawError('data-unreadable', 'archiveUnreadable', { name: shown }, { cause: error })
}
