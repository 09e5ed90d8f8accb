/**
 * Files in one piece of bytes: the length of a list in four bytes, little-endian; the list, as JSON, of names with how
 * many bytes each has; then the bytes. What a page that is a single file carries.
 */

export interface PackedFile {
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

const lengthBytes = 4

/** In pieces, the files' own bytes among them. */
export function packedParts(files: readonly PackedFile[]): readonly Uint8Array<ArrayBuffer>[] {
  const list = new TextEncoder().encode(JSON.stringify(files.map(({ name, bytes }) => [name, bytes.byteLength])))
  const length = new Uint8Array(lengthBytes)
  new DataView(length.buffer).setUint32(0, list.byteLength, true)
  return [length, list, ...files.map(({ bytes }) => bytes)]
}

/** Each is a copy of its own. @throws Error for bytes that are not such a piece, or less than all of it. */
export function unpackedFiles(packed: Uint8Array<ArrayBuffer>): ReadonlyMap<string, Uint8Array<ArrayBuffer>> {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength)
  let at = lengthBytes + view.getUint32(0, true)
  const list: unknown = JSON.parse(new TextDecoder().decode(packed.subarray(lengthBytes, at)))
  if (!isList(list)) throw new Error('The list of the files is none.')
  const files = new Map<string, Uint8Array<ArrayBuffer>>()
  for (const [name, bytes] of list) {
    if (at + bytes > packed.byteLength) throw new Error(`"${name}" is incomplete.`)
    files.set(name, packed.slice(at, at + bytes))
    at += bytes
  }
  return files
}

/** Whole groups of four characters, so that each part is a text of its own. */
const together = 4 * 2 ** 20

/** Of a page that is a single file: such a piece, zipped, in base64. @throws what `unpackedFiles` throws. */
export async function filesInText(base64: string): Promise<ReadonlyMap<string, Uint8Array<ArrayBuffer>>> {
  const parts: Uint8Array<ArrayBuffer>[] = []
  for (let at = 0; at < base64.length; at += together) {
    const letters = atob(base64.slice(at, at + together))
    const bytes = new Uint8Array(letters.length)
    for (let i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i)
    parts.push(bytes)
  }
  const plain = new Blob(parts).stream().pipeThrough(new DecompressionStream('gzip'))
  return unpackedFiles(new Uint8Array(await new Response(plain).arrayBuffer()))
}

/** What the text stands behind in the document, and before. */
export const packedMark = '<script type="text/plain" id="thaw-packed">'
export const packedEnd = '</script>'

function isList(value: unknown): value is readonly (readonly [string, number])[] {
  const isEntry = (entry: unknown) =>
    Array.isArray(entry) && typeof entry[0] === 'string' && Number.isSafeInteger(entry[1]) && entry[1] >= 0
  return Array.isArray(value) && value.every(isEntry)
}
