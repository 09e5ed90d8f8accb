/** What is told of an export before it is written, and what was found when its files were read back. */
import type { Message } from '../messages/message.ts'

export interface ExportPlan {
  /** About how large it becomes; null where only writing tells. */
  readonly bytes: number | null
  /** What else is to be said of these files; null where the row says all. */
  readonly note: string | null
  /** Their names, where they are known beforehand. */
  readonly files: readonly string[] | null
  readonly snippets: readonly Snippet[]
}

/** Lines of a README that a programmer can copy. */
export interface Snippet {
  /** The heading above it: "In Python". */
  readonly title: string
  readonly language: string
  readonly code: string
}

/** What the files answered, held against the model in the page. */
export type ExportProof =
  | {
      readonly status: 'checked'
      readonly examples: number
      /** Examples that no training touched, or those of the data that are open. */
      readonly from: 'test' | 'data'
      /** What was compared: probabilities, of the next token where texts are continued; or a number, as a share of itself. */
      readonly of: ProofMeasure
      /** Between the two answers of one example. */
      readonly largest: number
      readonly agrees: boolean
      /** Where weights are rounded: how far an answer may lie, and how many of the examples lie farther. */
      readonly rounded?: { readonly most: number; readonly beyond: number }
      /** Of a model that writes: how alike the two write. */
      readonly written?: WrittenAlike
    }
  | { readonly status: 'unchecked'; readonly why: Message }

/** Over all places of the passages that were read. */
export interface WrittenAlike {
  readonly places: number
  /** The share of them at which both find the same token likeliest. */
  readonly alike: number
  /** Between the two probabilities of the token that does follow, on average. */
  readonly apart: number
}

export type ProofMeasure = 'probability' | 'number'

export type ExportOptionValue = string | boolean | Blob | null

/** By the keys of the row's options. */
export type ExportOptions = Readonly<Record<string, ExportOptionValue>>
