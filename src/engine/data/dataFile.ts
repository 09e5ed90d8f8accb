import type { SkippedFile } from '../../shared/domain/data.ts'
import type { Message } from '../../shared/messages/message.ts'
import type { ByteSource } from './byteSource.ts'
import type { PackedBlob } from './pictureBlob.ts'

/** One file of a folder or an archive, not yet read. */
export interface DataFile {
  readonly path: string
  /** Its bytes. `check` sees the first ones and may throw to spare the rest. Rejects with Skip where this file alone is at fault. */
  read(check: (head: Uint8Array) => void): Promise<Uint8Array<ArrayBuffer>>
  /** The file itself, where there is one; its bytes need not be kept a second time. */
  readonly blob?: Blob
  /** Where it lies in an archive that is too large to be kept unpacked: the same bytes again, whenever they are wanted. */
  readonly packed?: PackedBlob
  /** Where any part of it can be had without the rest. */
  readonly source?: ByteSource
  /** What of a table is to be read; absent means all of it. */
  readonly excerpt?: Excerpt
}

/** The part of a table that a person asked for. */
export interface Excerpt {
  /** Empty means all. */
  readonly columns: readonly string[]
  /** So many, from the first on. */
  readonly rows: number
  /** As many rows as take so many bytes as they are packed. */
  readonly packedBytes: number
}

/** A table of a hub, of which only the wanted part is fetched. */
export interface RemoteTable {
  readonly path: string
  readonly source: ByteSource
  readonly excerpt: Excerpt
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
