/** Small reads of a large file, served from a window that is read ahead: an archive asks for thousands of short pieces in a row. */
const windowBytes = 1024 ** 2

export type ReadAt = (offset: number, length: number) => Promise<Uint8Array<ArrayBuffer>>

interface Window {
  readonly start: number
  readonly end: number
  readonly bytes: Promise<ArrayBuffer>
}

/** Reads up to `length` bytes at `offset`; fewer only at the end of the file. Several reads may be under way at once. */
export function blobWindow(blob: Blob): ReadAt {
  let latest: Window = { start: 0, end: 0, bytes: Promise.resolve(new ArrayBuffer(0)) }
  return async (offset, length) => {
    const until = Math.min(blob.size, offset + length)
    if (offset < latest.start || until > latest.end) latest = openWindow(blob, offset, length)
    // Another read may replace the latest window while this one waits for its bytes.
    const { start, bytes } = latest
    return new Uint8Array(await bytes).slice(offset - start, offset - start + length)
  }
}

function openWindow(blob: Blob, start: number, length: number): Window {
  const end = Math.min(blob.size, start + Math.max(length, windowBytes))
  return { start, end, bytes: blob.slice(start, end).arrayBuffer() }
}
