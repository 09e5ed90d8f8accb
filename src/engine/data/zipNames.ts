/**
 * The names in a zip. Newer programs mark them as UTF-8; older ones write the encoding of their system and say nothing
 * of it, so that all such names of an archive are looked at together. Code page 437 is what the format prescribes.
 */
import { type EncodingId, encodings } from '../../shared/catalog/encodings.ts'
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import { decodedIn } from './decodedIn.ts'
import { looksWritten } from './writing.ts'

export interface RawEntry {
  /** As the archive's reader has it: UTF-8 where that is marked or possible, else code page 437. */
  readonly filename: string
  readonly rawFilename: Uint8Array
  readonly bitFlag?: { readonly languageEncodingFlag: boolean }
  /** Set where the name stands a second time, in UTF-8. */
  readonly extraFieldUnicodePath?: unknown
}

/** The name of each entry, and what there is to tell of them. */
export async function zipNames(
  entries: readonly RawEntry[],
  { archive, encoding: wanted = null, onNames }: NamesRead,
): Promise<{ readonly names: readonly string[]; readonly warnings: readonly Message[] }> {
  const own = entries.map(({ filename }) => filename)
  const unmarked = entries.filter(isUnmarked)
  const written = distinctNames(unmarked)
  if (unmarked.length === 0 || isUtf8(written)) return { names: own, warnings: [] }
  // The detector is fetched where it is needed, which for most archives is never.
  const { rankedEncodings } = await import('./guessEncoding.ts')
  const ranked = rankedEncodings(written, 'names')
  const [guessed = 'windows-1252'] = ranked
  if (wanted) {
    onNames?.(ranked)
    return { names: entries.map((entry) => nameBy(decoderOf(wanted), entry)), warnings: [] }
  }
  const decode = [codePage437, decoderOf('ibm866')].find((each) => isRather(each(written), decoderOf(guessed)(written)))
  const chosen = decode ?? decoderOf(guessed)
  const names = entries.map((entry) => nameBy(chosen, entry))
  if (decode === codePage437) return { names, warnings: [] }
  onNames?.(decode ? ['ibm866', ...ranked.filter((id) => id !== 'ibm866')] : ranked)
  const { title: encoding } = encodings[decode ? 'ibm866' : guessed]
  return { names, warnings: [notice('zipNamesGuessed', { name: archive, encoding })] }
}

interface NamesRead {
  readonly archive: string
  /** The one that the person named, if any. */
  readonly encoding?: EncodingId | null
  /** Told of the encodings that names may be in, where they do not say themselves; the likeliest first. */
  readonly onNames?: (likely: readonly EncodingId[]) => void
}

type Decode = (bytes: Uint8Array) => string

function nameBy(decode: Decode, entry: RawEntry): string {
  return isUnmarked(entry) ? decode(entry.rawFilename) : entry.filename
}

function decoderOf(encoding: EncodingId): Decode {
  return (bytes) => decodedIn(encoding, bytes)
}

function isUnmarked({ rawFilename, bitFlag, extraFieldUnicodePath }: RawEntry): boolean {
  return !bitFlag?.languageEncodingFlag && !extraFieldUnicodePath && rawFilename.some((byte) => byte >= 0x80)
}

/** Folders and files once each, a line for each, so that a folder of a thousand files does not count a thousand times. */
function distinctNames(entries: readonly RawEntry[]): Uint8Array<ArrayBuffer> {
  const seen = new Set<string>()
  const bytes: number[] = []
  for (const { rawFilename } of entries)
    for (const part of partsOf(rawFilename)) {
      const key = part.join()
      if (seen.has(key) || part.every((byte) => byte < 0x80)) continue
      seen.add(key)
      bytes.push(...part, 10)
    }
  return Uint8Array.from(bytes)
}

function partsOf(raw: Uint8Array): readonly number[][] {
  const parts: number[][] = [[]]
  for (const byte of raw) {
    if (byte === 0x2f) parts.push([])
    else parts.at(-1)?.push(byte)
  }
  return parts
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

/**
 * Whether names look rather like a code page of DOS, which zips have more often than texts do: letters stand where what
 * was guessed has quotation marks, signs or spaces.
 */
function isRather(text: string, guessed: string): boolean {
  return looksWritten(text) >= looksWritten(guessed) && letters(text) > letters(guessed)
}

/** The share of letters among the characters beyond ASCII. */
function letters(text: string): number {
  const foreign = text.match(/[^\0-\x7f]/gu) ?? []
  return foreign.filter((character) => /[\p{L}\p{M}]/u.test(character)).length / Math.max(1, foreign.length)
}

/** Of bytes from 0x80 on. */
const upper437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0'

function codePage437(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : upper437[byte - 0x80])).join('')
}
