/** A store of blobs that asks for room before it gives up: what can be computed anew goes, and the write is tried again. */
import type { BlobStore } from './blobStore.ts'
import { isQuota } from './storageState.ts'

/** @param freeSpace false where there was nothing to free. */
export function retryingStore(store: BlobStore, freeSpace: () => Promise<boolean>): BlobStore {
  return {
    ...store,
    async put(key, content) {
      try {
        return await store.put(key, content)
      } catch (error) {
        // Content that came as a stream of pieces cannot be written twice: its pieces are gone.
        if (!isQuota(error) || !(content instanceof Uint8Array) || !(await freeSpace())) throw error
        return store.put(key, content)
      }
    },
  }
}
