/**
 * A blob store over two parts that may each fail: files, and an index that points to them. A new blob is written as a
 * new file, read back, and only then does the index move, so that a torn write leaves the blob of before.
 */
import { ThawError } from '../../shared/errors.ts'
import { slicedDigest } from '../weights/sha256.ts'
import type { BlobStore } from './blobStore.ts'

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
  delete(key: string): Promise<void>
  all(): Promise<readonly IndexEntry[]>
}

export interface Files {
  /** Null when there is no such file. */
  read(name: string): Promise<Blob | null>
  write(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>
  remove(name: string): Promise<void>
}

/** `newName` gives a file name that was never used; `now` is in milliseconds since 1970. */
export function generationStore(index: Index, files: Files, newName: () => string, now: () => number): BlobStore {
  return {
    get: (key) => readCurrent(index, files, key),
    put: async (key, bytes) => {
      const described = {
        key,
        file: newName(),
        bytes: bytes.byteLength,
        digest: await slicedDigest(bytes),
        time: now(),
      }
      const entry = await writeGeneration(files, described, bytes)
      const before = await index.get(key)
      await orRemove(files, entry.file, () => index.put(entry))
      if (before) await removeQuietly(files, before.file)
    },
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
  const entry = await index.get(key)
  if (!entry) return null
  const blob = await files.read(entry.file)
  if (blob && (await holds(blob, entry))) return blob
  await index.delete(key)
  await removeQuietly(files, entry.file)
  return null
}

async function writeGeneration(files: Files, entry: IndexEntry, bytes: Uint8Array<ArrayBuffer>): Promise<IndexEntry> {
  await orRemove(files, entry.file, async () => {
    await files.write(entry.file, bytes)
    const written = await files.read(entry.file)
    if (!written || !(await holds(written, entry))) throw new Error('what was written reads back differently')
  })
  return entry
}

async function orRemove(files: Files, file: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (cause) {
    await removeQuietly(files, file)
    throw storageError(cause)
  }
}

/** A file that cannot be removed now is swept when the store is next opened. */
async function removeQuietly(files: Files, file: string): Promise<void> {
  await files.remove(file).catch(() => {})
}

async function holds(blob: Blob, entry: IndexEntry): Promise<boolean> {
  return blob.size === entry.bytes && (await slicedDigest(blob)) === entry.digest
}

function storageError(cause: unknown): ThawError {
  const full = cause instanceof DOMException && cause.name === 'QuotaExceededError'
  return new ThawError(
    'storage',
    full ? 'The browser gives the studio no more space.' : 'The browser could not write to its storage.',
    'Remove models that you no longer need, or free space on the device. What is open stays usable.',
    { cause },
  )
}
