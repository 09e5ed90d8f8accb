/** What reading gives: labelled examples whose bytes are still undecoded, and a plain account of what was left out. */
import type { SkippedFile, SplitName } from '../../shared/protocol.ts'

export interface Example {
  readonly path: string
  /** Index into the dataset's classes. */
  readonly label: number
  /** The split its folder named, if any. */
  readonly split: SplitName | null
  readonly blob: Blob
  /** SHA-256 of the bytes, hexadecimal. */
  readonly digest: string
}

export interface Dataset {
  readonly name: string
  /** SHA-256 over the examples' digests, labels and splits, hexadecimal: equal for equal data, whatever its names and order. */
  readonly fingerprint: string
  readonly classes: readonly string[]
  /** In an order that follows from the fingerprint alone: by label, then digest. */
  readonly examples: readonly Example[]
  readonly skipped: readonly SkippedFile[]
  readonly namedSplits: readonly SplitName[]
  readonly warnings: readonly string[]
}
