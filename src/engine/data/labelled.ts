/** What reading hands to assembling: each example with its target as it was written, whatever it is an example of. */

import type { CloseReadings, SkippedFile, SplitName, TableColumns, TableProposal } from '../../shared/domain/data.ts'
import type { Message } from '../../shared/messages/message.ts'
import type { TaskId } from '../../tasks/ids.ts'
import type { Content } from './dataset.ts'
import type { TextTable } from './table.ts'
import type { NamedTarget } from './target.ts'

export interface LabelledExample {
  readonly path: string
  readonly content: Content
  readonly digest: string
  readonly target: NamedTarget
  readonly split: SplitName | null
  /** As an example has it. */
  readonly place?: number
}
export interface Labelled {
  /** Null where nothing can be read, so that there are no examples either. */
  readonly task: TaskId | null
  /** The tasks that these files could be for, `task` first; absent where there is no other. */
  readonly choices?: readonly TaskId[]
  readonly examples: readonly LabelledExample[]
  readonly skipped: readonly SkippedFile[]
  readonly warnings: readonly Message[]
  /** Null where no table of texts was read. */
  readonly columns: TableColumns | null
  /** Where text files can be read in another way; absent where nothing is in doubt. */
  readonly close?: CloseReadings
  /** The first table as it was understood. */
  readonly table?: TableProposal
  /** All tables that were read as that one was. */
  readonly tables?: readonly TextTable[]
}

/** Splits that name the training part only, or all the same part, divide nothing. */
export function withoutLoneSplit(examples: readonly LabelledExample[]): readonly LabelledExample[] {
  const parts = new Set(examples.map(({ split }) => split ?? 'train'))
  const divided = parts.size > 1 || examples.every(({ split }) => split === null)
  return divided ? examples : examples.map((example) => ({ ...example, split: null }))
}
