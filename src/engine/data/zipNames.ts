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
  const guess = decoderOf(guessed)(written)
  const ofDos = (['ibm437', 'ibm866'] as const).find((page) => isRather(decodedIn(page, written), guess))
  const page =
    isCentral(written) && (ofDos === 'ibm437' || letters(guess) < 1 || mixesScripts(guess)) ? 'ibm852' : ofDos
  const decode = (bytes: Uint8Array) => decodedIn(page ?? guessed, bytes)
  const names = entries.map((entry) => nameBy(decode, entry))
  if (page === 'ibm437') return { names, warnings: [] }
  onNames?.(page ? [page, ...ranked.filter((id) => id !== page)] : ranked)
  const { title: encoding } = encodings[page ?? guessed]
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

/** Whether what code page 437 has as signs and Greek letters within words are letters of Czech, Polish or Hungarian. */
function isCentral(written: Uint8Array): boolean {
  const [western, central] = ['ibm437', 'ibm852'].map((page) => decodedIn(page, written))
  const own = /^[\0-\x7fáéíóúýčďěňřšťůžąćęłńśźżäöüőűôăâîşţđÁÉÍÓÚÝČĎĚŇŘŠŤŮŽĄĆĘŁŃŚŹŻÄÖÜŐŰß]*$/
  return own.test(central ?? '') && !/^[\0-\x7fäöüßÄÖÜéèàçêëâîïôûùáíóúñåæÅÆÉ]*$/.test(western ?? '')
}

/** Latin letters right beside letters of another script. */
function mixesScripts(text: string): boolean {
  return /[a-z](?!\p{Script=Latin})\p{L}|(?!\p{Script=Latin})\p{L}[a-z]/iu.test(text)
}

/** The share of letters among the characters beyond ASCII. */
function letters(text: string): number {
  const foreign = text.match(/[^\0-\x7f]/gu) ?? []
  return foreign.filter((character) => /[\p{L}\p{M}]/u.test(character)).length / Math.max(1, foreign.length)
}
