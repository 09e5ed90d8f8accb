/**
 * What a file is by its first bytes, where it is no picture that can be read: its name is not trusted, but helps to say
 * what it is.
 */
import { formats, formatTitles, shows } from '../../shared/catalog/formats.ts'
import { namedRefusal, type RefusedFormat, refusedFormats } from '../../shared/catalog/refusedFormats.ts'
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'

/** Bytes that suffice to tell what a file is. */
export const sniffLength = 512

/** What a file is that is not a readable picture, and what to do about it. */
export function whatElse(head: Uint8Array, path: string): Message {
  const known = knownOther(head)
  // Of an archive inside the data its name says more: a workbook is packed as one.
  const refused = known && known.extensions.length > 0 ? known : (namedRefusal(path) ?? known ?? writtenOther(head))
  if (refused) return refused.advice
  if (!isText(head)) return notice('pictureFormatUnknown', { known: formatTitles('picture') })
  return notice('textIsNoPicture')
}

/** What is known by its first bytes and is neither a readable picture nor text; null for anything else. */
export function knownOther(head: Uint8Array): RefusedFormat | null {
  return refusedFormats.find(({ signatures }) => shows(signatures, head)) ?? null
}

/** A refused format that is text itself. */
function writtenOther(head: Uint8Array): RefusedFormat | null {
  if (!isText(head)) return null
  const beginning = String.fromCharCode(...head.subarray(0, sniffLength))
  return refusedFormats.find(({ text }) => text?.test(beginning)) ?? null
}

export function isZip(head: Uint8Array): boolean {
  return shows(formats.zip.signatures, head)
}

/** Text by the usual rule: no control bytes but white space in its first stretch. */
export function isText(head: Uint8Array): boolean {
  return head.subarray(0, sniffLength).every((byte) => byte >= 32 || (byte >= 9 && byte <= 13))
}
