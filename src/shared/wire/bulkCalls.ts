/** Many answers at once: files, folders, archives and tables that a person brings to the model that answers. */
import type { SkippedFile } from '../domain/data.ts'
import type { NamedFile } from '../domain/files.ts'
import type { Message } from '../messages/message.ts'

/** Columns of texts, where the files are tables; '' has them found. */
export interface BulkColumns {
  readonly textColumn: string
  readonly secondTextColumn: string
}

export interface BulkRow {
  /** A path, or "reviews.csv, row 12". */
  readonly path: string
  /** What was answered, in a word. */
  readonly answer: string
  /** Of the answer; null where it has none. */
  readonly probability: number | null
}

export interface BulkResult {
  /** The first line of the CSV, and the lines after it. */
  readonly header: string
  readonly lines: Blob
  readonly answered: number
  /** The first of them. */
  readonly rows: readonly BulkRow[]
  /** How often each class, label or type was answered, the most frequent first; of numbers, nothing. */
  readonly counts: readonly { readonly name: string; readonly count: number }[]
  /** The columns of the tables, and those that were read; null where there was no table. */
  readonly columns: (BulkColumns & { readonly names: readonly string[] }) | null
  readonly skipped: readonly SkippedFile[]
  /** It was called off before these were asked. */
  readonly unasked: number
  /** What was guessed in reading, or left out of the CSV. */
  readonly warnings: readonly Message[]
  readonly milliseconds: number
}

export interface BulkCalls {
  /** @throws ThawError where nothing was brought, or the only file cannot be opened. */
  predictBulk: {
    parameters: {
      readonly files: readonly NamedFile[]
      readonly columns?: BulkColumns
      /** Columns of a CSV that the answers are added to; absent, it begins with these. */
      readonly names?: readonly string[]
    }
    result: BulkResult
  }
}
