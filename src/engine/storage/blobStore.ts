/** Where verified files are kept for the next time. Keys are opaque; the page's store and the tests' are alike. */
export interface BlobStore {
  get(key: string): Promise<Blob | null>
  /** Throws `storage` when the device refuses; the caller still has the bytes, and what was there before stays. */
  put(key: string, content: Content): Promise<void>
  delete(key: string): Promise<void>
  list(): Promise<readonly { readonly key: string; readonly bytes: number }[]>
}

/** Content to write: bytes, or pieces of them that are asked for one after another, so that they never lie here at once. */
export type Content = Uint8Array<ArrayBuffer> | AsyncIterable<Uint8Array<ArrayBuffer>>

/** A store that lasts as long as the page: for tests, and where the browser keeps nothing. */
export function memoryStore(): BlobStore {
  const blobs = new Map<string, Blob>()
  return {
    get: async (key) => blobs.get(key) ?? null,
    put: async (key, content) => void blobs.set(key, await blobOf(content)),
    delete: async (key) => void blobs.delete(key),
    list: async () => Array.from(blobs, ([key, blob]) => ({ key, bytes: blob.size })),
  }
}

async function blobOf(content: Content): Promise<Blob> {
  if (content instanceof Uint8Array) return new Blob([content])
  const pieces: Uint8Array<ArrayBuffer>[] = []
  for await (const piece of content) pieces.push(piece)
  return new Blob(pieces)
}
