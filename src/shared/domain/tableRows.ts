/** Rows of a table as the page shows them. Columns are named by their places in the proposal (`TableProposal`). */
import type { Message } from '../messages/message.ts'

export interface RowQuery {
  /** Absent keeps the order of the file; `row` is that order, too. */
  readonly sort?: { readonly by: number | 'row'; readonly descending: boolean }
  /** Rows with this in any cell, in whichever case of letters; empty means all. */
  readonly search?: string
  /** Rows whose cell is exactly this, but for spaces around it. */
  readonly filter?: { readonly column: number; readonly value: string }
  /** Only the rows that were left out. */
  readonly leftOut?: boolean
}

export interface ShownRow {
  /** As its file counts, from 1. */
  readonly row: number
  /** Place of the file that it stands in among the table's. */
  readonly file: number
  /** Cut where they are long; of a row that does not fit, as far as it has any. */
  readonly cells: readonly string[]
  /** Where words are tagged, the first entities that are marked in it. */
  readonly marked?: readonly MarkedEntity[]
  /** Why it was left out. */
  readonly leftOut?: Message
}

export interface MarkedEntity {
  readonly label: string
  readonly text: string
}

/** Words, and entities among them: places of words, the end exclusive. */
export interface MarkedWords {
  readonly words: readonly string[]
  readonly marks: readonly { readonly start: number; readonly end: number; readonly label: string }[]
}

/** A row in full, column by column. */
export interface WholeRow {
  readonly cells: readonly WholeCell[]
  /** Where words are tagged. */
  readonly marked?: MarkedWords
}

export interface WholeCell {
  /** With its line breaks; only what no screen shows was cut. */
  readonly text: string
  /** Characters that were cut. */
  readonly cut: number
}

export interface RowWindow {
  readonly rows: readonly ShownRow[]
  /** All rows that the query finds. */
  readonly matching: number
}

export interface ValueCount {
  readonly value: string
  readonly rows: number
}
