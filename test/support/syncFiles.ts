/** A worker's `FileReaderSync` for Node, over blobs that keep their bytes at hand; what was read is counted. */
import { type BlobStore, type Content, memoryStore } from '../../src/engine/storage/blobStore.ts'

export class SyncBlob extends Blob {
  readonly #bytes: Uint8Array<ArrayBuffer>

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    super([bytes])
    this.#bytes = bytes
  }

  override slice(from = 0, to = this.size): SyncBlob {
    return new SyncBlob(this.#bytes.slice(from, to))
  }

  read(): ArrayBuffer {
    return this.#bytes.slice().buffer
  }
}

export interface SyncFiles {
  /** Bytes of the largest piece that was read at once. */
  largest: number
  gone: boolean
  restore(): void
}

/** The caller restores. */
export function syncFiles(): SyncFiles {
  const scope = globalThis as { FileReaderSync?: unknown }
  const before = scope.FileReaderSync
  const files: SyncFiles = {
    largest: 0,
    gone: false,
    restore: () => {
      if (before === undefined) delete scope.FileReaderSync
      else scope.FileReaderSync = before
    },
  }
  scope.FileReaderSync = class {
    readAsArrayBuffer(blob: SyncBlob): ArrayBuffer {
      if (files.gone) throw new DOMException('gone', 'NotFoundError')
      files.largest = Math.max(files.largest, blob.size)
      return blob.read()
    }
  }
  return files
}

/** A store whose blobs can be read at once; `put` may be made to fail after so many bytes. */
export function syncStore(
  fullAt = Number.POSITIVE_INFINITY,
  failure: () => unknown = () => new Error('full'),
): BlobStore {
  const store = memoryStore()
  return {
    ...store,
    put: async (key, content) => synced(await store.put(key, upTo(content, fullAt, failure))),
    get: async (key) => {
      const blob = await store.get(key)
      return blob && synced(blob)
    },
  }
}

async function synced(blob: Blob): Promise<Blob> {
  return new SyncBlob(new Uint8Array(await blob.arrayBuffer()))
}

async function* upTo(
  content: Content,
  fullAt: number,
  failure: () => unknown,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let bytes = 0
  for await (const piece of content instanceof Uint8Array ? [content] : content) {
    bytes += piece.byteLength
    if (bytes > fullAt) throw failure()
    yield piece
  }
}
