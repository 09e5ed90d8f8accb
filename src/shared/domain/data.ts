/** Datasets as the page knows them: how they are asked for, and what was read. */
import type { TaskId } from '../../tasks/ids.ts'
import type { EncodingId } from '../catalog/encodings.ts'
import type { SampleName } from '../catalog/sample.ts'
import type { SeparatorId } from '../catalog/separators.ts'
import type { Message } from '../messages/message.ts'
import type { NamedFile } from './files.ts'
import type { HubDataset } from './hubDataset.ts'

export type DataRequest =
  /** What comes with the site for a task. */
  /** Without a name, the sample that the task has had from the beginning. */
  | { readonly kind: 'sample'; readonly task: TaskId; readonly name?: SampleName }
  | {
      readonly kind: 'files'
      readonly name: string
      readonly files: readonly NamedFile[]
      /** What the files were added to, where it came from elsewhere (`addedFiles.ts`); absent where nothing stood before. */
      readonly onto?: Extract<DataRequest, { kind: 'sample' | 'kept' }>
    }
  | ({ readonly kind: 'hub' } & HubDataset)
  /** What was kept with a run, by the fingerprint that it had before any edit. */
  | { readonly kind: 'kept'; readonly fingerprint: string }

/** How a person wants data read: which columns of a table are what, and for which task; empty means guess. */
export interface Columns {
  readonly textColumn: string
  readonly labelColumn: string
  /** The other text of a pair; absent means guess. */
  readonly secondTextColumn?: string
  /** A column for each label, which says by 0 or 1 whether a row has it; absent means guess. */
  readonly labelColumns?: readonly string[]
  /** How the bytes of texts are read (`catalog/encodings.ts`); absent means guess. */
  readonly encoding?: string
  /** For single files something else: "reviews.csv=koi8-r"; absent means that all are read alike. */
  readonly encodings?: readonly string[]
  /** What stands between the cells of a table (`catalog/separators.ts`); absent means guess. */
  readonly separator?: string
  /** Whether names stand above the rows of a table; absent means guess. */
  readonly header?: 'yes' | 'no'
  /** Lines of a table that are left out before its header, or its first row; absent means guess. */
  readonly linesAbove?: number
  /** That labels which differ in their spelling alone stay apart; absent means that they are read as one. */
  readonly spellings?: 'apart'
  /** The columns that are given before the text, in this order, where it is continued; absent means guess. */
  readonly promptColumns?: readonly string[]
  /** The sheet of a workbook that is read; absent means guess. */
  readonly sheet?: string
  /** The person's choice among the tasks that the data could be for; absent takes the likeliest. */
  readonly task?: TaskId
}

/** What a person changed of the data as they were read. An edit of an example goes before one of its class. */
export type DataEdit = ExampleEdit | ClassEdit

/** An example that a person relabelled, or left out (`label` null). */
export interface ExampleEdit {
  /** SHA-256 of its content. */
  readonly digest: string
  readonly path: string
  readonly label: string | null
}

/**
 * A class, as it was read, that a person renamed, merged into another or left out (`label` null). One that stands for
 * itself and was not read is a class that the person added.
 */
export interface ClassEdit {
  readonly class: string
  readonly label: string | null
}

export interface SkippedFile {
  readonly path: string
  readonly reason: Message
  /** Rows that it stands for, where they are not listed one by one; absent means one. */
  readonly count?: number
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
  /** The other text of a pair. */
  readonly secondText?: string
  /** Where each label has a column of its own. */
  readonly labels?: readonly string[]
  /** What is given before the text, where texts are continued; in this order. */
  readonly prompts?: readonly string[]
}

/** What a column of a table is used for, or would be. */
export type ColumnRole =
  | 'text'
  | 'second-text'
  | 'prompt'
  | 'answer'
  | 'label'
  | 'labels'
  | 'number'
  | 'tags'
  | 'picture'
  | 'split'
  | 'id'
  | 'weight'
  | 'ignore'

/** What a column was taken for, and what speaks for it. */
export interface ColumnProposal {
  readonly name: string
  readonly role: ColumnRole
  readonly sure: 'sure' | 'likely' | 'unsure'
  readonly why: Message
}

/** How texts were decoded, and how else they may be. */
export interface EncodingRead {
  readonly read: EncodingId
  /** What the bytes may be in, the likeliest first; a single one where nothing is in doubt. */
  readonly likely: readonly EncodingId[]
  /** Whether the person named it. */
  readonly named: boolean
  /** Where several files were decoded: each of them, those in doubt first; as many as anybody looks through. */
  readonly files?: readonly FileEncoding[]
}

export interface FileEncoding {
  readonly path: string
  readonly read: EncodingId
  readonly likely: readonly EncodingId[]
}

/** The sheets of a workbook. */
export interface SheetsRead {
  readonly names: readonly string[]
  readonly read: string
}

/** How a table is written, where its rows are separated by a mark. */
export interface TableDialect {
  readonly separator: SeparatorId
  readonly header: boolean
  /** Lines that were left out above the header, or above the first row where there is none. */
  readonly linesAbove: number
}

/** An example as a reading makes it of a row, cut where it is long. */
export interface PreviewRow {
  readonly given: string
  /** Empty where there is none. */
  readonly answer: string
}

/** Another way to read a table, about as likely as the one that was taken. */
export interface OtherReading {
  /** What is in doubt: which column has this role, or what the table is for. */
  readonly about: ColumnRole | 'task'
  /** The column, or the task in words. */
  readonly name: string
  /** What to ask for to have it read so. */
  readonly ask: Partial<Columns>
  readonly why: Message | null
  readonly preview: readonly PreviewRow[]
}

/** Where data can be read in ways that are about as likely: what is in doubt, and what each gives. */
export interface CloseReadings {
  /** What the reading that was taken makes of the first examples; none where there is no other. */
  readonly preview: readonly PreviewRow[]
  /** Readings that are about as likely as the one that was taken, the likeliest first. */
  readonly others: readonly OtherReading[]
}

/** A table as it was understood: its rows are asked for a window at a time (`domain/tableRows.ts`). */
export interface TableProposal extends CloseReadings {
  /** The files that are read as this one table. */
  readonly files: readonly string[]
  /** In the table's order. */
  readonly columns: readonly ColumnProposal[]
  /** All rows that are a row of the table, whether they make an example or not. */
  readonly total: number
  /** Rows that were left out, by the table's reader or because they make no example. */
  readonly leftOut: number
  /** Where it is a workbook of several: all of them, and the one that was read. */
  readonly sheets?: SheetsRead
  /** Absent where its format leaves nothing to choose. */
  readonly dialect?: TableDialect
}

/** Numbers to be predicted, at a glance. */
export interface NumberSummary {
  readonly minimum: number
  readonly maximum: number
  readonly mean: number
  readonly median: number
  /** Examples in each of as many equal stretches from the least to the largest. */
  readonly bins: readonly number[]
}

/** An example whose answer is not a class, with its answer in words. */
export interface AnsweredExample {
  /** The beginning of its text; empty for a picture. */
  readonly text: string
  readonly thumbnail: Blob | null
  /** Empty where it has no label. */
  readonly answer: string
  /** Where words are tagged: the first of them, each with its tag. */
  readonly tagged?: { readonly words: readonly string[]; readonly tags: readonly string[] }
}

/** What examples look like, as far as it decides which model serves them: a guess from a few of them. */
export type DataTrait = 'photographs' | 'other-pictures' | 'short-texts' | 'long-texts' | 'other-language'

export interface DatasetSummary {
  readonly task: TaskId
  /** The tasks that these data could be for as they were read, `task` first; absent where there is no other. */
  readonly choices?: readonly TaskId[]
  readonly name: string
  /** Where it came from, where that was a hub. */
  readonly source?: HubDataset
  /** SHA-256 over the examples' bytes and labels, hexadecimal. */
  readonly fingerprint: string
  readonly examples: number
  /** The most telling first. */
  readonly traits: readonly DataTrait[]
  readonly classes: readonly ClassSummary[]
  /** Where a number is predicted. */
  readonly numbers?: NumberSummary
  /** The first examples, where their answers are neither classes nor the texts themselves. */
  readonly answered?: readonly AnsweredExample[]
  /** The first passages, cut at 300 characters, where texts are continued; else none. */
  readonly passages: readonly string[]
  /** Null where no table of texts was read. */
  readonly columns: TableColumns | null
  /** The first table, where there is one; absent in what earlier versions read. */
  readonly table?: TableProposal
  /** Where text files can be read in another way; absent where nothing is in doubt. */
  readonly close?: CloseReadings
  /** Absent where no text was decoded. */
  readonly encoding?: EncodingRead
  readonly skipped: readonly SkippedFile[]
  /** Files that systems leave behind, such as .DS_Store, which were not looked at; absent where there are none. */
  readonly passedOver?: number
  /** Splits that folders named, if any; the others are drawn at random. */
  readonly namedSplits: readonly SplitName[]
  readonly warnings: readonly Message[]
}

export type SplitName = 'train' | 'validation' | 'test'

export interface KeptData {
  readonly request: Exclude<DataRequest, { kind: 'files' }>
  readonly columns: Columns
  readonly edits: readonly DataEdit[]
}
