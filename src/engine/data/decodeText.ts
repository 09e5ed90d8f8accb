/**
 * Bytes to text, whatever program wrote them. UTF-8 and UTF-16 are known by their marks and rules, and stay what they
 * are where a few bytes are damaged; of other bytes the encoding is guessed, which is told.
 */
import type { EncodingId } from '../../shared/catalog/encodings.ts'
import { decodedIn } from './decodedIn.ts'
import { looksWritten } from './writing.ts'

export interface DecodedText {
  readonly text: string
  readonly encoding: EncodingId
  /** Whether nothing but its letters says that it is in this encoding. */
  readonly guessed: boolean
  /** Bytes or characters that are none in this encoding; "�" stands in their place. */
  readonly damage: number
  /** The line of the first of them, from 1. */
  readonly firstDamaged: number | null
  /** An excerpt of what was encoded twice and put right: as it was seen, and as it was meant. */
  readonly twice?: { readonly seen: string; readonly meant: string }
}

/**
 * @param wanted the encoding that the person named, if any
 * @param declared the encoding that the file names itself, which counts where its bytes are not UTF-8 all the same
 */
export async function decodeText(
  bytes: Uint8Array,
  wanted: EncodingId | null = null,
  declared: EncodingId | null = null,
): Promise<DecodedText> {
  const wide = wanted === null ? narrowed(bytes) : null
  if (wide) return decoded(wide, 'utf-16le', false)
  const known = wanted ?? markedEncoding(bytes)
  if (known) return decoded(bytes, known, false)
  const text = flawless(bytes)
  if (text !== null) return { encoding: 'utf-8', guessed: false, damage: 0, firstDamaged: null, ...onceDecoded(text) }
  if (isUtf8(bytes)) return decoded(bytes, 'utf-8', false)
  if (declared) return decoded(bytes, declared, false)
  // The detector is fetched where it is needed, which in most lives is never.
  const { guessEncoding } = await import('./guessEncoding.ts')
  return decoded(bytes, guessEncoding(bytes), true)
}

/** UTF-32 with its mark as UTF-16; null of anything else. No browser reads it, and its zeros would stand in every word. */
function narrowed(bytes: Uint8Array): Uint8Array | null {
  const [a, b, c, d] = bytes
  const little = a === 0xff && b === 0xfe && c === 0 && d === 0
  const big = a === 0 && b === 0 && c === 0xfe && d === 0xff
  if (bytes.length % 4 !== 0 || !(little || big)) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const units = new Uint16Array(bytes.length / 2)
  let length = 0
  for (let at = 0; at < bytes.length; at += 4) {
    const point = view.getUint32(at, little)
    const letter = point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd'
    for (let i = 0; i < letter.length; i++) units[length++] = letter.charCodeAt(i)
  }
  return new Uint8Array(units.buffer, 0, 2 * length)
}

/**
 * A text of which as good as every stretch beyond ASCII is what UTF-8 looks like when it is read as Windows-1252: a
 * program did so, and saved it again. No language writes so by accident.
 */
function onceDecoded(text: string): Pick<DecodedText, 'text' | 'twice'> {
  if (!/[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u2122]/.test(text)) return { text }
  let [right, wrong] = [0, 0]
  let twice: DecodedText['twice']
  const once = text.replace(/[\u0080-\uffff]+/g, (seen) => {
    const meant = readAgain(seen)
    if (meant === null) wrong++
    else {
      right++
      twice ??= { seen, meant }
    }
    return meant ?? seen
  })
  const isLone = right === 1 && rare.test(twice?.meant ?? '')
  return twice && !isLone && right >= 9 * wrong ? { text: once, twice } : { text }
}

/** Phonetic letters and scripts of few: what "CAFÉ…" would be, if it stood alone. */
const rare = /^[\u0180-\u02ff\u0530-\u058f\u0700-\u08ff]+$/

/** Null where these letters are no bytes of UTF-8. */
function readAgain(letters: string): string | null {
  const bytes = Array.from(letters, (letter) => windows1252.get(letter) ?? letter.charCodeAt(0))
  return bytes.some((byte) => byte > 0xff) ? null : flawless(Uint8Array.from(bytes))
}

/** The letters of Windows-1252 whose numbers are others in Unicode, from 128 on; a blank where there is none. */
const windows1252: ReadonlyMap<string, number> = new Map(
  Array.from('€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ', (letter, i): [string, number] => [letter, 0x80 + i]).filter(
    ([letter]) => letter !== ' ',
  ),
)

/** The encodings that bytes may be in, the likeliest first; a single one where nothing is in doubt. */
export async function likelyEncodings(bytes: Uint8Array): Promise<readonly EncodingId[]> {
  const marked = markedEncoding(bytes)
  if (marked) return [marked]
  if (flawless(bytes) !== null) return ['utf-8']
  const { rankedEncodings } = await import('./guessEncoding.ts')
  const others = rankedEncodings(bytes)
  return isUtf8(bytes) ? ['utf-8', ...others] : others
}

/** As it is, but for what no tokenizer should meet: zero characters go, and every line ends in LF. */
export function cleanText(text: string): string {
  return text.replaceAll('\0', '').replace(/\r\n?/g, '\n')
}

/** Told by a mark, or by bytes that no other encoding has. */
function markedEncoding(bytes: Uint8Array): EncodingId | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return unmarkedUtf16(bytes) ?? (switchesToJapanese(bytes) ? 'iso-2022-jp' : null)
}

function flawless(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

function decoded(bytes: Uint8Array, encoding: EncodingId, guessed: boolean): DecodedText {
  const text = decodedIn(encoding, bytes)
  const first = text.indexOf('\ufffd')
  if (first < 0) return { text, encoding, guessed, damage: 0, firstDamaged: null }
  // A text may hold the sign itself, in all encodings of Unicode.
  const own = encoding === 'utf-8' ? ownSigns(bytes) : 0
  const damage = Math.max(0, (text.match(/\ufffd/g)?.length ?? 0) - own)
  const lines = text.slice(0, first).match(/\r\n?|\n/g)?.length ?? 0
  return { text, encoding, guessed, damage, firstDamaged: damage === 0 ? null : lines + 1 }
}

function ownSigns(bytes: Uint8Array): number {
  let count = 0
  for (let at = bytes.indexOf(0xef); at >= 0; at = bytes.indexOf(0xef, at + 1))
    if (bytes[at + 1] === 0xbf && bytes[at + 2] === 0xbd) count++
  return count
}

/** Whether as good as all of it is UTF-8: other encodings hardly ever make its sequences by accident. */
function isUtf8(bytes: Uint8Array): boolean {
  const { whole, broken, cut } = sequences(bytes)
  return broken === 0 ? whole > 0 || cut > 1 : whole >= 2 * broken
}

/** Characters beyond ASCII that are whole, bytes that belong to none, and bytes of one that the end cuts. */
function sequences(bytes: Uint8Array): { readonly whole: number; readonly broken: number; readonly cut: number } {
  let [whole, broken] = [0, 0]
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes[at] as number
    if (lead < 0x80) {
      at++
      continue
    }
    const length = lengthOf(lead)
    let end = at + 1
    while (end < at + length && isContinuation(bytes, at, end)) end++
    if (length > 0 && end === at + length) whole++
    else if (length > 0 && end === bytes.length) return { whole, broken, cut: end - at }
    else broken += Math.max(1, end - at)
    at = end
  }
  return { whole, broken, cut: 0 }
}

/** Bytes of the character that this one begins; 0 where it begins none. */
function lengthOf(lead: number): number {
  if (lead >= 0xc2 && lead <= 0xdf) return 2
  if (lead >= 0xe0 && lead <= 0xef) return 3
  return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0
}

/** The second byte is bound further where a shorter sequence, half a pair, or nothing at all would be meant. */
function isContinuation(bytes: Uint8Array, lead: number, at: number): boolean {
  const byte = bytes[at]
  if (byte === undefined || byte < 0x80 || byte > 0xbf) return false
  if (at !== lead + 1) return true
  const [least, most] = secondBytes[bytes[lead] as number] ?? [0x80, 0xbf]
  return byte >= least && byte <= most
}

const secondBytes: { readonly [lead: number]: readonly [least: number, most: number] } = {
  224: [0xa0, 0xbf],
  237: [0x80, 0x9f],
  240: [0x90, 0xbf],
  244: [0x80, 0x8f],
}

/** ISO-2022-JP is ASCII but for escapes, which no other text has. */
function switchesToJapanese(bytes: Uint8Array): boolean {
  for (let at = bytes.indexOf(0x1b); at >= 0; at = bytes.indexOf(0x1b, at + 1))
    if (bytes[at + 1] === 0x24 && (bytes[at + 2] === 0x42 || bytes[at + 2] === 0x40)) return true
  return false
}

const looked = 2048
/** A text of any script has line ends, spaces or digits, which have a zero byte in UTF-16. */
const leastZeros = 0.005

/** UTF-16 without its mark, in whichever script; null where the bytes are something else. */
export function unmarkedUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const head = bytes.subarray(0, Math.min(looked, bytes.length - (bytes.length % 2)))
  let [zeros, plain] = [0, 0]
  for (const byte of head) {
    if (byte === 0) zeros++
    else if (byte < 0x80 && (byte >= 0x20 || (byte >= 9 && byte <= 13))) plain++
  }
  if (zeros < 2 || zeros < leastZeros * head.length || plain >= 0.95 * head.length) return null
  const read = (['utf-16le', 'utf-16be'] as const).map((encoding) => {
    const text = new TextDecoder(encoding).decode(head)
    return { encoding, score: looksWritten(text), ascii: text.match(/[\t\n\r -~]/g)?.length ?? 0 }
  })
  // Zeros of the right byte order are ASCII; of the wrong one they are nothing that is written often.
  const [best] = read.filter(({ ascii }) => 2 * ascii >= zeros).toSorted((a, b) => b.score - a.score)
  return best && best.score >= 0.7 ? best.encoding : null
}
