/** Packed streams of a PDF that unpack to more than any page needs are found before the document is opened. */
import { notice } from '../../../shared/messages/say.ts'
import { limits } from '../limits.ts'
import type { Pace } from '../pace.ts'
import { Skip } from '../skip.ts'

/** Shorter ones unpack to at most a thousand times as much, which is harmless. */
const shortest = 16_384
const pieceBytes = 65_536

/** @throws Skip where one is too large. Pictures may be: their pixels are not unpacked. */
export async function refuseHugeStreams(bytes: Uint8Array<ArrayBuffer>, pace: Pace): Promise<void> {
  for (const { start, end, head } of streamsOf(bytes)) {
    await pace.breathe()
    const filters = head.match(/\/Fl(ateDecode)?\b/g)?.length ?? 0
    if (end - start < shortest / Math.max(1, 1000 * (filters - 1)) || filters === 0 || /\/Image\b/.test(head)) continue
    if (await unpacksTooFar(bytes.subarray(start), filters, pace))
      throw new Skip(notice('documentUnpacksTooLarge', { most: limits.pdfStreamBytes }))
  }
}

interface PdfStream {
  readonly start: number
  readonly end: number
  /** What stands before it, its dictionary at the end. */
  readonly head: string
}

const name = Uint8Array.from('stream', (letter) => letter.charCodeAt(0))

function* streamsOf(bytes: Uint8Array): Generator<PdfStream> {
  let open: { start: number; head: string } | null = null
  for (let at = bytes.indexOf(0x73); at >= 0; at = bytes.indexOf(0x73, at + 1)) {
    if (!name.every((letter, i) => bytes[at + i] === letter)) continue
    const ends = bytes[at - 1] === 0x64
    if (ends && open) {
      yield { ...open, end: at }
      open = null
    }
    if (ends || open) continue
    const start = at + name.length + (bytes[at + name.length] === 0x0d ? 1 : 0) + 1
    const head = String.fromCharCode(...bytes.subarray(Math.max(0, at - 1000), at))
    open = { start, head: unescapedNames(head.slice(head.lastIndexOf(' obj') + 1)) }
  }
  if (open) yield { ...open, end: bytes.length }
}

/** "/Fl#61teDecode" is another way to write a name. */
function unescapedNames(head: string): string {
  return head.replace(/#([\da-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
}

async function unpacksTooFar(bytes: Uint8Array<ArrayBuffer>, times: number, pace: Pace): Promise<boolean> {
  let unpacked: ReadableStream<Uint8Array<ArrayBuffer>> = inPieces(bytes)
  for (let left = Math.min(times, 4); left > 0; left--)
    unpacked = unpacked.pipeThrough(new DecompressionStream('deflate'))
  const reader = unpacked.getReader()
  let length = 0
  try {
    for (;;) {
      await pace.breathe()
      const { done, value } = await reader.read()
      if (done) return false
      length += value.length
      if (length > limits.pdfStreamBytes) return true
    }
  } catch (error) {
    // What follows a stream, or one that is damaged, is no packed bytes; a person who cancels is heeded.
    if (error instanceof Error && error.name === 'ThawError') throw error
    return false
  } finally {
    await reader.cancel().catch(() => {})
  }
}

function inPieces(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0
  return new ReadableStream(
    {
      pull(controller) {
        if (at >= bytes.length) return controller.close()
        controller.enqueue(bytes.slice(at, at + pieceBytes))
        at += pieceBytes
      },
    },
    { highWaterMark: 0 },
  )
}
