/**
 * TIFF's LZW (TIFF 6.0, page 57): codes of 9 to 12 bits from the top of a byte down, which grow one code early. geotiff's
 * own follows a damaged table in circles for ever; here an entry stands only for an earlier one, and no more comes out
 * than the strip or tile holds.
 */
const clear = 256
const end = 257

/** @param most Bytes that come out at most. @throws Error where a code is of no entry. */
export function unpackLzw(bytes: Uint8Array, most: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(most)
  const before = new Uint16Array(4096)
  const last = Uint8Array.from({ length: 4096 }, (_, code) => (code < 256 ? code : 0))
  const lengths = new Uint16Array(4096).fill(1)
  let [width, next, previous, written] = [9, 258, -1, 0]
  for (let bit = 0; bit + width <= 8 * bytes.length && written < most; ) {
    const code = codeAt(bytes, bit, width)
    bit += width
    if (code === end) break
    if (code === clear) {
      ;[width, next, previous] = [9, 258, -1]
      continue
    }
    if (code > next || (code === next && previous < 0) || (previous < 0 && code > 255))
      throw new Error(`LZW code ${code} of no entry`)
    // An entry that is not there yet is the one before, and its own first byte again.
    const known = code === next ? previous : code
    const length = lengths[known] as number
    let first = known
    for (let at = length - 1, walked = known; at >= 0; at--, walked = before[walked] as number) {
      if (written + at < most) out[written + at] = last[walked] as number
      first = walked
    }
    written += length
    if (code === next && written < most) out[written] = first
    if (code === next) written++
    if (previous >= 0 && next < 4096) {
      before[next] = previous
      last[next] = first
      lengths[next] = (lengths[previous] as number) + 1
      next++
    }
    if (next + 1 >= 1 << width && width < 12) width++
    previous = code
  }
  return out
}

function codeAt(bytes: Uint8Array, bit: number, width: number): number {
  const at = bit >> 3
  const window = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0)
  return (window >> (24 - (bit & 7) - width)) & ((1 << width) - 1)
}
