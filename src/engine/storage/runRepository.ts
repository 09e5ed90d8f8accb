/**
 * Keeps runs over visits: records, checkpoints, weights, and the files they stand on. Nothing here throws at whoever
 * trains: where something could not be kept, the answer is false and the storage's status tells the page why.
 */

import type { NamedFile } from '../../shared/domain/files.ts'
import type { RunListing, RunRecord, StorageStatus, Visit } from '../../shared/domain/record.ts'

export interface FileSet {
  readonly name: string
  readonly files: readonly NamedFile[]
}

/** The fields of a record that a person writes, and training does not. */
export type RunWords = Pick<RunRecord, 'tags' | 'note' | 'testViews' | 'temperature'>

/** The two large parts of a run: the checkpoint it can be continued from, and the weights it ended with. */
export type RunPart = 'checkpoint' | 'weights'

export interface RunRepository {
  status(): Promise<StorageStatus>
  takeOver(): Promise<StorageStatus>
  /** The newest first, without those that were removed; `newer` counts records of later versions, which are left alone. */
  records(): Promise<{ readonly records: readonly RunRecord[]; readonly newer: number }>
  /** The same, a line each. */
  listing(): Promise<RunListing>
  /** Null for one that was removed. */
  record(runId: string): Promise<RunRecord | null>
  /** A run that was removed is back with it. */
  writeRecord(record: RunRecord): Promise<boolean>
  /** As `writeRecord`, but the words that a person has changed meanwhile stay. */
  writeProgress(record: RunRecord): Promise<boolean>
  /** Changes words and nothing else. Null where there is no such run. */
  describe(runId: string, words: Partial<RunWords>): Promise<RunRecord | null>
  /** Takes the bytes over: they are of no use to the caller after. Resolves when they are safe. */
  writePart(runId: string, part: RunPart, bytes: Uint8Array<ArrayBuffer>): Promise<boolean>
  part(runId: string, part: RunPart): Promise<Blob | null>
  removePart(runId: string, part: RunPart): Promise<void>
  /** Bytes of everything that is kept of a run. */
  bytesOf(runId: string): Promise<number>
  /** Hides runs; they are freed with the next visit, or before when there is no space left. */
  remove(runIds: readonly string[]): Promise<void>
  restore(runIds: readonly string[]): Promise<void>
  /** Takes the place of the visit before, whose files are freed where no run names them. */
  writeVisit(visit: Visit): Promise<boolean>
  visit(): Promise<Visit | null>
  /** Under `data/<fingerprint>` or `model/<id>`; freed when no run and no visit names them any more. */
  saveFiles(key: string, files: FileSet): Promise<boolean>
  readFiles(key: string): Promise<FileSet | null>
}
