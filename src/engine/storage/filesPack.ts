/**
 * Many files as one blob: four bytes with the length of a header, the header (JSON: name, paths, lengths, types), and
 * the files' bytes one after another. What is read are slices of the blob, so that nothing of them lies in memory.
 */
import * as v from 'valibot'
import type { NamedFile } from '../../shared/domain/files.ts'
import type { Content } from './blobStore.ts'
import type { FileSet } from './runRepository.ts'

const headerSchema = v.object({
  name: v.string(),
  files: v.array(
    v.object({ path: v.string(), bytes: v.pipe(v.number(), v.integer(), v.minValue(0)), type: v.string() }),
  ),
})
const lengthBytes = 4
/** What is read of a large file at a time. */
const pieceBytes = 4 * 2 ** 20

export function packFiles({ name, files }: FileSet): Content {
  const described = files.map(({ path, file }) => ({ path, bytes: file.size, type: file.type }))
  const header = new TextEncoder().encode(JSON.stringify({ name, files: described }))
  const length = new Uint8Array(lengthBytes)
  new DataView(length.buffer).setUint32(0, header.byteLength, true)
  async function* pieces() {
    yield length
    yield header
    for (const { file } of files) yield* bytesOf(file)
  }
  return pieces()
}

/** Null where it is no such pack, or a piece of one. */
export async function unpackFiles(pack: Blob): Promise<FileSet | null> {
  const length = new DataView(await pack.slice(0, lengthBytes).arrayBuffer())
  if (length.byteLength < lengthBytes) return null
  const begin = lengthBytes + length.getUint32(0, true)
  const header = v.safeParse(headerSchema, jsonOf(await pack.slice(lengthBytes, begin).text()))
  if (!header.success) return null
  const { name, files } = header.output
  let at = begin
  const sliced = files.map(({ path, bytes, type }): NamedFile => {
    const file = pack.slice(at, at + bytes, type)
    at += bytes
    return { path, file }
  })
  return at === pack.size ? { name, files: sliced } : null
}

/** A file that has changed since it was dropped cannot be read, and says so. */
async function* bytesOf(file: Blob): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let at = 0; at < file.size; at += pieceBytes)
    yield new Uint8Array(await file.slice(at, at + pieceBytes).arrayBuffer())
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
