// What a report is written from: plain values, gathered before a word is written.
import type { ModelCardFacts } from '../../../../shared/report/modelCard.ts'

export interface ReportFacts extends ModelCardFacts {
  readonly looks: { readonly looks: number; readonly runs: number } | null
  /** The surest first. */
  readonly mistakes: readonly ReportedMistake[]
  readonly writtenAt: Date
}

export interface ReportedMistake {
  readonly truth: string
  readonly predicted: string
  readonly probability: number
  readonly path: string
  /** Empty for a picture. */
  readonly text: string
  /** A `data:` address; null for a text, or where the picture was not at hand. */
  readonly picture: string | null
}
