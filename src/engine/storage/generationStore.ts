/**
 * A blob store over two parts that may each fail: files, and an index that points to them. A new blob is written as a
 * new file, read back, and only then does the index move, so that a torn write leaves the blob of before. Another tab
 * may write to the same parts: what looks lost is only forgotten while the index still points to it.
 */
import { ThawError } from '../../shared/messages/errors.ts'
import type { BlobStore, Content } from './blobStore.ts'
import { digestedSlices } from './digestedSlices.ts'
import { slicedDigest } from './sha256.ts'

/** What the index holds of a blob. */
export interface IndexEntry {
  readonly key: string
  /** Name of the file that holds the current generation. */
  readonly file: string
  readonly bytes: number
  /** As `slicedDigest` computes it. */
  readonly digest: string
  /** Milliseconds since 1970. */
  readonly time: number
}

export interface Index {
  get(key: string): Promise<IndexEntry | null>
  put(entry: IndexEntry): Promise<void>
  /** In one step with the question whether it still points to `file`, where that is given. */
  delete(key: string, file?: string): Promise<void>
  all(): Promise<readonly IndexEntry[]>
}

export interface Files {
  /** Null when there is no such file. */
  read(name: string): Promise<Blob | null>
  /** Takes each piece before it asks for the next, which may be written over it. */
  write(name: string, pieces: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<void>
  /** From the disk, of a file that nobody else knows yet; each may be written over once the next is asked for. */
  pieces(name: string): AsyncIterable<Uint8Array<ArrayBuffer>>
  remove(name: string): Promise<void>
}

/** How often a blob is looked for that another tab replaces meanwhile. */
const attempts = 4

/** `newName` gives a file name that was never used; `now` is in milliseconds since 1970. */
export function generationStore(index: Index, files: Files, newName: () => string, now: () => number): BlobStore {
  return {
    get: (key) => readCurrent(index, files, key),
    put: async (key, content) => {
      const file = newName()
      const { blob, digest } = await writeGeneration(files, file, content)
      const entry = { key, file, time: now(), bytes: blob.size, digest }
      const before = await orRemove(files, file, () => index.get(key))
      await orRemove(files, file, () => index.put(entry))
      if (before) await removeQuietly(files, before.file)
      return blob
    },
    digestOf: async (key) => (await index.get(key))?.digest ?? null,
    delete: async (key) => {
      const entry = await index.get(key)
      await index.delete(key)
      if (entry) await removeQuietly(files, entry.file)
    },
    list: async () => (await index.all()).map(({ key, bytes }) => ({ key, bytes })),
  }
}

/** A file that is missing or not what was written is forgotten. */
async function readCurrent(index: Index, files: Files, key: string): Promise<Blob | null> {
  let lost: IndexEntry | null = null
  for (let attempt = 0; attempt < attempts; attempt++) {
    const entry = await index.get(key)
    if (!entry || entry.file === lost?.file) break
    const blob = await files.read(entry.file)
    if (blob && (await holds(blob, entry).catch(() => false))) return blob
    lost = entry
  }
  if (!lost) return null
  await index.delete(key, lost.file)
  await removeQuietly(files, lost.file)
  return null
}

type Written = Pick<IndexEntry, 'bytes' | 'digest'>

async function writeGeneration(files: Files, file: string, content: Content) {
  return orRemove(files, file, async () => {
    const given = digestedSlices(content)
    await files.write(file, given.pieces)
    const { bytes, digest } = await given.described()
    const written = digestedSlices(files.pieces(file))
    for await (const _ of written.pieces);
    const found = await written.described()
    const blob = await files.read(file)
    if (!blob || found.bytes !== bytes || found.digest !== digest)
      throw new ThawError('storage', 'writtenReadsDifferently')
    return { blob, digest }
  })
}

async function orRemove<T>(files: Files, file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    await removeQuietly(files, file)
    throw storageError(cause)
  }
}

/** A file that cannot be removed now is swept when the store is next opened. */
async function removeQuietly(files: Files, file: string): Promise<void> {
  await files.remove(file).catch(() => {})
}

async function holds(blob: Blob, { bytes, digest }: Written): Promise<boolean> {
  return blob.size === bytes && (await slicedDigest(blob)) === digest
}

function storageError(cause: unknown): ThawError {
  const full = cause instanceof DOMException && cause.name === 'QuotaExceededError'
  return new ThawError('storage', full ? 'storageFull' : 'storageUnwritable', {}, { cause })
}
