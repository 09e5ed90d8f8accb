import type { SkippedFile } from '../../shared/domain/data.ts'
import type { Message } from '../../shared/messages/message.ts'

/** One file of a folder or an archive, not yet read. */
export interface DataFile {
  readonly path: string
  /** Its bytes. `check` sees the first ones and may throw to spare the rest. Rejects with Skip where this file alone is at fault. */
  read(check: (head: Uint8Array) => void): Promise<Uint8Array<ArrayBuffer>>
  /** The file itself, where there is one; its bytes need not be kept a second time. */
  readonly blob?: Blob
}

/** What an archive holds, or everything that was dropped together. */
export interface FileListing {
  readonly files: readonly DataFile[]
  readonly skipped: readonly SkippedFile[]
  readonly warnings: readonly Message[]
  /** One file that was packed, and no folder: its path is the archive's. */
  readonly single?: true
  /** Files that systems and programs leave behind; nobody means them, so they are only counted. */
  readonly passedOver: number
}

/** Bytes that may still be unpacked; one for all archives of a request. */
export interface UnpackBudget {
  bytes: number
}
