import { slicedDigest } from './sha256.ts'

/** Where verified files are kept for the next time. Keys are opaque; the page's store and the tests' are alike. */
export interface BlobStore {
  get(key: string): Promise<Blob | null>
  /** Of what was written under the key, as `slicedDigest` computes it. */
  digestOf(key: string): Promise<string | null>
  /**
   * What is kept, read back and found to be what was written. Throws `storage` when the device refuses; the caller still
   * has the bytes, and what was there before stays.
   */
  put(key: string, content: Content): Promise<Blob>
  delete(key: string): Promise<void>
  list(): Promise<readonly { readonly key: string; readonly bytes: number }[]>
}

/**
 * Content to write: bytes, or pieces of them that are asked for one after another, so that they never lie here at once.
 * A piece may be written over once the next is asked for.
 */
export type Content = Uint8Array<ArrayBuffer> | AsyncIterable<Uint8Array<ArrayBuffer>>

/** A store that lasts as long as the page: for tests, and where the browser keeps nothing. */
export function memoryStore(): BlobStore {
  const blobs = new Map<string, Blob>()
  return {
    get: async (key) => blobs.get(key) ?? null,
    digestOf: async (key) => {
      const blob = blobs.get(key)
      return blob ? slicedDigest(blob) : null
    },
    put: async (key, content) => {
      const blob = await blobOf(content)
      blobs.set(key, blob)
      return blob
    },
    delete: async (key) => void blobs.delete(key),
    list: async () => Array.from(blobs, ([key, blob]) => ({ key, bytes: blob.size })),
  }
}

async function blobOf(content: Content): Promise<Blob> {
  if (content instanceof Uint8Array) return new Blob([content])
  const pieces: Blob[] = []
  for await (const piece of content) pieces.push(new Blob([piece]))
  return new Blob(pieces)
}
