/**
 * Which encoding bytes are in that are not UTF-8: what `chardet` finds by frequent letters, judged by how the text looks
 * when it is decoded so, since a few lines fool every detector. Fetched only where it is needed.
 */
import { analyse } from 'chardet'
import type { EncodingId } from '../../shared/catalog/encodings.ts'
import { decodedIn } from './decodedIn.ts'
import { looksWritten } from './writing.ts'

/** The likelier first, where nothing else tells. */
const candidates: readonly EncodingId[] = [
  'windows-1252',
  'gb18030',
  'shift_jis',
  'big5',
  'euc-kr',
  'euc-jp',
  'windows-1251',
  'windows-1250',
  'windows-1253',
  'windows-1254',
  'windows-1255',
  'windows-1256',
  'windows-1257',
  'windows-1258',
  'windows-874',
  'koi8-r',
  'koi8-u',
  'ibm866',
  'iso-8859-5',
  'iso-8859-2',
  'iso-8859-7',
  'macintosh',
  'iso-8859-15',
  'ibm850',
  'ibm852',
]

/** Names of the detector that the Encoding Standard reads under another. */
const same: ReadonlyMap<string, EncodingId> = new Map([
  ['iso-8859-1', 'windows-1252'],
  ['iso-8859-8', 'windows-1255'],
  ['iso-8859-9', 'windows-1254'],
  ['iso-8859-11', 'windows-874'],
  ['tis-620', 'windows-874'],
  ['cp949', 'euc-kr'],
  ['cp932', 'shift_jis'],
  ['gbk', 'gb18030'],
])

const sampledBytes = 16 * 1024

export function guessEncoding(bytes: Uint8Array): EncodingId {
  return rankedEncodings(bytes)[0] ?? 'windows-1252'
}

/** What scores this much less than the best is not worth offering. */
const offeredWithin = 0.6
const mostOffered = 6

/** Those that the bytes may be in, the likeliest first; of several that read all of it alike the more usual one. */
export function rankedEncodings(bytes: Uint8Array, of: 'text' | 'names' = 'text'): readonly EncodingId[] {
  // A Mac that packs names writes them in UTF-8.
  const possible =
    of === 'names' ? candidates.filter((id) => id !== 'macintosh' && id !== 'ibm850' && id !== 'ibm852') : candidates
  const sample = foreignLines(bytes)
  const found = new Map<string, number>()
  for (const { name, confidence } of analyse(sample)) {
    const id = same.get(name.toLowerCase()) ?? name.toLowerCase()
    found.set(id, Math.max(confidence / 100, found.get(id) ?? 0))
  }
  const read = possible.map((id) => ({ id, text: decodedIn(id, sample) }))
  // What the detector finds for an encoding counts for all that read the same.
  const sure = (text: string) => Math.max(...read.map((each) => (each.text === text ? (found.get(each.id) ?? 0) : 0)))
  const judged = read.map(({ id, text }, place) => {
    const score = looksWritten(text) + habits(id, text, sample) + 0.5 * sure(text) - 0.004 * place
    return { id, text, score }
  })
  const ranked = judged.toSorted((a, b) => b.score - a.score)
  const near = ranked.filter(({ score }) => score >= (ranked[0]?.score ?? 0) - offeredWithin)
  // Where two read all of it alike, the one that is written more often is named.
  const named = near.map(({ text, id }) => judged.find((other) => other.text === text)?.id ?? id)
  return [...new Set(named)].slice(0, mostOffered)
}

/** Lines with bytes beyond ASCII, as many as are looked at: they alone tell. */
function foreignLines(bytes: Uint8Array): Uint8Array {
  const kept: number[] = []
  let start = 0
  while (start < bytes.length && kept.length < sampledBytes) {
    const found = bytes.indexOf(10, start)
    const end = Math.min(found < 0 ? bytes.length : found + 1, start + sampledBytes)
    const line = bytes.subarray(start, end)
    if (line.some((byte) => byte >= 0x80)) kept.push(...line)
    start = end
  }
  return Uint8Array.from(kept)
}

const western: ReadonlySet<EncodingId> = new Set(['windows-1252', 'windows-1254', 'windows-1258'])

/** What is usual of a script beyond its letters: how languages are told apart whose encodings share all bytes. */
function habits(id: EncodingId, text: string, bytes: Uint8Array): number {
  const foreign = text.match(/[^\0-\x7f]/gu)?.length ?? 0
  const share = (what: RegExp) => (text.match(what)?.length ?? 0) / Math.max(1, foreign)
  if (id === 'gb18030' || id === 'big5') {
    const [from, to] = id === 'gb18030' ? [0xb0, 0xd7] : [0xa4, 0xc6]
    // Chinese is written without kana, and mostly in the characters that stand first in the encoding.
    return commonLeads(bytes, from, to) - 1 - 2 * share(/[\u3040-\u30ff]/gu)
  }
  if (id === 'shift_jis' || id === 'euc-jp') return share(/[\u3040-\u30ff]/gu) >= 0.1 ? 0.3 : -0.3
  // Chinese misread as Korean has Chinese characters all over.
  if (id === 'euc-kr') return share(/\p{Script=Hangul}/gu) >= 0.9 ? 0.3 : -0.3
  // What Mac Roman has for accented letters are these in Western encodings, where others are accented more often.
  if (western.has(id) && share(/[šŠžŽŸ]/g) >= 0.5) return -0.5
  // Hebrew is written without its points, which Thai letters become.
  if (id === 'windows-1255') return share(/[\u0591-\u05c7]/gu) >= 0.2 ? -1 : 0
  // Slavic and Baltic letters, where Western ones would stand that hardly ever do so together.
  if (id === 'windows-1250') {
    if (/ă/i.test(text) && /[şţ]/i.test(text) && share(/[ăâîşţ]/giu) >= 0.9) return 0.3
    return /[šž]/i.test(text) && /[čćđďěňřťů]/i.test(text) ? 0.15 : 0
  }
  if (id === 'windows-1257') return looksBaltic(text) && share(/[ąčęėįšųūžāēģīķļņ]/giu) >= 0.95 ? 0.35 : 0
  if (id === 'windows-1254') {
    // What is "þ" and "ð" in Icelandic begins and ends words, as these letters hardly ever do in Turkish.
    const icelandic =
      2 * count(text, /ğ(?!\p{L})/gu) > count(text, /ğ/gu) ||
      2 * count(text, /(?<!\p{L})ş/giu) > 1.5 * count(text, /ş/gi)
    return /[ğışİ]/.test(text) && !icelandic && share(/[çğıöşüâîûÇĞİÖŞÜ]/g) >= 0.9 && /[ıİ]/.test(text) ? 0.3 : -0.1
  }
  // The euro stands beside a number; else these two read nearly all alike.
  if (id === 'iso-8859-15') return /\d\s?€|€\s?\d/.test(text) ? 0.6 : -0.2
  if (id === 'ibm850') return share(/[äöüßÄÖÜéèàçêëâîïôûùáíóúñåæøÅÆØÉ¿¡]/g) >= 0.95 ? 0.05 : -0.3
  if (id === 'ibm852')
    return share(/[áéíóúýčďěňřšťůžąćęłńśźżäöüőűôâăîşţđÁÉÍÓÚÝČĎĚŇŘŠŤŮŽĄĆĘŁŃŚŹŻÄÖÜŐŰß]/g) >= 0.95 ? 0.05 : -0.3
  const cyrillic = text.match(/\p{Script=Cyrillic}/gu)?.length ?? 0
  if (cyrillic === 0) return 0
  const usual = 0.4 * ((text.match(/[оеаинтсрвл]/giu)?.length ?? 0) / cyrillic) - 0.2
  // What KOI8-U has for Ukrainian letters are frames in KOI8-R.
  if (id === 'koi8-u') return usual + (/[іїєґ]/i.test(text) ? 0.2 : -0.1)
  return id === 'koi8-r' && /[\u2500-\u257f]/.test(text) ? usual - 0.5 : usual
}

function count(text: string, what: RegExp): number {
  return text.match(what)?.length ?? 0
}

/** Endings of Lithuanian, or the many long vowels of Latvian: other letters of theirs are written in the West, too. */
function looksBaltic(text: string): boolean {
  if (/[šž]/i.test(text) && /[āēīūėųįąļņģķ]/i.test(text)) return true
  const plurals = count(text, /ų(?!\p{L})/gu)
  const kinds = new Set(text.toLowerCase().match(/[ąčęėįšųūžāēģīķļņ]/gu)).size
  return /ė/.test(text) && ((plurals > 0 && 2 * plurals >= count(text, /ų/g)) || kinds >= 4)
}

/** Of the pairs of bytes, the share whose first is in the range of the frequent characters or of punctuation. */
function commonLeads(bytes: Uint8Array, from: number, to: number): number {
  let [pairs, common] = [0, 0]
  for (let at = 0; at < bytes.length; at++) {
    const lead = bytes[at] as number
    if (lead < 0x81) continue
    pairs++
    if ((lead >= from && lead <= to) || (lead >= 0xa1 && lead <= 0xa3)) common++
    at++
  }
  return pairs === 0 ? 0 : common / pairs
}
