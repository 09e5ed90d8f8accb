/**
 * LZ4 frames, as Arrow packs its buffers: blocks that may each refer to what all blocks before them gave. Checksums are
 * passed over. Format: https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md
 */

const magic = 0x184d2204
const lastBlock = 0
const storedBit = 0x80000000

/** @param length bytes that the frame unpacks to. @throws RangeError where it does not. */
export function unpackLz4Frame(packed: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.length)
  if (view.getUint32(0, true) !== magic) throw new RangeError('no LZ4 frame')
  const flags = view.getUint8(4)
  const [hasSize, hasDictionary, hasBlockSums] = [flags & 8, flags & 1, flags & 16]
  // After magic, flags, block size and a check of these.
  let at = 7 + (hasSize ? 8 : 0) + (hasDictionary ? 4 : 0)
  const out = new Uint8Array(length)
  let written = 0
  for (;;) {
    const head = view.getUint32(at, true)
    at += 4
    if (head === lastBlock) break
    const size = (head & ~storedBit) >>> 0
    if (at + size > packed.length) throw new RangeError('an LZ4 block is cut off')
    const block = packed.subarray(at, at + size)
    written = (head & storedBit) !== 0 ? copy(block, out, written) : unpackBlock(block, out, written)
    at += size + (hasBlockSums ? 4 : 0)
  }
  if (written !== length) throw new RangeError(`an LZ4 frame of ${written} bytes where ${length} were announced`)
  return out
}

function copy(bytes: Uint8Array, out: Uint8Array, to: number): number {
  out.set(bytes, to)
  return to + bytes.length
}

/** Sequences: bytes as they are, then a stretch of what was written before. @returns where writing ends. */
function unpackBlock(block: Uint8Array, out: Uint8Array, from: number): number {
  let at = 0
  let to = from
  const lengthFrom = (nibble: number) => {
    let length = nibble
    if (nibble === 15)
      for (let more = 255; more === 255; ) {
        more = block[at++] ?? 0
        length += more
      }
    return length
  }
  while (at < block.length) {
    const token = block[at++] ?? 0
    const literals = lengthFrom(token >> 4)
    to = copy(block.subarray(at, at + literals), out, to)
    at += literals
    if (at >= block.length) break
    const back = (block[at] ?? 0) | ((block[at + 1] ?? 0) << 8)
    at += 2
    const matched = lengthFrom(token & 15) + 4
    if (back === 0 || back > to || to + matched > out.length) throw new RangeError('an LZ4 block refers to nothing')
    // The stretch may run into what it writes itself.
    for (let i = 0; i < matched; i++, to++) out[to] = out[to - back] ?? 0
  }
  return to
}
