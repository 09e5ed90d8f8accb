import { type BlobStore, memoryStore } from '../storage/blobStore.ts'

/** How a long export is followed, and ended, and where its large files are written to. */
export interface ExportWatch {
  readonly signal: AbortSignal
  /** In bytes of weights. */
  onProgress(done: number, total: number): void
  /** A disk where there is one, so that no large file stands in memory. What an export wrote lies there until the next. */
  readonly store: BlobStore
}

/** For what is done at once. */
export const unwatched: ExportWatch = {
  signal: new AbortController().signal,
  onProgress: () => {},
  store: memoryStore(),
}
