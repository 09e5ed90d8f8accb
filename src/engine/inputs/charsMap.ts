/**
 * SentencePiece's own normaliser: a table of replacements, compiled into one file (`precompiled_charsmap`): the length of
 * a double array in bytes, the double array (Aoe 1989) of what is replaced, then the replacements, each ended by a zero.
 * As the tokenizers library reads it (crate spm_precompiled).
 */
import { ThawError } from '../../shared/messages/errors.ts'

/** @throws ThawError `model-unsupported` where it is no such table. */
export function charsMap(base64: string): (text: string) => string {
  const { units, replacements } = readTable(base64)
  const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })
  const encoder = new TextEncoder()
  const decoder = new TextDecoder()
  const known = new Map<string, string | null>()
  const replaced = (part: string): string | null => {
    const before = known.get(part)
    if (before !== undefined) return before
    const at = shortestMatch(units, encoder.encode(part))
    const found = at === null ? null : decoder.decode(replacements.subarray(at, replacements.indexOf(0, at)))
    known.set(part, found)
    return found
  }
  return (text) => {
    let normal = ''
    for (const [stretch] of text.matchAll(stretches))
      for (const { segment } of graphemes.segment(stretch)) {
        // A sign of several letters is looked up whole first, unless it is long.
        const whole = encoder.encode(segment).length < 6 ? replaced(segment) : null
        normal += whole ?? Array.from(segment, (letter) => replaced(letter) ?? letter).join('')
      }
    return normal
  }
}

/**
 * The segmenter's time grows with the square of a text's length: it is given short stretches, cut where two signs never
 * join: after a plain letter, before a letter or number that is no mark.
 */
const stretches =
  /.{64,}?[\x20-\x7e\p{sc=Han}\p{sc=Hira}](?=(?![\u0e33\u0eb3\uff9e\uff9f])[\x20-\x7e\p{L}\p{N}])|.+$/gsu

interface Table {
  readonly units: Uint32Array
  readonly replacements: Uint8Array
}

function readTable(base64: string): Table {
  try {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
    const length = new DataView(bytes.buffer).getUint32(0, true)
    const sound = length > 0 && length % 4 === 0 && 4 + length < bytes.length && bytes.at(-1) === 0
    if (!sound) throw new Error(`a table of ${length} bytes in ${bytes.length}`)
    return { units: new Uint32Array(bytes.buffer.slice(4, 4 + length)), replacements: bytes.subarray(4 + length) }
  } catch (cause) {
    const fault = { field: 'normalizer.precompiled_charsmap', detail: 'it is no table of replacements' }
    throw new ThawError('model-unsupported', 'tokenizerFieldInvalid', fault, { cause })
  }
}

/** Where the replacement of the shortest entry begins that the bytes begin with; null where none does. */
function shortestMatch(units: Uint32Array, bytes: Uint8Array): number | null {
  let node = offsetOf(units[0] as number)
  for (const byte of bytes) {
    if (byte === 0) return null
    node = (node ^ byte) >>> 0
    const unit = units[node]
    if (unit === undefined || labelOf(unit) !== byte) return null
    node = (node ^ offsetOf(unit)) >>> 0
    if (((unit >>> 8) & 1) === 1) return ((units[node] as number) & 0x7fffffff) >>> 0
  }
  return null
}

function labelOf(unit: number): number {
  return (unit & 0x800000ff) >>> 0
}

function offsetOf(unit: number): number {
  return ((unit >>> 10) << ((unit & 0x200) >>> 6)) >>> 0
}
