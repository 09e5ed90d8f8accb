/** Data before training: what will go wrong with them, what each example is now, and what a look at each one found. */
import type { Message } from '../messages/message.ts'
import type { FieldValue } from '../recipe/field.ts'
import type { DatasetSummary } from './data.ts'

/** What the data are looked at for before a run; each has a file in `engine/data/checks`. */
export const checkIds = [
  'indivisible',
  'untrained-classes',
  'few-examples',
  'far-numbers',
  'uneven-classes',
  'small-test',
  'equal-answers',
  'leaked-examples',
  'near-leaks',
  'contradictions',
  'copies',
  'empty-texts',
  'cut-texts',
  'poor-pictures',
] as const
export type CheckId = (typeof checkIds)[number]

/** Something that will go wrong in training, what follows from it, and what can be done about it. */
export interface DataFinding {
  readonly check: CheckId
  readonly message: Message
  /** What buttons offer, the best first. */
  readonly remedies: readonly Remedy[]
}

export type Remedy =
  /** Examples that are left out, by their places in the data as they were read. */
  | { readonly kind: 'leave-out'; readonly label: Message; readonly examples: readonly number[] }
  /** A setting of the recipe. */
  | { readonly kind: 'set'; readonly label: Message; readonly key: string; readonly value: FieldValue }
  /** Only the person has more examples. */
  | { readonly kind: 'add'; readonly label: Message }
  /** A look at the examples themselves. */
  | { readonly kind: 'look'; readonly label: Message; readonly filter: ExampleFilter }

/** Which examples the list of all of them shows. */
export type ExampleFilter = 'all' | 'near' | 'outliers' | 'poor' | 'doubts' | 'changed' | 'left-out'

/** What of the recipe decides how data are divided and read. */
export interface DataSettings {
  readonly validation: number
  readonly test: number
  readonly seed: number
  readonly maxTrain: number
  readonly maxTokens: number
  readonly weighted: boolean
}

export const dataParts = ['train', 'validation', 'test'] as const

/** Every example as it was read, in that order, with what a person has made of it. */
export interface ExampleTable {
  readonly pictures: boolean
  /** Whether each example has one class, which can be changed. */
  readonly sorted: boolean
  /** The classes as they were read, and those that were added since. */
  readonly names: readonly string[]
  /** By example: its class as it was read, as an index into `names`; 0 where examples have no class. */
  readonly was: Int32Array
  /** The same as it is now; −1 for an example that is left out. */
  readonly now: Int32Array
  /** By index into the dataset as it stands: the place of the example here. */
  readonly places: Int32Array
  /** By example: an index into `dataParts`; 255 where the next run does not use it. */
  readonly part: Uint8Array
}

/** What a look at each example's content found. */
export interface ExampleLooks {
  /** Groups of examples that show or say nearly the same, by their places in the data as they were read. */
  readonly near: readonly (readonly number[])[]
  /** Pictures that are blurred or of one colour and texts without a word, the worst first. */
  readonly poor: readonly { readonly example: number; readonly fault: PoorFault }[]
  /** Examples that could not be looked at. */
  readonly unread: number
}
export type PoorFault = 'blurred' | 'blank' | 'wordless'

/** An example far from the others of its class. */
export interface Outlier {
  readonly example: number
  /** Distance from its class's mean, in typical distances of that class. */
  readonly distance: number
}

/** How many examples a person changed after reading. */
export interface EditCounts {
  readonly relabelled: number
  readonly leftOut: number
}

/** What the data became, and all edits that made them so. */
export interface EditedData<Edit> {
  readonly summary: DatasetSummary
  readonly edits: readonly Edit[]
}
