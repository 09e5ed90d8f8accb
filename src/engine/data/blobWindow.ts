/** Small reads of a large file, served from a window that is read ahead: an archive asks for thousands of short pieces in a row. */
import { type ByteSource, blobSource } from './byteSource.ts'

const windowBytes = 1024 ** 2

type Readable = Pick<ByteSource, 'size' | 'slice' | 'window'>

export type ReadAt = (offset: number, length: number) => Promise<Uint8Array<ArrayBuffer>>

interface Window {
  readonly start: number
  readonly end: number
  readonly bytes: Promise<ArrayBuffer>
}

export function blobWindow(blob: Blob): ReadAt {
  return readAhead(blobSource(blob))
}

/** Reads up to `length` bytes at `offset`; fewer only at the end of the file. Several reads may be under way at once. */
export function readAhead(source: Readable): ReadAt {
  let latest: Window = { start: 0, end: 0, bytes: Promise.resolve(new ArrayBuffer(0)) }
  return async (offset, length) => {
    const until = Math.min(source.size, offset + length)
    if (offset < latest.start || until > latest.end) latest = openWindow(source, offset, length)
    // Another read may replace the latest window while this one waits for its bytes.
    const { start, bytes } = latest
    return new Uint8Array(await bytes).slice(offset - start, offset - start + length)
  }
}

function openWindow(source: Readable, start: number, length: number): Window {
  const end = Math.min(source.size, start + Math.max(length, source.window ?? windowBytes))
  return { start, end, bytes: source.slice(start, end) }
}
