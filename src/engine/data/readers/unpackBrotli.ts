/**
 * Brotli to exactly as many bytes as are said to be in it. The library takes more memory where more comes, gives back
 * the first it took, and leaves zeros where less comes: its output is watched.
 */
/// <reference path="./brotliStreams.d.ts" />
import { decompressBrotli } from 'hyparquet-compressors'
import { BrotliOutput } from 'hyparquet-compressors/src/brotli.streams.js'

interface Output {
  buffer: Uint8Array
  pos: number
}

const buffers = new WeakMap<object, Uint8Array>()
let last: Output | null = null

/** The output that the library makes keeps the buffer that it began with. */
Object.defineProperty(BrotliOutput.prototype, 'buffer', {
  get(this: Output) {
    return buffers.get(this)
  },
  set(this: Output, buffer: Uint8Array) {
    const own = buffers.get(this)
    if (own) throw new RangeError(`a page that unpacks to more than the ${own.length} bytes that it claims to hold`)
    buffers.set(this, buffer)
    last = this
  },
})

/** @throws RangeError where it holds fewer or more. */
export function unpackBrotli(packed: Uint8Array, length: number): Uint8Array {
  last = null
  const unpacked = decompressBrotli(packed, length)
  const written = (last as Output | null)?.pos ?? 0
  last = null
  if (written !== length) throw new RangeError(`a page that claims to hold ${length} bytes, and holds ${written}`)
  return unpacked
}
