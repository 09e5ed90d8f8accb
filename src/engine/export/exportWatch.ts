/** How a long export is followed, and ended. */
export interface ExportWatch {
  readonly signal: AbortSignal
  /** In bytes of weights. */
  onProgress(done: number, total: number): void
}

/** For what is done at once. */
export const unwatched: ExportWatch = { signal: new AbortController().signal, onProgress: () => {} }
