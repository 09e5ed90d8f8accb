/** Small reads of a large file, served from a window that is read ahead: an archive asks for thousands of short pieces in a row. */
const windowBytes = 1024 ** 2

export type ReadAt = (offset: number, length: number) => Promise<Uint8Array<ArrayBuffer>>

/** Reads up to `length` bytes at `offset`; fewer only at the end of the file. */
export function blobWindow(blob: Blob): ReadAt {
  let start = 0
  let bytes = new Uint8Array(0)
  return async (offset, length) => {
    if (offset < start || offset + length > start + bytes.length) {
      start = offset
      bytes = new Uint8Array(await blob.slice(offset, offset + Math.max(length, windowBytes)).arrayBuffer())
    }
    return bytes.slice(offset - start, offset - start + length)
  }
}
