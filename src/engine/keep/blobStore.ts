/** Where verified files are kept for the next time. Keys are opaque; the page's store and the tests' are alike. */
export interface BlobStore {
  get(key: string): Promise<Blob | null>
  /** Throws `storage` when the device refuses; the caller still has the bytes. */
  put(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>
  delete(key: string): Promise<void>
  list(): Promise<readonly { readonly key: string; readonly bytes: number }[]>
}

/** A store that lasts as long as the page: for tests, and where the browser keeps nothing. */
export function memoryStore(): BlobStore {
  const blobs = new Map<string, Blob>()
  return {
    get: async (key) => blobs.get(key) ?? null,
    put: async (key, bytes) => void blobs.set(key, new Blob([bytes])),
    delete: async (key) => void blobs.delete(key),
    list: async () => Array.from(blobs, ([key, blob]) => ({ key, bytes: blob.size })),
  }
}
