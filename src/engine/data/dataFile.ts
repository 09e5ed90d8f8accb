/** One file of a folder or an archive, not yet read. */
export interface DataFile {
  readonly path: string
  /** Its bytes. `check` sees the first ones and may throw to spare the rest. Rejects with Skip where this file alone is at fault. */
  read(check: (head: Uint8Array) => void): Promise<Uint8Array<ArrayBuffer>>
  /** The file itself, where there is one; its bytes need not be kept a second time. */
  readonly blob?: Blob
}
