/**
 * Zstandard to exactly as many bytes as are said to be in it. The library writes what fits and is silent of the rest:
 * values that are missing would be zeros, and those too many would be lost.
 */

/** The library's own: writes into `out`, and gives it back. */
export type DecompressZstd = (packed: Uint8Array, out: Uint8Array) => Uint8Array

/** What stands where nothing was written. A single byte too many that is the mark's first stays unseen, and is not used. */
const mark = Uint8Array.from({ length: 16 }, (_, at) => (at * 97 + 167) & 255)

/** @throws RangeError where it holds fewer or more. */
export function unpackZstd(decompress: DecompressZstd, packed: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(length + mark.length)
  const ends = Math.max(0, length - mark.length)
  out.set(mark.subarray(0, length - ends), ends)
  out.set(mark, length)
  decompress(packed, out)
  if (mark.some((byte, at) => out[length + at] !== byte)) throw otherwise(packed, length)
  if (length > 0 && out[length - 1] === mark[length - ends - 1] && isShort(decompress, packed, length))
    throw otherwise(packed, length)
  return out.subarray(0, length)
}

/** What ends in the mark's byte may hold it itself: under another mark another byte stays. */
function isShort(decompress: DecompressZstd, packed: Uint8Array, length: number): boolean {
  const last = (fill: number) => {
    const out = new Uint8Array(length).fill(fill, length - 1)
    decompress(packed, out)
    return out[length - 1]
  }
  return last(0) !== last(255)
}

function otherwise(packed: Uint8Array, length: number): RangeError {
  return new RangeError(`${packed.length} bytes that do not hold the ${length} that they claim to`)
}
