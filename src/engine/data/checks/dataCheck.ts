/** What a check of the data before training is given, and what it answers. */
import type { DataFinding, DataSettings } from '../../../shared/domain/cleaning.ts'
import type { Content, Dataset } from '../dataset.ts'
import type { Pace } from '../pace.ts'
import type { PictureLook } from '../pictureLook.ts'
import type { Split } from '../splitDataset.ts'

export interface CheckInput {
  /** As it stands, with its edits. */
  readonly dataset: Dataset
  /** As the next run divides it. */
  readonly split: Split
  readonly settings: DataSettings
  /** What an example is called, singular and plural. */
  readonly noun: readonly [one: string, many: string]
  /** How many tokens a text has for the model that stands; null while there is none, or where nothing is cut. */
  readonly tokens: TokenLimits | null
  /** By example; null where the pictures were not looked at. */
  readonly looks: readonly (PictureLook | null)[] | null
  /** Groups of examples that show or say nearly the same; none while the pictures were not looked at. */
  readonly alike: () => Promise<readonly (readonly number[])[]>
  /** The place of an example in the data as they were read. */
  readonly readPlace: (example: number) => number
  readonly pace: Pace
}

export interface TokenLimits {
  count(content: Content): number
  /** Tokens that the model can read at most. */
  readonly most: number
}

/** Nothing where all is well. Rejects with `cancelled` where the pace does. */
export type DataCheck = (input: CheckInput) => readonly DataFinding[] | Promise<readonly DataFinding[]>
