/** What reading gives: examples, pictures still undecoded, and a plain account of what was left out. */

import type { SkippedFile, SplitName, TableColumns } from '../../shared/domain/data.ts'
import type { TaskId } from '../../tasks/ids.ts'

export type Content =
  | { readonly kind: 'image'; readonly blob: Blob }
  /** The loss counts `text` only; `prompt` comes before it and is given. Classification has no prompt. */
  | { readonly kind: 'text'; readonly prompt: string; readonly text: string }

export interface Example {
  /** Where it came from: a path in a folder or archive, or "reviews.csv, row 12". */
  readonly path: string
  /** Index into the dataset's classes; 0 where there are none. */
  readonly label: number
  /** The split its folder or table named, if any. */
  readonly split: SplitName | null
  readonly content: Content
  /** SHA-256 of the content's bytes, hexadecimal. */
  readonly digest: string
}

export interface Dataset {
  readonly task: TaskId
  readonly name: string
  /** SHA-256 over the examples' digests, labels and splits, hexadecimal: equal for equal data, whatever its names and order. */
  readonly fingerprint: string
  /** Empty for text generation. */
  readonly classes: readonly string[]
  /** In an order that follows from the fingerprint alone: by label, then digest (passages keep their order). */
  readonly examples: readonly Example[]
  /** What a table's columns were taken for; null where no table of texts was read. */
  readonly columns: TableColumns | null
  readonly skipped: readonly SkippedFile[]
  readonly namedSplits: readonly SplitName[]
  readonly warnings: readonly string[]
  /** As it was read, where a person has edited it since. */
  readonly unedited?: Dataset
}
