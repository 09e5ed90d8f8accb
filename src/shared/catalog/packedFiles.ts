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

function isList(value: unknown): value is readonly (readonly [string, number])[] {
  const isEntry = (entry: unknown) =>
    Array.isArray(entry) && typeof entry[0] === 'string' && Number.isSafeInteger(entry[1]) && entry[1] >= 0
  return Array.isArray(value) && value.every(isEntry)
}
