/** Datasets as the page knows them: how they are asked for, and what was read. */
import type { TaskId } from '../../tasks/ids.ts'
import type { NamedFile } from './files.ts'

export type DataRequest =
  /** What comes with the site for a task. */
  | { readonly kind: 'sample'; readonly task: TaskId }
  | { readonly kind: 'files'; readonly name: string; readonly files: readonly NamedFile[] }
  /** What was kept with a run, by the fingerprint that it had before any edit. */
  | { readonly kind: 'kept'; readonly fingerprint: string }

/** Which columns of a table a person named; empty means guess. */
export interface Columns {
  readonly textColumn: string
  readonly labelColumn: string
}

/** An example that a person relabelled, or dropped (`label` null). */
export interface DataEdit {
  /** SHA-256 of its content. */
  readonly digest: string
  readonly path: string
  readonly label: string | null
}

export interface SkippedFile {
  readonly path: string
  readonly reason: string
}

export interface ClassSummary {
  readonly name: string
  readonly count: number
  /** Of these, those that no folder or table holds back for validation or the test. */
  readonly trainable: number
  /** Small JPEG or PNG pictures of the first examples, at most 96 px a side; none for texts. */
  readonly thumbnails: readonly Blob[]
  /** The first texts, cut at 160 characters; none for pictures. */
  readonly samples: readonly string[]
}

/** What a table's columns were taken for; a guess unless the person named them. */
export interface TableColumns {
  readonly names: readonly string[]
  readonly text: string
  /** Null where the texts have no labels. */
  readonly label: string | null
}

export interface DatasetSummary {
  readonly task: TaskId
  readonly name: string
  /** SHA-256 over the examples' bytes and labels, hexadecimal. */
  readonly fingerprint: string
  readonly examples: number
  readonly classes: readonly ClassSummary[]
  /** The first passages, cut at 300 characters, where texts are continued; else none. */
  readonly passages: readonly string[]
  /** Null where no table of texts was read. */
  readonly columns: TableColumns | null
  readonly skipped: readonly SkippedFile[]
  /** Splits that folders named, if any; the others are drawn at random. */
  readonly namedSplits: readonly SplitName[]
  readonly warnings: readonly string[]
}

export type SplitName = 'train' | 'validation' | 'test'

export interface KeptData {
  readonly request: Extract<DataRequest, { kind: 'sample' } | { kind: 'kept' }>
  readonly columns: Columns
  readonly edits: readonly DataEdit[]
}
