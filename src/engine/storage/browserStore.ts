/**
 * The store of a real browser: blobs in the origin private file system, the index in IndexedDB. Runs in the engine's
 * worker only, because synchronous file handles exist nowhere else. Where either part is absent (private mode, a
 * blocked origin), blobs live in memory and the page is told.
 */
import { openDB } from 'idb'
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import { type BlobStore, memoryStore } from './blobStore.ts'
import { type Files, generationStore, type Index, type IndexEntry } from './generationStore.ts'
import { sliceBytes } from './sha256.ts'

/** A store, and whether it outlives the page. */
export interface BrowserStore {
  readonly store: BlobStore
  readonly lasting: boolean
  /** Why not, for the person; null when it lasts. */
  readonly reason: Message | null
}

/** A file that no index entry names may be another tab's, being written: it is left alone for this long. */
const orphanMilliseconds = 3_600_000

export type StoreName = 'thaw-weights' | 'thaw-runs'

/** Opens a store, which has its own folder and its own index; never throws. */
export async function openBrowserStore(name: StoreName = 'thaw-weights'): Promise<BrowserStore> {
  try {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle(name, { create: true })
    const index = await openIndex(name)
    await sweep(folder, index)
    const store = generationStore(index, filesIn(folder), newName, () => Date.now())
    return { store, lasting: true, reason: null }
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    return { store: memoryStore(), lasting: false, reason: notice('nothingKept', { detail }) }
  }
}

async function openIndex(name: StoreName): Promise<Index> {
  const database = await openDB<{ files: { key: string; value: IndexEntry } }>(name, 1, {
    upgrade: (opened) => void opened.createObjectStore('files', { keyPath: 'key' }),
  })
  return {
    get: async (key) => (await database.get('files', key)) ?? null,
    put: async (entry) => {
      // On the disk before the file of before goes.
      const { store, done } = database.transaction('files', 'readwrite', { durability: 'strict' })
      await Promise.all([store.put(entry), done])
    },
    delete: async (key, file) => {
      const { store, done } = database.transaction('files', 'readwrite')
      const entry = await store.get(key)
      await Promise.all([entry && (file === undefined || entry.file === file) && store.delete(key), done])
    },
    all: () => database.getAll('files'),
  }
}

function filesIn(folder: FileSystemDirectoryHandle): Files {
  return {
    read: async (file) => {
      try {
        return await (await folder.getFileHandle(file)).getFile()
      } catch (error) {
        if (error instanceof DOMException && error.name === 'NotFoundError') return null
        throw error
      }
    },
    write: async (file, pieces) => writeThrough(await folder.getFileHandle(file, { create: true }), pieces),
    async *pieces(file) {
      yield* readThrough(await folder.getFileHandle(file))
    },
    remove: (file) => folder.removeEntry(file),
  }
}

/** A synchronous handle writes straight to the file, and is the one way that every browser has. */
async function writeThrough(file: FileSystemFileHandle, pieces: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<void> {
  const handle = await file.createSyncAccessHandle()
  try {
    let at = 0
    for await (const piece of pieces) {
      if (handle.write(piece, { at }) !== piece.byteLength)
        throw new DOMException('The disk took less than was given', 'QuotaExceededError')
      at += piece.byteLength
    }
    handle.flush()
  } finally {
    handle.close()
  }
}

/** Into one place of memory: of a Blob that is read in slices, each stays there until the collector comes. */
async function* readThrough(file: FileSystemFileHandle): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const handle = await file.createSyncAccessHandle()
  try {
    const slice = new Uint8Array(sliceBytes)
    for (let at = 0; ; ) {
      const bytes = handle.read(slice, { at })
      if (bytes === 0) return
      yield slice.subarray(0, bytes)
      at += bytes
    }
  } finally {
    handle.close()
  }
}

/** Frees the files that a torn write left behind; what resists is left for the next time. */
async function sweep(folder: FileSystemDirectoryHandle, index: Index): Promise<void> {
  const named = new Set((await index.all()).map(({ file }) => file))
  for await (const [file, handle] of folder.entries()) {
    if (named.has(file) || handle.kind !== 'file') continue
    await sweepFile(folder, handle as FileSystemFileHandle).catch(() => {})
  }
}

async function sweepFile(folder: FileSystemDirectoryHandle, handle: FileSystemFileHandle): Promise<void> {
  const { lastModified } = await handle.getFile()
  if (Date.now() - lastModified > orphanMilliseconds) await folder.removeEntry(handle.name)
}

function newName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
