/** What reading gives: examples, pictures still undecoded, and a plain account of what was left out. */

import type { EditCounts } from '../../shared/domain/cleaning.ts'
import type {
  CloseReadings,
  EncodingRead,
  SkippedFile,
  SplitName,
  TableColumns,
  TableProposal,
} from '../../shared/domain/data.ts'
import type { Message } from '../../shared/messages/message.ts'
import type { TaskId } from '../../tasks/ids.ts'
import { linesOf, type Turn } from './answers/conversations.ts'
import type { PictureBlob } from './pictureBlob.ts'
import type { TextTable } from './table.ts'
import type { Target } from './target.ts'

export type Content =
  | { readonly kind: 'image'; readonly blob: PictureBlob }
  /** The loss counts `text` only; `prompt` comes before it and is given. Classification has no prompt. */
  | { readonly kind: 'text'; readonly prompt: string; readonly text: string }
  /** Two texts that are judged together. */
  | { readonly kind: 'pair'; readonly first: string; readonly second: string }
  /** A conversation; the assistant's turns are learned. */
  | { readonly kind: 'turns'; readonly turns: readonly Turn[] }
  /** A text that was cut into words by whoever tagged them. */
  | { readonly kind: 'words'; readonly words: readonly string[] }

export interface Example {
  /** Where it came from: a path in a folder or archive, or "reviews.csv, row 12". */
  readonly path: string
  readonly target: Target
  /** The split its folder or table named, if any. */
  readonly split: SplitName | null
  readonly content: Content
  /** SHA-256 of the content's bytes, hexadecimal. */
  readonly digest: string
  /** Its place in the data as they were read, where those were changed by hand. */
  readonly place?: number
}

export interface Dataset {
  readonly task: TaskId
  /** The tasks that what was read could be for, its own first; absent where there is no other. */
  readonly choices?: readonly TaskId[]
  readonly name: string
  /** SHA-256 over the examples' digests, targets and splits, hexadecimal: equal for equal data, whatever its names and order. */
  readonly fingerprint: string
  /** The names that targets count by: classes, labels or tags; empty where a target is a number or the text itself. */
  readonly classes: readonly string[]
  /** In an order that follows from the fingerprint alone: by class, then digest (passages keep their order). */
  readonly examples: readonly Example[]
  /** What a table's columns were taken for; null where no table of texts was read. */
  readonly columns: TableColumns | null
  /** Where text files can be read in another way; absent where nothing is in doubt. */
  readonly close?: CloseReadings
  /** The first table as it was understood, where there is one. */
  readonly table?: TableProposal
  /** All tables that were read as that one was, to look at their rows. */
  readonly tables?: readonly TextTable[]
  /** How its texts were decoded, where there were any. */
  readonly encoding?: EncodingRead
  readonly skipped: readonly SkippedFile[]
  /** Files that systems leave behind, which were not looked at; absent where there are none. */
  readonly passedOver?: number
  readonly namedSplits: readonly SplitName[]
  readonly warnings: readonly Message[]
  /** How many examples a person gave another class or left out; absent where there are none. */
  readonly edited?: EditCounts
  /** As it was read, where a person has edited it since. */
  readonly unedited?: Dataset
}

/** All that is read of a text, in one piece; null for a picture. */
export function textOf(content: Content): string | null {
  switch (content.kind) {
    case 'image':
      return null
    case 'text':
      return content.text
    case 'pair':
      return `${content.first}\n${content.second}`
    case 'turns':
      return linesOf(content.turns).trimEnd()
    case 'words':
      return content.words.join(' ')
    default:
      return content satisfies never
  }
}
