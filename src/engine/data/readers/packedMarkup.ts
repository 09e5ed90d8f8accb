/** Documents and spreadsheets that are XML in a zip: their parts, parsed as they are unpacked and bounded. */
import { ThawError } from '../../../shared/messages/errors.ts'
import { notice } from '../../../shared/messages/say.ts'
import { limits } from '../limits.ts'
import type { Pace } from '../pace.ts'
import { Skip } from '../skip.ts'
import { type MarkupHandler, markupParser } from './markup.ts'
import { type PackedParts, packedParts } from './zip.ts'

/** @throws Skip where it is none, or ThawError where it unpacks to too much or was cancelled. */
export async function withParts<Read>(
  bytes: Uint8Array<ArrayBuffer>,
  pace: Pace,
  read: (parts: PackedParts) => Promise<Read>,
): Promise<Read> {
  if (isCompoundFile(bytes)) throw new Skip(notice('documentProtected'))
  try {
    return await read(await packedParts(new Blob([bytes]), limits.documentBytes, pace))
  } catch (error) {
    if (error instanceof ThawError && error.said.key === 'archiveUnpacksTooLarge')
      throw new Skip(notice('documentUnpacksTooLarge', { most: limits.documentBytes }))
    throw error instanceof ThawError || error instanceof Skip ? error : new Skip(notice('documentDamaged'))
  }
}

/** What Word and Excel wrap a document in that a password protects, and what they wrote all documents as before 2007. */
function isCompoundFile(bytes: Uint8Array): boolean {
  return [0xd0, 0xcf, 0x11, 0xe0].every((byte, at) => bytes[at] === byte)
}

/** Parses a part; false where there is none of this name. */
export async function parsePart(
  parts: PackedParts,
  name: string,
  handler: MarkupHandler,
  { xml = true }: { readonly xml?: boolean } = {},
): Promise<boolean> {
  const parser = await markupParser(handler, { xml })
  let decoder: TextDecoder | null = null
  const found = await parts.each(name, (chunk) => {
    decoder ??= new TextDecoder(encodingOf(chunk))
    parser.write(decoder.decode(chunk, { stream: true }))
  })
  parser.end()
  return found
}

/** XML is in UTF-8 unless a mark says UTF-16; what else it may name is not found in documents. */
function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8'
}

const nothing = () => {}
/** A handler of the events that matter. */
export function handling(some: Partial<MarkupHandler>): MarkupHandler {
  return { open: nothing, close: nothing, text: nothing, ...some }
}
