/** A data set of the Hugging Face Hub: what is there, and what of it is read. */

/** What of it a person wants. */
export interface HubDataset {
  /** "owner/name", or "name" for the oldest. */
  readonly repository: string
  /** Empty takes the one that there is, or the hub's default. */
  readonly subset: string
  /** Empty takes those that are called as parts of data are, else all. */
  readonly splits: readonly string[]
  /** Empty means all. */
  readonly columns: readonly string[]
  /** Of each split, so many from the first on. */
  readonly rows: number
}

/** What the hub lists of it, and what its first file says. */
export interface HubDatasetCard {
  readonly repository: string
  readonly subsets: readonly string[]
  /** The one that the rest is about. */
  readonly subset: string
  readonly splits: readonly HubSplit[]
  readonly columns: readonly string[]
}

export interface HubSplit {
  readonly name: string
  readonly files: number
  /** Of its first file. */
  readonly rows: number
  readonly bytes: number
  /** Read where nobody says which. */
  readonly usual: boolean
}

/** A data set of which something is kept on this device. */
export interface KeptHubDataset {
  readonly repository: string
  readonly storedBytes: number
}

/** Of each split, where nobody says how many. */
export const usualHubRows = 20_000
